import { moments } from './moments';

/** Autocovariances at lags 0 to `last`, over n. */
function autocovariances(values: ArrayLike<number>, last: number): Float64Array {
  const { mean } = moments(values);
  return Float64Array.from({ length: last + 1 }, (_, lag) => {
    let sum = 0;
    for (let index = lag; index < values.length; index++) sum += (values[index]! - mean) * (values[index - lag]! - mean);
    return sum / values.length;
  });
}

/**
 * The length of the blocks that a circular block bootstrap of a series should draw, so that what hangs together stays together: 1 for
 * independent values, longer the longer they remember. Politis and White (2004), as corrected by Patton, Politis and White (2009).
 * @param values in the order of time
 */
export function blockLength(values: ArrayLike<number>): number {
  const n = values.length;
  if (n < 8) return 1;
  const inARow = Math.max(5, Math.ceil(Math.sqrt(Math.log10(n))));
  const furthest = Math.ceil(Math.sqrt(n)) + inARow;
  const covariances = autocovariances(values, Math.min(n - 1, furthest));
  const variance = covariances[0]!;
  if (!(variance > 0)) return 1;
  const last = lastCorrelated(covariances, 2 * Math.sqrt(Math.log10(n) / n), inARow);
  const bandwidth = Math.min(2 * Math.max(1, last), covariances.length - 1);
  let spectrum = variance;
  let slope = 0;
  for (let lag = 1; lag <= bandwidth; lag++) {
    const weighted = flatTop(lag / bandwidth) * covariances[lag]!;
    spectrum += 2 * weighted;
    slope += 2 * lag * weighted;
  }
  const denominator = (4 / 3) * spectrum * spectrum;
  if (!(denominator > 0)) return 1;
  const optimal = ((2 * slope * slope) / denominator) ** (1 / 3) * n ** (1 / 3);
  return Math.max(1, Math.min(Math.round(optimal), Math.ceil(Math.min(3 * Math.sqrt(n), n / 3))));
}

/** The last lag before `inARow` ones whose correlations are within the band; the last one beyond it where there is no such row. */
function lastCorrelated(covariances: Float64Array, band: number, inARow: number): number {
  const beyond = (lag: number) => Math.abs(covariances[lag]! / covariances[0]!) >= band;
  let quiet = 0;
  for (let lag = 1; lag < covariances.length; lag++) {
    quiet = beyond(lag) ? 0 : quiet + 1;
    if (quiet === inARow) return lag - inARow;
  }
  for (let lag = covariances.length - 1; lag > 0; lag--) if (beyond(lag)) return lag;
  return 0;
}

/** The flat-top lag window: 1 up to a half, then falling to 0 at 1. */
function flatTop(share: number): number {
  return share <= 0.5 ? 1 : 2 * (1 - share);
}
