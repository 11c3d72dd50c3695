import { seededRandom } from '../../../base/random';
import { seriesIntervals } from '../../../measure/statistics/bootstrap';
import { ascending, percentile } from '../../../measure/statistics/percentile';
import type { CurvePoint } from '../../../report/schemas/benchmark/curve';
import type { Measured } from '../single';

/** With more runs than these an interval is narrower than the dot that is drawn, and takes seconds to compute. */
const INTERVAL_RUNS = 100_000;

/** Rows a second over the time spent in runs. */
export function busyThroughput(durations: Float64Array, batch: number): number {
  return (1000 * durations.length * batch) / durations.reduce((sum, duration) => sum + duration, 0);
}

/** A measurement as a point of a curve. @param seed of the bootstrap */
export function curvePoint(
  x: number,
  throughput: number,
  { samples: { durations }, warmup, firstRunMs, memory }: Omit<Measured, 'overhead'>,
  seed: number,
): CurvePoint {
  const sorted = ascending(durations);
  const warm = warmup.durations.reduce((sum, duration) => sum + duration, firstRunMs);
  const intervals = durations.length > INTERVAL_RUNS ? undefined : seriesIntervals(durations, [50, 99], seededRandom(seed)).percentiles;
  return {
    x,
    throughput,
    p50: percentile(sorted, 50),
    p99: percentile(sorted, 99),
    ...(intervals ? { ci95: { p50: intervals.get(50)!, p99: intervals.get(99)! } } : {}),
    runs: durations.length,
    warmup: { runs: warmup.durations.length + 1, ms: warm, steady: warmup.steady },
    peakRssBytes: memory.peakRssBytes,
  };
}
