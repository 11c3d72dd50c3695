import { normalTail } from './normal';
import { ascending } from './percentile';
import { pooledRanks } from './ranks';

export interface MannWhitney {
  /** Pairs in which the first sample's value is the larger, equal ones counted as half. */
  readonly u: number;
  /** Two-sided. */
  readonly pValue: number;
  /**
   * Cliff's delta, −1 to 1: how much more often the first sample's value is the larger than the smaller. By Romano et al. (2006)
   * negligible below .147, small below .33, medium below .474.
   */
  readonly delta: number;
}

/**
 * The Mann–Whitney U test of two independent samples, by the normal approximation with corrections for ties and continuity, as
 * scipy's `mannwhitneyu(method="asymptotic")`. Values that hang together in time make its p-value too small.
 * @param first in any order, without NaN; at least one, as `second`
 */
export function mannWhitney(first: ArrayLike<number>, second: ArrayLike<number>): MannWhitney {
  const [n, m] = [first.length, second.length];
  const { firstSum, ties } = pooledRanks(ascending(first), ascending(second));
  const u = firstSum - (n * (n + 1)) / 2;
  const total = n + m;
  const variance = ((n * m) / 12) * (total + 1 - ties / (total * (total - 1)));
  const distance = Math.abs(u - (n * m) / 2);
  // All values equal: nothing speaks for a difference.
  const pValue = variance > 0 ? Math.min(1, 2 * normalTail((distance - 0.5) / Math.sqrt(variance))) : 1;
  return { u, pValue, delta: (2 * u) / (n * m) - 1 };
}
