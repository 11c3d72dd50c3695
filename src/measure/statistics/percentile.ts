/** Values in ascending order. */
export function ascending(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/**
 * The percentile of sorted values, by linear interpolation between the two closest ranks: Hyndman and Fan's type 7, numpy's default.
 * @param sorted ascending, without NaN; at least one
 * @param percentile 0 to 100
 */
export function percentile(sorted: ArrayLike<number>, percentile: number): number {
  const rank = ((sorted.length - 1) * percentile) / 100;
  const below = Math.floor(rank);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  // Not low + (high - low) × t where both are the same: the difference of infinities is no number.
  return low === high ? low : low + (high - low) * (rank - below);
}

/** The value in the middle. @param values in any order; at least one */
export function median(values: ArrayLike<number>): number {
  return percentile(ascending(values), 50);
}
