import { describe, expect, it } from 'vitest';
import { seededRandom, xoshiro128 } from '../../../src/base/random';

describe('seeded random numbers', () => {
  it('follow the published xoshiro128** from the state 1, 2, 3, 4', () => {
    const next = xoshiro128([1, 2, 3, 4]);
    expect(Array.from({ length: 10 }, next)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ]);
  });

  it('are the same for the same seed and different for another', () => {
    const draw = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 5 }, () => random.next());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('are uniform and normal within five standard errors', () => {
    const random = seededRandom(1);
    const n = 20_000;
    let uniform = 0;
    let normal = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      uniform += random.next();
      const z = random.normal();
      normal += z;
      squares += z * z;
    }
    expect(Math.abs(uniform / n - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(normal / n)).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(squares / n - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  });

  it('draws integers below the bound, each of them', () => {
    const random = seededRandom(3);
    const seen = new Set(Array.from({ length: 200 }, () => random.integer(5)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
  });
});
