import type { Random } from '../../base/random';
import { type Interval, seriesIntervals } from '../statistics/bootstrap';
import { earlyStoppingBound } from '../statistics/earlyStopping';
import { moments } from '../statistics/moments';
import { countOutliers, type Outliers, outliers } from '../statistics/outliers';
import { ascending, percentile } from '../statistics/percentile';
import { type Stability, stability } from './stability';

/** What a series of latencies comes to, in milliseconds. */
export interface LatencySummary {
  readonly latencyMs: {
    readonly p50: number;
    readonly p90: number;
    readonly p95: number;
    readonly p99: number;
    readonly p999: number;
    readonly mean: number;
    readonly min: number;
    readonly max: number;
    readonly stdev: number;
    /** Block bootstrap, 95 %. */
    readonly ci95: { readonly p50: Interval; readonly p90: Interval; readonly p99: Interval; readonly mean: Interval };
  };
  readonly runs: number;
  /** By Tukey's fences; they are in all the figures. */
  readonly outliers: Outliers & { readonly total: number };
  readonly stability: Stability;
  /** What MLPerf's early stopping lets be said of a percentile at 99 %; left out where there are too few runs. */
  readonly earlyStopping: { readonly p90?: number; readonly p99?: number };
}

/**
 * Sums up latencies. Nothing is removed: outliers are part of what a user waits for.
 * @param latencies milliseconds, in the order of time, warm-up left out; at least one
 */
export function summarizeLatencies(latencies: ArrayLike<number>, random: Random): LatencySummary {
  const sorted = ascending(latencies);
  const { mean, min, max, stdev } = moments(latencies);
  const { mean: meanInterval, percentiles } = seriesIntervals(latencies, [50, 90, 99], random);
  const [p90, p99] = [earlyStoppingBound(sorted, 90), earlyStoppingBound(sorted, 99)];
  const found = outliers(sorted);
  const at = (wanted: number) => percentile(sorted, wanted);
  const interval = (wanted: number) => percentiles.get(wanted)!;
  return {
    latencyMs: {
      p50: at(50),
      p90: at(90),
      p95: at(95),
      p99: at(99),
      p999: at(99.9),
      mean,
      min,
      max,
      stdev,
      ci95: { p50: interval(50), p90: interval(90), p99: interval(99), mean: meanInterval },
    },
    runs: sorted.length,
    outliers: { ...found, total: countOutliers(found) },
    stability: stability(latencies),
    earlyStopping: { ...(p90 === undefined ? {} : { p90 }), ...(p99 === undefined ? {} : { p99 }) },
  };
}
