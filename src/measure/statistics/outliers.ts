import { percentile } from './percentile';

/** Values far from the middle half, counted and never removed. */
export interface Outliers {
  /** Beyond 1.5 interquartile ranges from the nearer quartile, and not beyond 3. */
  readonly lowMild: number;
  readonly highMild: number;
  /** Beyond 3. */
  readonly lowSevere: number;
  readonly highSevere: number;
}

/**
 * Tukey's fences, as Criterion counts them.
 * @param sorted ascending; at least one
 */
export function outliers(sorted: ArrayLike<number>): Outliers {
  const [first, third] = [percentile(sorted, 25), percentile(sorted, 75)];
  const range = third - first;
  const counts = { lowMild: 0, highMild: 0, lowSevere: 0, highSevere: 0 };
  for (let index = 0; index < sorted.length; index++) {
    const value = sorted[index]!;
    if (value < first - 3 * range) counts.lowSevere++;
    else if (value < first - 1.5 * range) counts.lowMild++;
    else if (value > third + 3 * range) counts.highSevere++;
    else if (value > third + 1.5 * range) counts.highMild++;
  }
  return counts;
}

export function countOutliers({ lowMild, highMild, lowSevere, highSevere }: Outliers): number {
  return lowMild + highMild + lowSevere + highSevere;
}
