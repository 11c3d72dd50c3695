import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/base/random';
import { poissonArrivals } from '../../../../src/measure/latency/arrivals';
import { ascending, percentile } from '../../../../src/measure/statistics/percentile';
import { answered } from './queue';

describe('arrivals', () => {
  it('are a Poisson process of the rate: exponential gaps, and counts whose variance is their mean', () => {
    const arrivals = poissonArrivals(200, 500_000, seededRandom(7));
    // 100,000 expected, with a standard deviation of 316.
    expect(Math.abs(arrivals.length - 100_000)).toBeLessThan(4 * 316);
    const gaps = arrivals.map((time, index) => time - (arrivals[index - 1] ?? 0));
    expect(Math.min(...gaps.subarray(0, 10_000))).toBeGreaterThanOrEqual(0);
    const sorted = ascending(gaps);
    // Quantiles of the exponential distribution: −5 ln(1 − p) milliseconds.
    for (const p of [10, 50, 90, 99]) expect(percentile(sorted, p) / (-5 * Math.log(1 - p / 100))).toBeCloseTo(1, 1);
    const counts = new Float64Array(5000);
    for (const time of arrivals) counts[Math.floor(time / 100)]!++;
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
    expect(mean).toBeCloseTo(20, 0);
    // The index of dispersion of 5,000 counts is 1 with a standard deviation of .02.
    expect(Math.abs(variance / mean - 1)).toBeLessThan(0.08);
    // Neighbouring gaps know nothing of each other.
    const [product, square] = [5, 5].map(() => 0) as [number, number];
    let [together, own] = [product, square];
    for (let index = 1; index < gaps.length; index++) {
      together += (gaps[index]! - 5) * (gaps[index - 1]! - 5);
      own += (gaps[index]! - 5) ** 2;
    }
    expect(Math.abs(together / own)).toBeLessThan(4 / Math.sqrt(gaps.length));
  });

  it('are the same for a seed, end with the time, and go on until there are enough', () => {
    expect(poissonArrivals(50, 1000, seededRandom(1))).toEqual(poissonArrivals(50, 1000, seededRandom(1)));
    expect(poissonArrivals(50, 1000, seededRandom(1))).not.toEqual(poissonArrivals(50, 1000, seededRandom(2)));
    expect(poissonArrivals(1000, 100, seededRandom(3)).at(-1)!).toBeLessThan(100);
    const few = poissonArrivals(0.1, 100, seededRandom(3), 5);
    expect(few).toHaveLength(5);
    expect(few.at(-1)!).toBeGreaterThan(100);
  });

  it('wait as the closed forms say: Pollaczek and Khinchine for M/D/1, an exponential law for M/M/1', () => {
    for (const load of [0.3, 0.6, 0.8]) {
      // Service of 10 ms.
      const arrivals = poissonArrivals(100 * load, 20_000_000, seededRandom(11));
      const constant = answered(arrivals, () => 10);
      const wait = constant.reduce((sum, latency) => sum + latency - 10, 0) / constant.length;
      expect(wait / ((load * 10) / (2 * (1 - load)))).toBeCloseTo(1, 1);
      const random = seededRandom(12);
      const sorted = ascending(answered(arrivals, () => -10 * Math.log(1 - random.next())));
      // The time in the system is exponential with the mean 1 / (μ − λ).
      const mean = 10 / (1 - load);
      for (const p of [50, 90, 99]) expect(percentile(sorted, p) / (-mean * Math.log(1 - p / 100))).toBeCloseTo(1, 1);
    }
  });
});
