import { describe, expect, it } from 'vitest';
import { align, longestAscending } from '../../../../src/onnx/diff/align';

/** Reproducible numbers below 1. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function longest(a: readonly number[], b: readonly number[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    for (const [j, y] of b.entries()) next.push(x === y ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    row = next;
  }
  return row[b.length]!;
}

function checked(a: readonly number[], b: readonly number[]): number {
  const pairs = align(a, b);
  for (const [index, [i, j]] of pairs.entries()) {
    expect(a[i]).toBe(b[j]);
    const before = pairs[index - 1];
    if (before) expect(before[0] < i && before[1] < j).toBe(true);
  }
  return pairs.length;
}

describe('align', () => {
  it('pairs equal keys in order, as many as the longest common subsequence of keys without anchors has', () => {
    const random = mulberry(1);
    for (let round = 0; round < 300; round++) {
      // Each key several times on each side: no anchor, so that the table decides.
      const keys = () => Array.from({ length: 12 + Math.floor(random() * 30) }, () => Math.floor(random() * 3));
      const [a, b] = [keys(), keys()];
      const twice = [0, 1, 2].every((key) => [a, b].every((list) => list.filter((x) => x === key).length > 3));
      const found = checked(a, b);
      if (twice) expect(found).toBe(longest(a, b));
      expect(found).toBeLessThanOrEqual(longest(a, b));
    }
  });

  it('finds the whole of what a few edits left, in long sequences without a unique key', () => {
    const random = mulberry(2);
    const a = Array.from({ length: 20_000 }, () => Math.floor(random() * 5));
    const b = [...a];
    for (let edit = 0; edit < 50; edit++) b.splice(Math.floor(random() * b.length), 1, 9, 9);
    expect(checked(a, b)).toBeGreaterThanOrEqual(a.length - 50);
    expect(checked(b, a)).toBeGreaterThanOrEqual(a.length - 50);
  });

  it('stays a common subsequence where everything differs', () => {
    const random = mulberry(3);
    const many = () => Array.from({ length: 4000 }, () => Math.floor(random() * 2000) * 2);
    expect(checked(many(), many())).toBeGreaterThan(0);
    expect(align([], [1, 2])).toEqual([]);
    expect(align([1, 2, 3], [4, 5])).toEqual([]);
    expect(align([1, 2, 3], [1, 9, 3])).toEqual([
      [0, 0],
      [2, 2],
    ]);
  });

  it('keeps the longest run of anchors in order', () => {
    expect(
      longestAscending([
        [0, 5],
        [1, 1],
        [2, 2],
        [3, 0],
        [4, 3],
      ]),
    ).toEqual([
      [1, 1],
      [2, 2],
      [4, 3],
    ]);
  });
});
