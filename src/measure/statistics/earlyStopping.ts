/** How sure a percentile's bound is to be: MLPerf's c. */
const CONFIDENCE = 0.99;

/**
 * MLPerf inference's early stopping (c = .99, d = 0): how many queries in all are needed so that, with `over` of them at or above a latency, that latency
 * may be said to bound the percentile: the smallest h with I(p; h, t + 1) ≤ 1 − c, plus t.
 * @param percentile 0 to 100, not included
 * @param over t, at least 1
 */
export function queriesNeeded(percentile: number, over: number): number {
  // The tail shrinks as queries grow: double, then halve.
  let high = over + 1;
  while (atMost(over, high, percentile / 100) > 1 - CONFIDENCE) high *= 2;
  let low = Math.max(over, Math.floor(high / 2));
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (atMost(over, middle, percentile / 100) <= 1 - CONFIDENCE) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * A bound of the percentile that holds at that confidence: with the largest t for which there are enough latencies, the t − 1 highest are
 * discarded and the greatest of the rest is it. Undefined where there are too few for t = 1.
 * @param sorted latencies, ascending
 */
export function earlyStoppingBound(sorted: ArrayLike<number>, percentile: number): number | undefined {
  const count = sorted.length;
  if (count < 2 || queriesNeeded(percentile, 1) > count) return undefined;
  let [low, high] = [1, count];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (queriesNeeded(percentile, middle) <= count) low = middle;
    else high = middle;
  }
  return sorted[count - low];
}

/**
 * Whether so many of the latencies are over a bound that the percentile is over it too, at that confidence: were it at the bound, at least
 * so many would come with a chance of at most 1 − c.
 * @param percentile 0 to 100, not included
 */
export function certainlyOver(percentile: number, over: number, count: number): boolean {
  return over > 0 && 1 - atMost(over - 1, count, percentile / 100) <= 1 - CONFIDENCE;
}

/**
 * P(X ≤ t) of a binomial X of n trials with chance 1 − p each, which is I(p; n − t, t + 1): a sum of t + 1 terms, each from the one before,
 * in logarithms since the first is below the smallest double for large n.
 */
function atMost(t: number, n: number, p: number): number {
  if (t >= n) return 1;
  let logTerm = n * Math.log(p);
  const odds = Math.log1p(-p) - Math.log(p);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= t; k++) {
    logTerm += Math.log((n - k + 1) / k) + odds;
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}
