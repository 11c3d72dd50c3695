import { normalTail } from './normal';
import { median } from './percentile';

/** Parts that a series is cut into, whose medians are compared: enough for a trend, each long enough for a median. */
const WINDOWS = 20;

export interface Trend {
  /** Change from start to end of the series as a share of its median: along a slope, or in a step. */
  readonly change: number;
  /** How likely such an order of medians is where nothing changes; two-sided. */
  readonly pValue: number;
  /** Medians of the windows, in order. */
  readonly medians: readonly number[];
}

/**
 * Whether a series goes up or down as it goes on: gradually (Mann–Kendall and the Theil–Sen slope of the windows' medians) or
 * in a step (Pettitt's test), whichever is the plainer.
 * @param values in the order of time; undefined for fewer than 40
 */
export function trend(values: ArrayLike<number>): Trend | undefined {
  if (values.length < 2 * WINDOWS) return undefined;
  const all = Array.from(values);
  const medians = Array.from({ length: WINDOWS }, (_, window) =>
    median(all.slice(Math.floor((window * all.length) / WINDOWS), Math.floor(((window + 1) * all.length) / WINDOWS))),
  );
  const middle = median(medians);
  if (middle === 0) return { change: 0, pValue: 1, medians };
  const [gradual, sudden] = [slope(medians), step(medians)];
  const { change, pValue } = sudden.pValue < gradual.pValue ? sudden : gradual;
  return { change: change / middle, pValue, medians };
}

interface Change {
  readonly change: number;
  readonly pValue: number;
}

function slope(medians: readonly number[]): Change {
  const n = medians.length;
  const slopes: number[] = [];
  let score = 0;
  for (let late = 1; late < n; late++) {
    for (let early = 0; early < late; early++) {
      slopes.push((medians[late]! - medians[early]!) / (late - early));
      score += Math.sign(medians[late]! - medians[early]!);
    }
  }
  const variance = (n * (n - 1) * (2 * n + 5)) / 18;
  const z = (Math.abs(score) - 1) / Math.sqrt(variance);
  return { change: median(slopes) * (n - 1), pValue: Math.min(1, 2 * normalTail(Math.max(0, z))) };
}

/** Pettitt (1979): where the windows before and after differ most in rank. */
function step(medians: readonly number[]): Change {
  const n = medians.length;
  let [most, at] = [0, 1];
  for (let split = 1; split < n; split++) {
    let rank = 0;
    for (const before of medians.slice(0, split)) for (const after of medians.slice(split)) rank += Math.sign(after - before);
    if (Math.abs(rank) > most) [most, at] = [Math.abs(rank), split];
  }
  const pValue = Math.min(1, 2 * Math.exp((-6 * most * most) / (n ** 3 + n ** 2)));
  return { change: median(medians.slice(at)) - median(medians.slice(0, at)), pValue };
}
