/** Above it the continued fraction is the faster one, below it the series. */
const SPLIT = 2.5;
const TERMS = 200;

/**
 * The upper tail of the standard normal distribution, P(Z > z): to about 14 digits, small tails included.
 * Abramowitz and Stegun 26.2.11 (series) and 26.2.14 (continued fraction).
 */
export function normalTail(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z < 0) return 1 - normalTail(-z);
  if (z === Number.POSITIVE_INFINITY) return 0;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < SPLIT) {
    let term = z;
    let sum = z;
    for (let n = 1; n < TERMS && term > sum * Number.EPSILON; n++) {
      term *= (z * z) / (2 * n + 1);
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = 0;
  for (let n = TERMS; n > 0; n--) fraction = n / (z + fraction);
  return density / (z + fraction);
}
