import type { Random } from '../../base/random';

/** What a schedule of arrivals may hold: 8 bytes each, and a trial with more says nothing that one of these does not. */
export const MOST_ARRIVALS = 4_000_000;

/**
 * When requests arrive that know nothing of each other: a Poisson process, its gaps exponential (MLPerf's server scenario).
 * @param rate requests a second, above 0
 * @param milliseconds how long requests come
 * @param least requests there are in any case: the schedule goes on until then
 * @returns milliseconds from the start, ascending; at most {@link MOST_ARRIVALS}
 */
export function poissonArrivals(rate: number, milliseconds: number, random: Random, least = 1): Float64Array {
  const mean = 1000 / rate;
  const arrivals: number[] = [];
  // 1 − u is above zero, as a logarithm wants it.
  for (let time = 0; arrivals.length < MOST_ARRIVALS; ) {
    time -= mean * Math.log(1 - random.next());
    if (time >= milliseconds && arrivals.length >= least) break;
    arrivals.push(time);
  }
  return Float64Array.from(arrivals);
}
