import { normalTail } from './normal';

/**
 * The level at which a percentile interval of a bootstrap holds what it should: resamples of few observations spread too little, by the factor
 * √((n−1)/n) and by what separates Student's distribution from the normal one. Hesterberg (2015), "What teachers should know about the bootstrap".
 * @param level wanted: .95 for 95 %
 * @param n observations that may be taken as independent, at least 2
 * @returns a level nearer to 1
 */
export function expandedLevel(level: number, n: number): number {
  const tail = (1 - level) / 2;
  return 1 - 2 * normalTail(Math.sqrt(n / (n - 1)) * studentQuantile(tail, n - 1));
}

/** The point beyond which Student's t lies with that probability: Cornish and Fisher's expansion, to four digits from 3 degrees of freedom on. */
export function studentQuantile(tail: number, degrees: number): number {
  const z = normalQuantile(tail);
  const [z3, z5, z7, z9] = [z ** 3, z ** 5, z ** 7, z ** 9];
  return (
    z +
    (z3 + z) / (4 * degrees) +
    (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * degrees ** 3) +
    (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92_160 * degrees ** 4)
  );
}

/** The point beyond which a standard normal lies with that probability, below a half; by halving. */
function normalQuantile(tail: number): number {
  let [low, high] = [0, 40];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalTail(middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
