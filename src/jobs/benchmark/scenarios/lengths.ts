import type { BenchmarkParameters } from '../parameters';

/** Measured after the warm-up unless told: MLPerf's least for `full`. */
const SECONDS = { quick: 5, full: 600 };
/** A point of a curve is measured no longer than this, and the curve as a whole. */
const POINT = { quick: 2, full: 60 };
const CURVE = { quick: 60, full: 1800 };

/** How long things are measured, milliseconds. */
export interface Lengths {
  /** The run that counts. */
  readonly final: number;
  /** A point of a curve on the way to it. */
  readonly point: number;
  /** All points together, about. */
  readonly curve: number;
}

export function lengthsOf({ mode, seconds }: Pick<BenchmarkParameters, 'mode' | 'seconds'>): Lengths {
  const final = seconds ?? SECONDS[mode];
  return { final: 1000 * final, point: 1000 * Math.min(final, POINT[mode]), curve: 1000 * CURVE[mode] };
}
