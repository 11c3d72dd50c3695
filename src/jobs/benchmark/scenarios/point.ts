import { seededRandom } from '../../../base/random';
import { summarizeLatencies } from '../../../measure/latency/summary';
import type { CurvePoint } from '../../../report/schemas/benchmark/curve';
import type { Measured } from '../single';

/** Rows a second over the time spent in runs. */
export function busyThroughput(durations: Float64Array, batch: number): number {
  return (1000 * durations.length * batch) / durations.reduce((sum, duration) => sum + duration, 0);
}

/** A measurement as a point of a curve. @param seed of the bootstrap */
export function curvePoint(
  x: number,
  throughput: number,
  { samples, warmup, firstRunMs, memory }: Omit<Measured, 'overhead'>,
  seed: number,
): CurvePoint {
  const { latencyMs, runs } = summarizeLatencies(samples.durations, seededRandom(seed));
  const warm = warmup.durations.reduce((sum, duration) => sum + duration, firstRunMs);
  return {
    x,
    throughput,
    p50: latencyMs.p50,
    p99: latencyMs.p99,
    ci95: { p50: latencyMs.ci95.p50, p99: latencyMs.ci95.p99 },
    runs,
    warmup: { runs: warmup.durations.length + 1, ms: warm, steady: warmup.steady },
    peakRssBytes: memory.peakRssBytes,
  };
}
