import type { Random } from '../../base/random';
import { BlockResampler, drawStarts, type Interval, percentileInterval, resampledPercentile } from './bootstrap';
import { mannWhitney } from './mannWhitney';
import { percentile } from './percentile';

/** Differences below it are not spoken of: placement in memory alone makes one. Criterion's. */
export const NOISE_THRESHOLD = 0.01;

/**
 * `faster`, `slower`: the whole interval is beyond the noise threshold. `noise`: it leaves 1 out, but not the threshold.
 * `notShown`: it holds 1.
 */
export type RatioVerdict = 'faster' | 'slower' | 'noise' | 'notShown';

export interface MedianRatio {
  /** The baseline's median over the candidate's: 1.3 is 1.3 times as fast. */
  readonly ratio: number;
  readonly ci95: Interval;
  /** Mann–Whitney, two-sided, as if runs were independent. */
  readonly pValue: number;
  /** Cliff's delta: 1 where every run of the baseline takes longer than every one of the candidate. */
  readonly delta: number;
  readonly verdict: RatioVerdict;
  readonly resamples: number;
  readonly blockLength: number;
}

/**
 * How much faster a candidate is than a baseline whose runs it took turns with. Turns are resampled in pairs and blocks, so that what
 * slowed both, such as another program, slows both in the resample too.
 * @param baseline times in the order of turns; `candidate` as many
 */
export function medianRatio(
  baseline: ArrayLike<number>,
  candidate: ArrayLike<number>,
  random: Random,
  threshold = NOISE_THRESHOLD,
): MedianRatio {
  const [first, second] = [new BlockResampler(baseline), new BlockResampler(candidate)];
  const blockLength = Math.max(first.block, second.block);
  const resamples = Math.min(first.resamples, second.resamples);
  const ratios = new Float64Array(resamples);
  for (let index = 0; index < resamples; index++) {
    const starts = drawStarts(baseline.length, blockLength, random);
    const before = resampledPercentile(first.sorted, first.count(starts, blockLength), 50);
    const after = resampledPercentile(second.sorted, second.count(starts, blockLength), 50);
    ratios[index] = before / after;
  }
  const ratio = percentile(first.sorted, 50) / percentile(second.sorted, 50);
  const ci95 = percentileInterval(ratios);
  const { pValue, delta } = mannWhitney(baseline, candidate);
  return { ratio, ci95, pValue, delta, verdict: ratioVerdict(ci95, threshold), resamples, blockLength };
}

/** What an interval of a ratio lets be said. @param threshold what is noise, as a share of 1 */
export function ratioVerdict([low, high]: Interval, threshold: number): RatioVerdict {
  if (low > 1 + threshold) return 'faster';
  if (high < 1 / (1 + threshold)) return 'slower';
  return low > 1 || high < 1 ? 'noise' : 'notShown';
}
