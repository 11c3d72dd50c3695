import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/base/random';
import { checkBound } from '../../../../src/measure/latency/bound';
import { stoppedGrowing } from '../../../../src/measure/latency/growth';
import { queueStability } from '../../../../src/measure/latency/queueStability';
import { certainlyOver } from '../../../../src/measure/statistics/earlyStopping';

/** So many latencies, so many of them over a bound of 10 ms. */
const latencies = (count: number, over: number) => Float64Array.from({ length: count }, (_, index) => (index < over ? 20 : 5));

describe('a bound of the P99', () => {
  it('is established by as many queries as MLPerf’s early stopping wants, and not by one fewer', () => {
    // P99 with t − 1 over-latency queries left out: t = 1 wants 662, t = 2 838, t = 5 1,307, t = 10 2,010.
    for (const [t, needed] of [
      [1, 662],
      [2, 838],
      [5, 1307],
      [10, 2010],
    ] as const) {
      expect(checkBound(latencies(needed, t - 1), 10)).toMatchObject({ held: true, established: true, refuted: false });
      expect(checkBound(latencies(needed - 1, t - 1), 10)).toMatchObject({ held: true, established: false });
    }
  });

  it('is refuted by so many over it as would hardly come were the P99 the bound', () => {
    // scipy.stats.binom.sf(18, 1000, .01) = .0069, .sf(17, …) = .0138.
    expect(certainlyOver(99, 19, 1000)).toBe(true);
    expect(certainlyOver(99, 18, 1000)).toBe(false);
    expect(checkBound(latencies(1000, 19), 10)).toEqual({ held: false, established: false, refuted: true });
    expect(checkBound(latencies(100, 0), 10)).toEqual({ held: true, established: false, refuted: false });
  });

  it('is wrongly refuted or established in one of a hundred at most', () => {
    const random = seededRandom(5);
    let [refuted, established] = [0, 0];
    for (let run = 0; run < 500; run++) {
      const check = checkBound(
        Float64Array.from({ length: 2000 }, () => (random.next() < 0.01 ? 20 : 5)),
        10,
      );
      refuted += Number(check.refuted);
      established += Number(check.established);
    }
    expect(refuted).toBeLessThanOrEqual(12);
    expect(established).toBeLessThanOrEqual(12);
  });
});

describe('throughput', () => {
  it('has stopped growing after two steps that bring nothing', () => {
    expect(stoppedGrowing([])).toBe(false);
    expect(stoppedGrowing([100, 180, 300])).toBe(false);
    expect(stoppedGrowing([100, 180, 181])).toBe(false);
    expect(stoppedGrowing([100, 180, 181, 184])).toBe(true);
    // An unlucky one between two that grow.
    expect(stoppedGrowing([100, 180, 120, 300])).toBe(false);
    expect(stoppedGrowing([100, 180, 120, 183])).toBe(true);
  });
});

describe('the stability of a queue', () => {
  it('is that of its drift: waits spread by nature', () => {
    const spread = { code: 'noisy', spread: 0.9 } as const;
    const drift = { code: 'drifting', change: 0.4, pValue: 0.001 } as const;
    expect(queueStability({ verdict: 'noisy', reasons: [spread] })).toEqual({ verdict: 'steady', reasons: [] });
    expect(queueStability({ verdict: 'noisy', reasons: [spread, drift] })).toEqual({ verdict: 'drifting', reasons: [drift] });
  });
});
