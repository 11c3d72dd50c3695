import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../src/base/random';
import { gridOf } from '../../../../../src/jobs/benchmark/sweep/grid';
import { shuffled } from '../../../../../src/jobs/benchmark/sweep/order';
import { kindest, standings } from '../../../../../src/jobs/benchmark/sweep/standings';
import { studentQuantile, studentTail } from '../../../../../src/measure/statistics/studentT';

/** Medians of rounds: a level of each setting, weather that all of a round share, and noise. */
function rounds(levels: readonly number[], count: number, seed: number, noise = 0.02) {
  const random = seededRandom(seed);
  const weather = Array.from({ length: count }, (_, round) => 1 + 0.5 * (round / count) + 0.1 * random.normal() ** 2);
  return levels.map((level) => weather.map((slow) => level * slow * (1 + noise * random.normal())));
}

describe('the order of a round', () => {
  it('visits every setting once, in an order that its seed decides', () => {
    const order = shuffled(40, seededRandom(5));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index));
    expect(shuffled(40, seededRandom(5))).toEqual(order);
    expect(shuffled(40, seededRandom(6))).not.toEqual(order);
  });

  it('puts every setting at every place as often', () => {
    const random = seededRandom(1);
    const first = [0, 0, 0, 0];
    for (let draw = 0; draw < 4000; draw++) first[shuffled(4, random)[0]!]!++;
    for (const count of first) expect(Math.abs(count - 1000)).toBeLessThan(110);
  });
});

describe('standings', () => {
  it('do not say of settings that are the same that one is behind', () => {
    let wrong = 0;
    for (let seed = 0; seed < 200; seed++) {
      const found = standings(rounds(new Array(12).fill(3), 8, seed))!;
      if (found.against.some((standing) => standing?.behind)) wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(10);
  });

  it('find what is slower, though the machine slows down by half meanwhile', () => {
    const found = standings(rounds([3, 2, 2.6, 2], 10, 4))!;
    expect([1, 3]).toContain(found.best);
    expect(found.against[0]).toMatchObject({ behind: true, close: false });
    expect(found.against[2]!.ratio).toBeCloseTo(1.3, 1);
    expect(found.against[found.best === 1 ? 3 : 1]!.behind).toBe(false);
  });

  it('compare nothing where there are too few rounds', () => {
    expect(standings(rounds([3, 2], 2, 1))).toBeUndefined();
    expect(standings([[], [1, 1, undefined]])).toBeUndefined();
  });
});

describe('the kindest of the best', () => {
  const kindness = (threads: number, isDefault = false) => ({ threads, isDefault, optimization: 'all', batch: 1, memory: 1 });

  it('has the fewest threads, and is the default where that has as few', () => {
    const found = standings(rounds([2, 2, 2, 3], 20, 8, 0.003))!;
    const settings = [kindness(8, true), kindness(8), kindness(4), kindness(1)];
    expect(kindest(found, (index) => settings[index]!)).toBe(2);
    expect(kindest(found, (index) => (index === 2 ? kindness(8) : settings[index]!))).toBe(0);
  });

  it('is not one of which it is unknown how much slower it is', () => {
    const found = standings(rounds([2, 2.2], 4, 3, 0.4))!;
    const slow = found.best === 0 ? 1 : 0;
    expect(found.against[slow]).toMatchObject({ behind: false, close: false });
    expect(kindest(found, (index) => kindness(index === slow ? 1 : 8))).toBe(found.best);
  });
});

describe('the settings of a sweep', () => {
  it('follow from the machine and the model', () => {
    const grid = gridOf({}, 6, undefined);
    expect(grid.filter(({ isDefault }) => isDefault).map(({ settings }) => settings.batch)).toEqual([1, 8]);
    expect(new Set(grid.filter(({ isDefault }) => !isDefault).map(({ settings }) => settings.threads))).toEqual(new Set([1, 2, 4, 6]));
    expect(grid).toHaveLength(2 + 2 * 4 * 4);
    expect(new Set(gridOf({}, 1, 4).map(({ settings }) => settings.batch))).toEqual(new Set([4]));
  });

  it('are those that were asked for, each once', () => {
    const grid = gridOf({ sweepThreads: [2, 2, 1], sweepProviders: ['cuda'], sweepBatches: [3], optimization: 'basic' }, 4, undefined);
    expect(grid.map(({ settings }) => [settings.provider, settings.threads, settings.optimization, settings.batch])).toEqual([
      ['cuda', undefined, 'all', 3],
      ['cuda', 2, 'basic', 3],
      ['cuda', 1, 'basic', 3],
    ]);
  });
});

// Student's distribution in closed form: one degree of freedom is Cauchy's, two have an algebraic tail.
describe('Student’s t', () => {
  it.each([0.1, 1, 3, 40])('has the tails of its closed forms at %f', (t) => {
    expect(studentTail(t, 1)).toBeCloseTo(0.5 - Math.atan(t) / Math.PI, 12);
    expect(studentTail(t, 2)).toBeCloseTo(0.5 - t / (2 * Math.sqrt(2 + t * t)), 12);
  });

  it('has the quantiles of the tables', () => {
    expect(studentQuantile(0.025, 9)).toBeCloseTo(2.262157, 6);
    expect(studentQuantile(0.025, 4)).toBeCloseTo(2.776445, 6);
    expect(studentQuantile(0.005, 30)).toBeCloseTo(2.749996, 6);
  });
});
