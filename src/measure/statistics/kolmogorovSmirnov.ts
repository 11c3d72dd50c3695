import { ascending } from './percentile';

/** Products of sizes up to which the exact distribution is computed. */
const EXACT = 10_000;

export interface KolmogorovSmirnov {
  /** The largest distance between the two empirical distribution functions. */
  readonly d: number;
  /** Two-sided. */
  readonly pValue: number;
}

/**
 * The Kolmogorov–Smirnov test of two independent samples: exact by counting lattice paths (Hodges 1958) for small ones,
 * else by Kolmogorov's limiting distribution.
 * @param first in any order, without NaN; at least one, as `second`
 */
export function kolmogorovSmirnov(first: ArrayLike<number>, second: ArrayLike<number>): KolmogorovSmirnov {
  const [a, b] = [ascending(first), ascending(second)];
  let [i, j, steps] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    // In units of 1 / (n m), which are whole numbers.
    steps = Math.max(steps, Math.abs(i * b.length - j * a.length));
  }
  const d = steps / (a.length * b.length);
  return { d, pValue: a.length * b.length <= EXACT ? exact(a.length, b.length, steps) : limiting(a.length, b.length, d) };
}

/**
 * The share of the paths from (0, 0) to (n, m) that leave the band |i m − j n| < steps. Shares, since counts overflow, and of those that
 * left, since one minus the others would lose a small one's digits.
 */
function exact(n: number, m: number, steps: number): number {
  let left = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++) {
    const row = new Float64Array(m + 1);
    for (let j = 0; j <= m; j++) {
      if (Math.abs(i * m - j * n) >= steps) row[j] = 1;
      else row[j] = (i > 0 ? (left[j]! * i) / (i + j) : 0) + (j > 0 ? (row[j - 1]! * j) / (i + j) : 0);
    }
    left = row;
  }
  return left[m]!;
}

function limiting(n: number, m: number, d: number): number {
  const scaled = Math.sqrt((n * m) / (n + m)) * d;
  if (scaled < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * scaled * scaled);
  return Math.min(1, Math.max(0, 2 * sum));
}
