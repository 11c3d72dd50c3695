import type { BenchmarkResult } from '../../report/schemas/benchmark';

const STABILITY: Record<BenchmarkResult['stability']['verdict'], string> = {
  steady: 'steady',
  fewSamples: 'too few runs to say more',
  drifting: 'not steady: it drifts',
  bimodal: 'not steady: two speeds',
  noisy: 'noisy machine',
  heavyTailed: 'a long tail',
};

/** One English sentence: the median with its interval, the tail, how many rows a second, and whether to believe it. */
export function benchmarkVerdict(name: string, result: BenchmarkResult): string {
  const { latencyMs, throughput, settings, stability, runs, mode } = result;
  const [low, high] = latencyMs.ci95.p50;
  const batch = settings.batch === 1 ? '' : `, batch ${settings.batch}`;
  const rate = `${short(throughput)} ${settings.batch === 1 ? 'runs' : 'rows'}/s`;
  return (
    `${name}: P50 ${short(latencyMs.p50)} ms [${short(low)}, ${short(high)}], P99 ${short(latencyMs.p99)} ms, ${rate}${batch}; ` +
    `${runs.toLocaleString('en')} runs (${mode}), ${STABILITY[stability.verdict]}`
  );
}

function short(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
