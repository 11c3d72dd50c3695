import { modes } from '../statistics/modes';
import { outliers } from '../statistics/outliers';
import { ascending, percentile } from '../statistics/percentile';
import { trend } from '../statistics/trend';

/** Fewer runs than these say little of a median, and nothing of a distribution. */
export const FEW = 30;
/** A change over the series that matters, as a share of its median. */
const DRIFT = 0.03;
const DRIFT_P = 0.01;
/** The least distance between two modes, as a share of the median. */
const APART = 0.03;
/** The middle half of the runs, as a share of the median. */
const SPREAD = 0.2;
/** Runs far beyond the quartiles: the machine was doing something else. */
const INTERRUPTED = 0.05;
/** P99 over P50. */
const TAIL = 2;

export type StabilityVerdict = 'steady' | 'fewSamples' | 'drifting' | 'bimodal' | 'noisy' | 'heavyTailed';

/** What is the matter, with its number. */
export type StabilityReason =
  | { readonly code: 'fewSamples'; readonly runs: number; readonly needed: number }
  /** `change`: from start to end, as a share of the median. */
  | { readonly code: 'drifting'; readonly change: number; readonly pValue: number }
  | { readonly code: 'bimodal'; readonly modes: readonly { readonly ms: number; readonly share: number }[] }
  /** `spread`: the interquartile range as a share of the median. */
  | { readonly code: 'noisy'; readonly spread: number }
  /** `share`: of runs beyond three interquartile ranges. */
  | { readonly code: 'interrupted'; readonly share: number }
  /** `ratio`: P99 over P50. */
  | { readonly code: 'heavyTailed'; readonly ratio: number };

export interface Stability {
  readonly verdict: StabilityVerdict;
  /** The weightiest first. */
  readonly reasons: readonly StabilityReason[];
}

/**
 * Whether latencies hold still enough to be summed up by a few percentiles, and if not, why.
 * @param latencies milliseconds, in the order of time, warm-up left out; at least one
 */
export function stability(latencies: ArrayLike<number>): Stability {
  const sorted = ascending(latencies);
  const middle = percentile(sorted, 50);
  if (sorted.length < FEW) return { verdict: 'fewSamples', reasons: [{ code: 'fewSamples', runs: sorted.length, needed: FEW }] };
  const reasons = [drift(latencies), ...shape(latencies, middle), ...spreads(sorted, middle)].filter((reason) => reason !== undefined);
  const [first] = reasons;
  if (!first) return { verdict: 'steady', reasons };
  return { verdict: first.code === 'interrupted' ? 'noisy' : first.code, reasons };
}

function drift(latencies: ArrayLike<number>): StabilityReason | undefined {
  const found = trend(latencies);
  if (!found || Math.abs(found.change) < DRIFT || found.pValue > DRIFT_P) return undefined;
  return { code: 'drifting', change: found.change, pValue: found.pValue };
}

/** Modes of what is left when the trend is taken out: else every drift would look like two speeds, its start and its end. */
function shape(latencies: ArrayLike<number>, middle: number): StabilityReason[] {
  const found = modes(ascending(withoutTrend(latencies, middle)), middle * APART);
  return found.length > 1 ? [{ code: 'bimodal', modes: found.map(({ at, share }) => ({ ms: at, share })) }] : [];
}

function withoutTrend(latencies: ArrayLike<number>, middle: number): ArrayLike<number> {
  const found = drift(latencies);
  if (found?.code !== 'drifting') return latencies;
  return Float64Array.from(latencies, (value, index) => value - found.change * middle * (index / (latencies.length - 1) - 0.5));
}

function spreads(sorted: Float64Array, middle: number): StabilityReason[] {
  const spread = (percentile(sorted, 75) - percentile(sorted, 25)) / middle;
  const { highSevere } = outliers(sorted);
  const tail = percentile(sorted, 99) / middle;
  return [
    ...(spread > SPREAD ? [{ code: 'noisy', spread } as const] : []),
    ...(highSevere / sorted.length > INTERRUPTED ? [{ code: 'interrupted', share: highSevere / sorted.length } as const] : []),
    ...(tail > TAIL ? [{ code: 'heavyTailed', ratio: tail } as const] : []),
  ];
}
