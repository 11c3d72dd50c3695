import { NOISE_THRESHOLD } from '../../../measure/statistics/ratio';
import { studentQuantile } from '../../../measure/statistics/studentT';

/** Of all sweeps whose settings are in truth the same, in so many at most one is said to be behind. */
const ALPHA = 0.05;
/** Fewer rounds than these compare nothing. */
export const FEWEST_ROUNDS = 3;
/** What may be recommended for its thrift is shown to take at most so many times as long as the best. */
const MARGIN = 1.05;

/** What a setting scored in each round: the time of a run or of a row, so less is better; undefined where it was not measured in that round. */
export type Scores = readonly (number | undefined)[];

export interface Standing {
  /** How many times as long as the best. */
  readonly ratio: number;
  /** Allows for every setting being compared with every other. */
  readonly interval: readonly [low: number, high: number];
  /** Whether it is shown to take longer by more than the noise threshold. */
  readonly behind: boolean;
  /** Whether it is shown, in this comparison taken alone, to take not much longer. */
  readonly close: boolean;
}

export interface Standings {
  /** The setting of the least score over the rounds. */
  readonly best: number;
  /** By setting; undefined for the best, and for what shares too few rounds with it. */
  readonly against: readonly (Standing | undefined)[];
}

/**
 * Compares settings by the rounds that they share, since what slowed a round slowed all in it. The interval is Student's over the logarithms of the ratios, a
 * round counting once however many runs it has: runs of one visit are not independent. It is as wide as the comparison of all pairs wants (Bonferroni), because
 * the best was chosen by these very figures.
 * @returns undefined where no setting was measured in enough rounds
 */
export function standings(scores: readonly Scores[], fewest = FEWEST_ROUNDS): Standings | undefined {
  const enough = scores.map((own) => own.filter((score) => score !== undefined).length >= fewest);
  const means = scores.map((own) => meanLog(own));
  let best = -1;
  for (const [index, mean] of means.entries()) if (enough[index] && (best < 0 || mean < means[best]!)) best = index;
  if (best < 0) return undefined;
  const compared = enough.filter(Boolean).length;
  const pairs = Math.max(1, (compared * (compared - 1)) / 2);
  return {
    best,
    against: scores.map((own, index) => (index === best || !enough[index] ? undefined : compare(own, scores[best]!, pairs, fewest))),
  };
}

function compare(own: Scores, best: Scores, pairs: number, fewest: number): Standing | undefined {
  const logs = own.flatMap((score, round) => {
    const other = best[round];
    return score === undefined || other === undefined ? [] : [Math.log(score / other)];
  });
  const n = logs.length;
  if (n < fewest) return undefined;
  const mean = logs.reduce((sum, value) => sum + value, 0) / n;
  const deviation = Math.sqrt(logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1));
  const error = deviation / Math.sqrt(n);
  const half = studentQuantile(ALPHA / 2 / pairs, n - 1) * error;
  const alone = studentQuantile(ALPHA, n - 1) * error;
  const interval = [Math.exp(mean - half), Math.exp(mean + half)] as const;
  return {
    ratio: Math.exp(mean),
    interval,
    behind: interval[0] > 1 + NOISE_THRESHOLD,
    close: Math.exp(mean + alone) <= MARGIN,
  };
}

function meanLog(scores: Scores): number {
  const known = scores.filter((score) => score !== undefined);
  return known.reduce((sum, score) => sum + Math.log(score), 0) / known.length;
}

/** What speaks for a setting beside its speed. */
export interface Kindness {
  /** Threads that it keeps from others. */
  readonly threads: number;
  readonly isDefault: boolean;
  readonly optimization: string;
  readonly batch: number;
  readonly memory: number;
}

/**
 * Of the best and what is shown to be close to it, the kindest: fewest threads, then the runtime's default, which nobody has to set, then the smaller batch, the usual
 * optimization, the least memory.
 */
export function kindest({ best, against }: Standings, of: (index: number) => Kindness): number {
  const candidates = [best, ...against.flatMap((standing, index) => (standing && !standing.behind && standing.close ? [index] : []))];
  const rank = (index: number) => {
    const { threads, isDefault, batch, optimization, memory } = of(index);
    return [threads, isDefault ? 0 : 1, batch, optimization === 'all' ? 0 : 1, memory];
  };
  return candidates.reduce((kind, index) => (before(rank(index), rank(kind)) ? index : kind));
}

function before(a: readonly number[], b: readonly number[]): boolean {
  for (const [index, value] of a.entries()) if (value !== b[index]) return value < b[index]!;
  return false;
}
