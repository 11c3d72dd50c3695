/** How many values there are, their mean, and their sample standard deviation (over n − 1; 0 for one value). */
export interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly stdev: number;
  readonly min: number;
  readonly max: number;
}

/** One pass, by Welford's update, which loses no digits where the deviation is small beside the mean. */
export function moments(values: ArrayLike<number>): Moments {
  let mean = 0;
  let squares = 0;
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    const before = value - mean;
    mean += before / (index + 1);
    squares += before * (value - mean);
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const count = values.length;
  return { count, mean: count === 0 ? Number.NaN : mean, stdev: count > 1 ? Math.sqrt(squares / (count - 1)) : 0, min, max };
}
