import { describe, expect, it } from 'vitest';
import { isDistribution, largest, sigmoid, softmax } from '../../../src/measure/scores';
import { HISTOGRAM_BINS, summarize } from '../../../src/measure/summary';

describe('a summary', () => {
  it('counts NaN apart and keeps infinities out of the histogram', () => {
    const { histogram, ...rest } = summarize([1, 3, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(rest).toEqual({ min: 1, max: Number.POSITIVE_INFINITY, mean: Number.POSITIVE_INFINITY, nan: 1 });
    expect(histogram).toHaveLength(HISTOGRAM_BINS);
    expect([histogram![0], histogram!.at(-1)]).toEqual([1, 1]);
  });

  it('bears equal values, the widest range, nothing but NaN', () => {
    expect(summarize([5, 5]).histogram![0]).toBe(2);
    const wide = summarize([-Number.MAX_VALUE, 0, Number.MAX_VALUE]).histogram!;
    expect([wide[0], wide[HISTOGRAM_BINS / 2], wide.at(-1)]).toEqual([1, 1, 1]);
    expect(summarize([Number.NaN])).toEqual({ min: Number.NaN, max: Number.NaN, mean: Number.NaN, nan: 1 });
  });
});

describe('scores', () => {
  it('softmax of large and equal logits by its closed form', () => {
    expect([...softmax([1000, 1000])]).toEqual([0.5, 0.5]);
    const [a, b] = softmax([0, Math.log(3)]);
    expect(a).toBeCloseTo(0.25, 12);
    expect(b).toBeCloseTo(0.75, 12);
    expect(sigmoid([0])[0]).toBe(0.5);
    expect(sigmoid([Math.log(3)])[0]).toBeCloseTo(0.75, 12);
  });

  it('are told from other values', () => {
    expect(isDistribution([0.2, 0.8])).toBe(true);
    expect(isDistribution([0.5, 0.8])).toBe(false);
    expect(isDistribution([-0.2, 1.2])).toBe(false);
    expect(isDistribution([Number.NaN, 1])).toBe(false);
  });

  it('rank with NaN last and equals in order', () => {
    expect(largest([1, Number.NaN, 3, 3], 4)).toEqual([2, 3, 0, 1]);
    expect(largest([1, 2, 3], 2)).toEqual([2, 1]);
  });
});
