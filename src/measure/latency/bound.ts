import { certainlyOver, earlyStoppingBound } from '../statistics/earlyStopping';
import { ascending, percentile } from '../statistics/percentile';

/** The percentile that MLPerf's server scenario bounds. */
export const SERVER_PERCENTILE = 99;

/** How latencies stand to a bound of their P99. */
export interface BoundCheck {
  /** The P99 of those that were measured is within it. */
  readonly held: boolean;
  /** By early stopping, that of all that could come is within it too, at 99 % confidence. */
  readonly established: boolean;
  /** That of all that could come is beyond it, at 99 % confidence. */
  readonly refuted: boolean;
}

/** @param latencies milliseconds, in any order; at least one */
export function checkBound(latencies: ArrayLike<number>, bound: number): BoundCheck {
  const sorted = ascending(latencies);
  const certain = earlyStoppingBound(sorted, SERVER_PERCENTILE);
  let over = 0;
  for (let index = sorted.length - 1; index >= 0 && sorted[index]! > bound; index--) over++;
  return {
    held: percentile(sorted, SERVER_PERCENTILE) <= bound,
    established: certain !== undefined && certain <= bound,
    refuted: certainlyOver(SERVER_PERCENTILE, over, sorted.length),
  };
}
