import type { Random } from '../../base/random';
import { blockLength } from './autocorrelation';
import { percentile } from './percentile';

/** A lower and an upper end. */
export type Interval = readonly [low: number, high: number];

/** Numbers that would be resampled in all: what a resample costs grows with the series, and beyond this fewer are drawn. */
const BUDGET = 100_000_000;
const MOST = 5000;
const FEWEST = 500;

/**
 * Draws a series anew, in circular blocks as long as its memory, and counts how often each value came: by the rank it has among the
 * sorted, so that percentiles of a resample are read off a walk, with nothing sorted again.
 */
export class BlockResampler {
  readonly sorted: Float64Array;
  readonly block: number;
  readonly #ranks: Uint32Array;
  readonly #counts: Uint32Array;

  /** @param values in the order of time; at least one, without NaN */
  constructor(values: ArrayLike<number>) {
    const n = values.length;
    const order = Uint32Array.from({ length: n }, (_, index) => index).sort((a, b) => values[a]! - values[b]!);
    this.sorted = Float64Array.from(order, (index) => values[index]!);
    this.#ranks = new Uint32Array(n);
    order.forEach((index, rank) => {
      this.#ranks[index] = rank;
    });
    this.#counts = new Uint32Array(n);
    this.block = blockLength(values);
  }

  /**
   * How often each rank comes in the resample made of the blocks that start there; the last one is cut where the series is full.
   * The array is the same every time.
   */
  count(starts: Uint32Array, block = this.block): Uint32Array {
    const n = this.#ranks.length;
    this.#counts.fill(0);
    let left = n;
    for (let at of starts) {
      for (let step = Math.min(block, left); step > 0; step--, left--) {
        this.#counts[this.#ranks[at]!]!++;
        at = at + 1 === n ? 0 : at + 1;
      }
    }
    return this.#counts;
  }

  /** How many resamples are worth their time. */
  get resamples(): number {
    return Math.max(FEWEST, Math.min(MOST, Math.floor(BUDGET / this.#ranks.length)));
  }
}

/** Where the blocks of one resample start, of a series of n. */
export function drawStarts(n: number, block: number, random: Random): Uint32Array {
  return Uint32Array.from({ length: Math.ceil(n / block) }, () => random.integer(n));
}

/** The percentile of a resample: of `sorted`, each value as often as `counts` says, by linear interpolation. */
export function resampledPercentile(sorted: Float64Array, counts: Uint32Array, wanted: number): number {
  const rank = ((sorted.length - 1) * wanted) / 100;
  const below = Math.floor(rank);
  let [seen, index] = [0, 0];
  while (seen + counts[index]! <= below) seen += counts[index++]!;
  const low = sorted[index]!;
  if (rank === below || seen + counts[index]! > below + 1) return low;
  let next = index + 1;
  while (next < sorted.length && counts[next] === 0) next++;
  const high = sorted[Math.min(next, sorted.length - 1)]!;
  return low + (high - low) * (rank - below);
}

export function resampledMean(sorted: Float64Array, counts: Uint32Array): number {
  let sum = 0;
  for (let index = 0; index < sorted.length; index++) sum += sorted[index]! * counts[index]!;
  return sum / sorted.length;
}

/** The middle part of what resamples gave: a percentile interval. @param level .95 for 95 % */
export function percentileInterval(statistics: Float64Array, level = 0.95): Interval {
  const sorted = statistics.slice().sort();
  const tail = 50 * (1 - level);
  return [percentile(sorted, tail), percentile(sorted, 100 - tail)];
}

/** Intervals of the mean and of percentiles, from the same resamples. */
export interface SeriesIntervals {
  readonly mean: Interval;
  readonly percentiles: ReadonlyMap<number, Interval>;
  readonly resamples: number;
  readonly blockLength: number;
}

/**
 * Bootstrap intervals at 95 % for a series of latencies, in blocks since neighbours in time are alike.
 * @param values in the order of time
 * @param wanted percentiles, 0 to 100
 */
export function seriesIntervals(values: ArrayLike<number>, wanted: readonly number[], random: Random): SeriesIntervals {
  const resampler = new BlockResampler(values);
  const { sorted, resamples } = resampler;
  const means = new Float64Array(resamples);
  const percentiles = wanted.map(() => new Float64Array(resamples));
  for (let index = 0; index < resamples; index++) {
    const counts = resampler.count(drawStarts(sorted.length, resampler.block, random));
    means[index] = resampledMean(sorted, counts);
    wanted.forEach((one, which) => {
      percentiles[which]![index] = resampledPercentile(sorted, counts, one);
    });
  }
  return {
    mean: percentileInterval(means),
    percentiles: new Map(wanted.map((one, which) => [one, percentileInterval(percentiles[which]!)])),
    resamples,
    blockLength: resampler.block,
  };
}
