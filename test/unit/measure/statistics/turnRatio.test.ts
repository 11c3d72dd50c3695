import { describe, expect, it } from 'vitest';
import { type Random, seededRandom } from '../../../../src/base/random';
import { expandedLevel, studentQuantile } from '../../../../src/measure/statistics/expanded';
import { holm } from '../../../../src/measure/statistics/holm';
import { median } from '../../../../src/measure/statistics/percentile';
import { turnRatio } from '../../../../src/measure/statistics/turnRatio';

/** A share of the seeds, unless all are asked for. */
const SEEDS = process.env.MODELWRIGHT_LONG ? 100 : 10;

/**
 * Turns of two models on a machine whose weather changes slowly and is the same for both in a round, as far as it can be; one run in a hundred
 * is disturbed.
 * @param factor how much longer the second takes
 */
function turns(
  random: Random,
  factor: number,
  { rounds = 50, milliseconds = 100, spread = 0.03, weather = 0.05 } = {},
): [number[][], number[][]] {
  let state = random.normal();
  const one = (base: number) => {
    // Within a turn too the machine has its mood.
    const mood = base * Math.exp(weather * state + 0.01 * random.normal());
    const count = Math.max(1, Math.round(milliseconds / mood));
    return Array.from({ length: count }, () => mood * Math.exp(spread * random.normal()) * (random.next() < 0.01 ? 2 + random.next() : 1));
  };
  const [first, second]: [number[][], number[][]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    state = 0.9 * state + Math.sqrt(1 - 0.81) * random.normal();
    const order = random.next() < 0.5;
    if (order) first.push(one(5));
    second.push(one(5 * factor));
    if (!order) first.push(one(5));
  }
  return [first, second];
}

function verdicts(factor: number, options?: Parameters<typeof turns>[2]): Record<string, number> {
  const found: Record<string, number> = {};
  for (let seed = 1; seed <= SEEDS; seed++) {
    const random = seededRandom(seed);
    const [first, second] = turns(random, factor, options);
    const { verdict } = turnRatio(first, second, random);
    const said = verdict === 'noise' || verdict === 'notShown' ? 'none' : verdict;
    found[said] = (found[said] ?? 0) + 1;
  }
  return found;
}

describe('ratio of medians of models that take turns', () => {
  it('is that of the medians of all runs', () => {
    const baseline = [[4, 8, 6], [6, 10], [2]];
    const candidate = [[1, 2], [3], [4, 2, 3]];
    const { ratio } = turnRatio(baseline, candidate, seededRandom(1));
    expect(ratio).toBe(median(baseline.flat()) / median(candidate.flat()));
    expect(ratio).toBe(6 / 2.5);
  });

  it('is exact where every run is the same', () => {
    const constant = (ms: number) => Array.from({ length: 12 }, () => [ms, ms, ms]);
    expect(turnRatio(constant(6), constant(4), seededRandom(1))).toMatchObject({
      ratio: 1.5,
      ci95: [1.5, 1.5],
      delta: 1,
      verdict: 'faster',
    });
    expect(turnRatio(constant(4), constant(6), seededRandom(1))).toMatchObject({ delta: -1, verdict: 'slower' });
    expect(turnRatio(constant(4), constant(4), seededRandom(1))).toMatchObject({ ratio: 1, pValue: 1, delta: 0, verdict: 'notShown' });
    expect(turnRatio(constant(1.005), constant(1), seededRandom(1)).verdict).toBe('noise');
  });

  it('says no difference of a model against itself', () => {
    const { none = 0 } = verdicts(1);
    expect(none).toBeGreaterThanOrEqual(Math.floor(0.98 * SEEDS));
    // A model that takes as long as a turn: one run a round, and few of them.
    expect(verdicts(1, { rounds: 10, milliseconds: 5 }).none).toBeGreaterThanOrEqual(Math.floor(0.98 * SEEDS));
    expect(verdicts(1, { weather: 0.2 }).none).toBeGreaterThanOrEqual(Math.floor(0.98 * SEEDS));
  });

  it('finds one that takes 5 % longer', () => {
    expect(verdicts(1.05).slower).toBeGreaterThanOrEqual(Math.floor(0.95 * SEEDS));
    expect(verdicts(1 / 1.05).faster).toBeGreaterThanOrEqual(Math.floor(0.95 * SEEDS));
  });

  it('has an interval that holds the truth in 95 of 100', () => {
    let held = 0;
    const seeds = SEEDS * 4;
    for (let seed = 1; seed <= seeds; seed++) {
      const random = seededRandom(1000 + seed);
      const [first, second] = turns(random, 1.2, { rounds: 40 });
      const { ci95 } = turnRatio(first, second, random);
      if (ci95[0] <= 1 / 1.2 && ci95[1] >= 1 / 1.2) held++;
    }
    expect(held / seeds).toBeGreaterThan(0.88);
  });

  it('is drawn wider where there are more candidates, and p counts turns, not runs', () => {
    const random = seededRandom(3);
    const [first, second] = turns(random, 1);
    const one = turnRatio(first, second, seededRandom(1), 1);
    const six = turnRatio(first, second, seededRandom(1), 6);
    expect(one.family95).toEqual(one.ci95);
    expect(six.ci95).toEqual(one.ci95);
    expect(six.family95[0]).toBeLessThan(one.ci95[0]);
    expect(six.family95[1]).toBeGreaterThan(one.ci95[1]);
    // Each run five times over is no more evidence.
    const over = (list: number[][]) => list.map((turn) => turn.flatMap((value) => [value, value, value, value, value]));
    expect(turnRatio(over(first), over(second), seededRandom(1)).pValue).toBe(one.pValue);
  });
});

describe('levels of intervals of few observations', () => {
  it('are expanded by Student\u2019s quantile, which is as scipy has it: t.isf(tail, degrees)', () => {
    for (const [tail, degrees, wanted] of [
      [0.025, 9, 2.2621571628],
      [0.025, 49, 2.0095752345],
      [0.025 / 6, 9, 3.3636],
      [0.005, 3, 5.8409],
    ] as const) {
      expect(studentQuantile(tail, degrees) / wanted).toBeCloseTo(1, degrees > 5 ? 3 : 1);
    }
    expect(expandedLevel(0.95, 10)).toBeCloseTo(1 - 2 * 0.00855, 4);
    expect(expandedLevel(0.95, 1e6)).toBeCloseTo(0.95, 5);
  });
});

describe('p-values of several comparisons', () => {
  it('are as R has them: p.adjust(c(.01, .04, .03, .005), "holm")', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toPrecision(12)))).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.4, 0.6])).toEqual([0.8, 0.8]);
    expect(holm([])).toEqual([]);
  });
});
