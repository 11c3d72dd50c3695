import { describe, expect, it } from 'vitest';
import { editDistance, suggest } from '../../../src/base/suggest';

describe('suggestions', () => {
  it('count inserts, deletes, replacements and swaps', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('ab', 'ba')).toBe(1);
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('same', 'same')).toBe(0);
  });

  it('are near or not made', () => {
    expect(suggest('imgae', ['images', 'image', 'mask'])).toBe('image');
    expect(suggest('IMAGE', ['image'])).toBe('image');
    expect(suggest('provenance', ['card', 'task', 'checks'])).toBeUndefined();
    expect(suggest('x', [])).toBeUndefined();
  });
});
