/** A larger batch that brings less than this over the best one before has brought nothing. */
const GAIN = 0.03;
/** So many that bring nothing end a series: one may be unlucky, or fit the caches badly. */
const PATIENCE = 2;

/** Whether throughput has stopped growing. @param throughputs of ever larger batches, or of ever more processes */
export function stoppedGrowing(throughputs: readonly number[]): boolean {
  let best = 0;
  let idle = 0;
  for (const throughput of throughputs) {
    idle = throughput > best * (1 + GAIN) ? 0 : idle + 1;
    best = Math.max(best, throughput);
  }
  return idle >= PATIENCE;
}
