/** Two samples laid out together. */
export interface PooledRanks {
  /** Sum of the first sample's ranks, from 1; equal values share the mean of their ranks. */
  readonly firstSum: number;
  /** Σ (t³ − t) over groups of t equal values. */
  readonly ties: number;
}

/** @param a and @param b ascending */
export function pooledRanks(a: ArrayLike<number>, b: ArrayLike<number>): PooledRanks {
  let [i, j, rank, firstSum, ties] = [0, 0, 1, 0, 0];
  while (i < a.length || j < b.length) {
    const value = i < a.length && (j >= b.length || a[i]! <= b[j]!) ? a[i]! : b[j]!;
    const [fromI, fromJ] = [i, j];
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    const group = i - fromI + (j - fromJ);
    firstSum += (i - fromI) * (rank + (group - 1) / 2);
    ties += group ** 3 - group;
    rank += group;
  }
  return { firstSum, ties };
}
