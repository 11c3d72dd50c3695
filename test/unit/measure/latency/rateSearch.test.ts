import { describe, expect, it } from 'vitest';
import { RateSearch, type RateSearchRules } from '../../../../src/measure/latency/rateSearch';

const rules: RateSearchRules = { start: 50, least: 1, resolution: 1.05, trials: 14, confirmations: 6 };

/** @param holds whether a trial at that rate holds */
function search(holds: (rate: number, confirm: boolean) => boolean, more: Partial<RateSearchRules> = {}) {
  const looking = new RateSearch({ ...rules, ...more });
  const tried: { rate: number; confirm: boolean; held: boolean }[] = [];
  for (let next = looking.next; next; next = looking.next) {
    const held = holds(next.rate, next.confirm);
    tried.push({ ...next, held });
    looking.add(held);
    if (tried.length > 40) throw new Error('it does not end');
  }
  return { highest: looking.highest, tried };
}

describe('the search for a rate', () => {
  it.each([1.3, 7, 49, 50, 73.4, 100, 312, 4000])('finds a limit of %d within its resolution, and confirms it', (limit) => {
    const { highest, tried } = search((rate) => rate <= limit);
    expect(highest).toBeLessThanOrEqual(limit);
    expect(highest! * 1.05).toBeGreaterThan(limit * 0.99);
    expect(tried.at(-1)).toMatchObject({ rate: highest, confirm: true, held: true });
    expect(tried.filter(({ confirm }) => confirm)).toHaveLength(1);
    // No rate is tried twice before it is confirmed.
    const rates = tried.filter(({ confirm }) => !confirm).map(({ rate }) => rate);
    expect(new Set(rates).size).toBe(rates.length);
  });

  it('goes down where the long run does not bear out the short ones', () => {
    const { highest, tried } = search((rate, confirm) => rate <= (confirm ? 80 : 85));
    expect(highest).toBeLessThanOrEqual(80);
    expect(highest).toBeGreaterThan(80 / 1.12);
    expect(tried.filter(({ confirm }) => confirm).length).toBeGreaterThan(1);
  });

  it('says that there is none', () => {
    const { highest, tried } = search(() => false);
    expect(highest).toBeUndefined();
    expect(tried.map(({ rate }) => rate)).toEqual([50, 25, 12.5, 6.25, 3.12, 1.56, 1]);
    expect(search((_, confirm) => !confirm).highest).toBeUndefined();
    // One trial, where no lower rate is of interest.
    expect(search(() => false, { least: 100 }).tried).toHaveLength(1);
  });

  it('ends however far there is to go', () => {
    expect(search(() => true).tried.filter(({ confirm }) => !confirm)).toHaveLength(14);
    expect(search((rate) => rate <= 1e-3, { least: 1e-9 }).tried.length).toBeLessThanOrEqual(20);
    expect(search((rate) => rate < 2000, { resolution: 1.0001 }).highest).toBeGreaterThan(1900);
  });
});
