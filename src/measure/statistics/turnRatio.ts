import type { Random } from '../../base/random';
import { blockLength } from './autocorrelation';
import { drawStarts, type Interval, percentileInterval } from './bootstrap';
import { expandedLevel } from './expanded';
import { mannWhitney } from './mannWhitney';
import { median } from './percentile';
import { NOISE_THRESHOLD, type RatioVerdict, ratioVerdict } from './ratio';

/** Runs that would be walked over in all: what a resample costs grows with the runs, and beyond this fewer are drawn. */
const BUDGET = 200_000_000;
const MOST = 5000;
const FEWEST = 1000;

/** Runs of a model that took turns with others, milliseconds: one list a round, none of them empty. */
export type Turns = readonly ArrayLike<number>[];

export interface TurnRatio {
  /** The baseline's median over the candidate's: 1.3 is 1.3 times as fast. */
  readonly ratio: number;
  readonly ci95: Interval;
  /** Of which all candidates' hold their ratios together in 95 of 100 comparisons: Bonferroni's. The same as `ci95` where there is one candidate. */
  readonly family95: Interval;
  /** Mann–Whitney, two-sided, over the medians of turns: runs of one turn hang together, and as independent ones would make any difference significant. */
  readonly pValue: number;
  /** Cliff's delta over all runs: 1 where every run of the baseline takes longer than every one of the candidate. */
  readonly delta: number;
  /** By `family95`. */
  readonly verdict: RatioVerdict;
  readonly resamples: number;
  /** Rounds that are drawn together. */
  readonly blockLength: number;
}

/**
 * How much faster a candidate is than a baseline that it took turns with. Whole rounds are resampled, in blocks: what slowed a round, such as
 * another program, slows both in the resample too, and however many runs a turn holds, it counts as one observation.
 * @param baseline, candidate of the same rounds, in the order of time
 * @param comparisons how many candidates the baseline is compared with
 */
export function turnRatio(baseline: Turns, candidate: Turns, random: Random, comparisons = 1, threshold = NOISE_THRESHOLD): TurnRatio {
  const [before, after] = [new TurnMedian(baseline), new TurnMedian(candidate)];
  const rounds = baseline.length;
  const middles = [baseline.map(median), candidate.map(median)] as const;
  const block = Math.max(...middles.map(blockLength));
  const resamples = Math.max(FEWEST, Math.min(MOST, Math.floor(BUDGET / (before.runs + after.runs))));
  const ratios = new Float64Array(resamples);
  const drawn = new Uint32Array(rounds);
  for (let index = 0; index < resamples; index++) {
    countRounds(drawn, drawStarts(rounds, block, random), block);
    ratios[index] = before.median(drawn) / after.median(drawn);
  }
  drawn.fill(1);
  // Rounds of one block hang together: blocks are what there is of independent observations.
  const level = (wanted: number) => expandedLevel(wanted, Math.max(2, rounds / block));
  const family95 = percentileInterval(ratios, level(1 - 0.05 / comparisons));
  return {
    ratio: before.median(drawn) / after.median(drawn),
    ci95: percentileInterval(ratios, level(0.95)),
    family95,
    pValue: mannWhitney(...middles).pValue,
    delta: mannWhitney(flat(baseline), flat(candidate)).delta,
    verdict: ratioVerdict(family95, threshold),
    resamples,
    blockLength: block,
  };
}

/** How often each round is drawn, by blocks that begin there and go round; the last one is cut where there are as many as rounds. */
function countRounds(drawn: Uint32Array, starts: Uint32Array, block: number): void {
  drawn.fill(0);
  let left = drawn.length;
  for (let at of starts) {
    for (let step = Math.min(block, left); step > 0; step--, left--) {
      drawn[at]!++;
      at = at + 1 === drawn.length ? 0 : at + 1;
    }
  }
}

/** The median of all runs of some rounds, each as often as it is drawn: read off the runs as sorted once. */
class TurnMedian {
  readonly #sorted: Float64Array;
  /** Round of each of the sorted. */
  readonly #rounds: Uint32Array;
  readonly #sizes: Uint32Array;

  constructor(turns: Turns) {
    const all = flat(turns);
    const rounds = Uint32Array.from(turns.flatMap((turn, round) => Array.from({ length: turn.length }, () => round)));
    const order = Uint32Array.from(all, (_, index) => index).sort((a, b) => all[a]! - all[b]!);
    this.#sorted = Float64Array.from(order, (index) => all[index]!);
    this.#rounds = Uint32Array.from(order, (index) => rounds[index]!);
    this.#sizes = Uint32Array.from(turns, ({ length }) => length);
  }

  get runs(): number {
    return this.#sorted.length;
  }

  /** @param drawn how often each round counts; one at least once */
  median(drawn: Uint32Array): number {
    let total = 0;
    for (let round = 0; round < drawn.length; round++) total += drawn[round]! * this.#sizes[round]!;
    const [sorted, rounds] = [this.#sorted, this.#rounds];
    // Of an even number the mean of the two in the middle.
    const wanted = (total - 1) / 2;
    const below = Math.floor(wanted);
    let [seen, index] = [0, 0];
    for (;;) {
      seen += drawn[rounds[index]!]!;
      if (seen > below) break;
      index++;
    }
    const low = sorted[index]!;
    if (wanted === below || seen > below + 1) return low;
    do index++;
    while (drawn[rounds[index]!] === 0);
    return (low + sorted[index]!) / 2;
  }
}

function flat(turns: Turns): Float64Array {
  const all = new Float64Array(turns.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const turn of turns) {
    all.set(turn, at);
    at += turn.length;
  }
  return all;
}
