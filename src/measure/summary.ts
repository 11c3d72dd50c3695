/** What a tensor's values are like as a whole. */
export interface Summary {
  /** Of the values that are numbers, infinities included; NaN where there are none. */
  min: number;
  max: number;
  mean: number;
  /** How many values are NaN. */
  nan: number;
  /** Counts of the finite values in equal bins from the smallest finite value to the largest; absent where there is none. */
  histogram?: number[];
}

/** Bins of {@link Summary.histogram}. */
export const HISTOGRAM_BINS = 32;

/** Summarizes values in two passes without a copy. */
export function summarize(values: ArrayLike<number>): Summary {
  let nan = 0;
  let sum = 0;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [low, high] = [min, max];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) {
      nan++;
      continue;
    }
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
    if (value < low && value !== Number.NEGATIVE_INFINITY) low = value;
    if (value > high && value !== Number.POSITIVE_INFINITY) high = value;
  }
  if (nan === values.length) return { min: Number.NaN, max: Number.NaN, mean: Number.NaN, nan };
  const mean = sum / (values.length - nan);
  return { min, max, mean, nan, ...(low <= high ? { histogram: histogram(values, low, high) } : {}) };
}

function histogram(values: ArrayLike<number>, low: number, high: number): number[] {
  const counts = new Array<number>(HISTOGRAM_BINS).fill(0);
  // Halved first: the span of doubles can be more than the largest double.
  const span = high / 2 - low / 2;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    const bin = span > 0 ? Math.floor(((value / 2 - low / 2) / span) * HISTOGRAM_BINS) : 0;
    counts[Math.min(bin, HISTOGRAM_BINS - 1)]!++;
  }
  return counts;
}
