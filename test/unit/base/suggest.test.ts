import { describe, expect, it } from 'vitest';
import { editDistance, suggest } from '../../../src/base/suggest';

describe('suggestions', () => {
  it('count inserts, deletes, replacements and swaps', () => {
    // Damerau–Levenshtein (optimal string alignment): the classic examples.
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('ca', 'ac')).toBe(1);
    expect(editDistance('ca', 'abc')).toBe(3);
    expect(editDistance('', 'abc')).toBe(3);
  });

  it('are near or none', () => {
    expect(suggest('insepct', ['inspect', 'run'])).toBe('inspect');
    expect(suggest('deploy', ['inspect', 'run'])).toBeUndefined();
  });
});
