import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blockLength } from '../../../../src/measure/statistics/autocorrelation';
import { earlyStoppingBound, queriesNeeded } from '../../../../src/measure/statistics/earlyStopping';
import { kolmogorovSmirnov } from '../../../../src/measure/statistics/kolmogorovSmirnov';
import { mannWhitney } from '../../../../src/measure/statistics/mannWhitney';
import { moments } from '../../../../src/measure/statistics/moments';
import { normalTail } from '../../../../src/measure/statistics/normal';
import { countOutliers, outliers } from '../../../../src/measure/statistics/outliers';
import { ascending, median, percentile } from '../../../../src/measure/statistics/percentile';

interface Reference {
  samples: Record<string, number[]>;
  describe: Record<string, { percentiles: Record<string, number>; mean: number; stdev: number }>;
  pairs: { first: string; second: string; u: number; uPValue: number | null; d: number; dPValue: number; limitPValue: number }[];
  series: Record<string, number[]>;
  blocks: Record<string, number>;
  tails: Record<string, number>;
  queriesNeeded: Record<string, Record<string, number>>;
}

const reference = JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/measure/statistics.json'), 'utf8')) as Reference;

/** Equal to 12 digits, or so close to zero that it does not matter. */
function close(actual: number, expected: number, digits = 12): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(Math.abs(expected) * 10 ** -digits + 1e-300);
}

describe('percentiles and moments', () => {
  it('are numpy’s', () => {
    for (const [name, values] of Object.entries(reference.samples)) {
      const sorted = ascending(values);
      const { percentiles, mean, stdev } = reference.describe[name]!;
      for (const [wanted, value] of Object.entries(percentiles)) close(percentile(sorted, Number(wanted)), value);
      const found = moments(values);
      close(found.mean, mean);
      close(found.stdev, stdev);
      expect([found.count, found.min, found.max]).toEqual([values.length, sorted[0], sorted.at(-1)]);
    }
  });

  it('interpolate as published: 1, 2, 3, 4 at 50, 90, 99', () => {
    expect([50, 90, 99].map((wanted) => percentile([1, 2, 3, 4], wanted))).toEqual([2.5, 3.7, 3.97]);
    expect(percentile([7], 99)).toBe(7);
    expect(percentile([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], 75)).toBe(Number.POSITIVE_INFINITY);
    expect(median([9, 1, 4])).toBe(4);
  });

  it('lose no digits to a large mean', () => {
    expect(moments([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).stdev ** 2).toBeCloseTo(30, 9);
    expect(moments([5]).stdev).toBe(0);
  });
});

describe('outliers', () => {
  it('are counted by Tukey’s fences, 1.5 and 3 interquartile ranges', () => {
    // Quartiles 3 and 7 of 1..9: fences at −3, −9, 13 and 19.
    const sorted = ascending([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(outliers(sorted)).toEqual({ lowMild: 0, highMild: 0, lowSevere: 0, highSevere: 0 });
    const far = outliers(ascending([-40, -4, ...Array.from({ length: 97 }, (_, index) => 1 + (index % 9)), 14, 30]));
    expect(far).toEqual({ lowMild: 1, highMild: 1, lowSevere: 1, highSevere: 1 });
    expect(countOutliers(far)).toBe(4);
  });
});

describe('tests of two samples', () => {
  it('are scipy’s', () => {
    for (const pair of reference.pairs) {
      const [first, second] = [reference.samples[pair.first]!, reference.samples[pair.second]!];
      const { u, pValue, delta } = mannWhitney(first, second);
      expect(u).toBe(pair.u);
      close(pValue, pair.uPValue ?? 1, 10);
      expect(delta).toBeCloseTo((2 * pair.u) / (first.length * second.length) - 1, 12);
      const ks = kolmogorovSmirnov(first, second);
      close(ks.d, pair.d);
      close(ks.pValue, pair.dPValue, 9);
    }
  });

  it('go over to the limiting distribution for large samples', () => {
    for (const pair of reference.pairs) {
      const repeated = (name: string) => reference.samples[name]!.flatMap((value) => new Array<number>(50).fill(value));
      const { pValue } = kolmogorovSmirnov(repeated(pair.first), repeated(pair.second));
      // scipy corrects the limit for sizes; where it matters both are far from any threshold.
      expect(pValue < 0.01).toBe(pair.limitPValue < 0.01);
    }
  });

  it('give the published values: 1..5 against 3..8', () => {
    const [a, b] = [
      [1, 2, 3, 4, 5],
      [3, 4, 5, 6, 7, 8],
    ];
    expect(mannWhitney(a, b).u).toBe(4.5);
    expect(mannWhitney(a, b).pValue).toBeCloseTo(0.0660154, 7);
    expect(mannWhitney(b, a).u).toBe(25.5);
    expect(kolmogorovSmirnov(a, b).d).toBe(0.5);
    expect(kolmogorovSmirnov(a, b).pValue).toBeCloseTo(0.3571429, 7);
  });
});

describe('normalTail', () => {
  it('is scipy’s, far out too', () => {
    for (const [z, tail] of Object.entries(reference.tails)) close(normalTail(Number(z)), tail);
    expect(normalTail(Number.POSITIVE_INFINITY)).toBe(0);
    expect(normalTail(Number.NaN)).toBeNaN();
  });
});

describe('early stopping', () => {
  it('needs the queries of MLPerf’s table', () => {
    expect([1, 2, 5, 10].map((over) => queriesNeeded(90, over))).toEqual([64, 81, 127, 197]);
    expect([1, 2, 5, 10].map((over) => queriesNeeded(99, over))).toEqual([662, 838, 1307, 2010]);
    for (const [wanted, byOver] of Object.entries(reference.queriesNeeded)) {
      for (const [over, queries] of Object.entries(byOver)) expect(queriesNeeded(Number(wanted), Number(over))).toBe(queries);
    }
  });

  it('discards the t − 1 highest latencies', () => {
    const latencies = (count: number) => Float64Array.from({ length: count }, (_, index) => index + 1);
    expect(earlyStoppingBound(latencies(63), 90)).toBeUndefined();
    expect(earlyStoppingBound(latencies(64), 90)).toBe(64);
    expect(earlyStoppingBound(latencies(80), 90)).toBe(80);
    expect(earlyStoppingBound(latencies(81), 90)).toBe(80);
    expect(earlyStoppingBound(latencies(127), 90)).toBe(123);
    expect(earlyStoppingBound(latencies(24_576), 99)! / 24_576).toBeGreaterThan(0.99);
  });
});

describe('blockLength', () => {
  it('is that of Politis and White, to a value', () => {
    for (const [name, values] of Object.entries(reference.series)) expect(blockLength(values)).toBe(Math.round(reference.blocks[name]!));
  });

  it('is 1 where nothing hangs together or nothing can be told', () => {
    expect(blockLength(reference.samples.constant!)).toBe(1);
    expect(blockLength([3, 1, 2])).toBe(1);
  });
});
