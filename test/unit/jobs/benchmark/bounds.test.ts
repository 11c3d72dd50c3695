import { describe, expect, it } from 'vitest';
import { withBounds } from '../../../../src/jobs/benchmark/profile/bounds';
import type { NodeTimeRow, Roof } from '../../../../src/report/schemas/benchmark/profile';

/** 100 GFLOP/s, 10 GB/s: the ridge is at 10 operations a byte. */
const roof: Roof = {
  gflops: 100,
  gbytesPerSecond: 10,
  ridge: 10,
  ci95: { gflops: [99, 101], gbytesPerSecond: [9, 11] },
  matrix: 512,
  streamBytes: 128e6,
};

/** A product of `flop` at `intensity`, at this share of what the roof allows. */
const row = (name: string, flop: number, intensity: number, nearness: number, more: Partial<NodeTimeRow> = {}): NodeTimeRow => {
  const bytes = flop / intensity;
  const ms = Math.max(flop / 100e6, bytes / 10e6) / nearness;
  return {
    name,
    op: 'Conv',
    matched: 'same',
    provider: 'CPU',
    calls: 1,
    ms,
    share: 0.2,
    spread: [ms, ms],
    flop,
    bytes,
    intensity,
    ...more,
  };
};
const bounds = (rows: NodeTimeRow[], of = roof) => withBounds(rows, of).map(({ bound }) => bound);

describe('what holds a node up', () => {
  it('is memory left of the ridge and computing right of it', () => {
    const [left, right] = withBounds([row('left', 1e8, 2, 0.5), row('right', 1e8, 50, 0.9)], roof);
    expect([left?.bound, right?.bound]).toEqual(['memory', 'compute']);
    expect([left?.efficiency, right?.efficiency]).toEqual([expect.closeTo(0.5, 9), expect.closeTo(0.9, 9)]);
  });

  it('is overhead for a call under 10 µs, or with work for less than 1 µs', () => {
    expect(bounds([row('short', 5e5, 50, 1), row('idle', 5e4, 50, 0.001)])).toEqual(['overhead', 'overhead']);
    const view: NodeTimeRow = {
      name: 'v',
      op: 'Reshape',
      matched: 'same',
      provider: 'CPU',
      calls: 2,
      ms: 0.01,
      share: 0.1,
      spread: [0, 1],
    };
    expect(bounds([view, { ...view, calls: 1, ms: 0.02 }])).toEqual(['overhead', undefined]);
  });

  it('is not guessed where operations are not counted, unless the bandwidth is near', () => {
    const add = (ms: number): NodeTimeRow => ({
      name: 'a',
      op: 'Add',
      matched: 'same',
      provider: 'CPU',
      calls: 1,
      ms,
      share: 0.1,
      spread: [ms, ms],
      bytes: 1e6,
    });
    expect(bounds([add(0.15), add(1)])).toEqual(['memory', undefined]);
  });

  it('has a roof of its own for 8-bit integers', () => {
    const quantized = row('q', 1e8, 20, 0.5, { op: 'QLinearConv' });
    expect(bounds([quantized], { ...roof, int8: { gops: 400, ci95: [390, 410] } })).toEqual(['memory']);
    expect(bounds([quantized])).toEqual(['compute']);
  });
});

describe('slow for its kind', () => {
  const good = [row('a', 1e8, 50, 0.8), row('b', 1e8, 50, 0.9), row('c', 1e8, 50, 0.7)];
  const slow = (rows: NodeTimeRow[]) =>
    withBounds(rows, roof).flatMap(({ name, slowForKind }) => (slowForKind === undefined ? [] : [name]));

  it('is a node far below the roof and far below the others of its operator', () => {
    const rows = withBounds([...good, row('bad', 1e8, 50, 0.1)], roof);
    expect(rows.map(({ slowForKind }) => slowForKind)).toEqual([undefined, undefined, undefined, expect.closeTo(8, 6)]);
  });

  it('is none that is as the others are, that has too few to compare, or that hardly matters', () => {
    expect(slow([row('a', 1e8, 50, 0.1), row('b', 1e8, 50, 0.12), row('c', 1e8, 50, 0.11)])).toEqual([]);
    expect(slow([row('a', 1e8, 50, 0.8), row('bad', 1e8, 50, 0.1)])).toEqual([]);
    expect(slow([...good, row('bad', 1e8, 50, 0.1, { share: 0.005 })])).toEqual([]);
    expect(slow([...good, row('bad', 2e5, 50, 0.1)])).toEqual([]);
    expect(slow([...good, row('bad', 1e8, 50, 0.4)])).toEqual([]);
  });

  it('is none that was only held up: its good runs count', () => {
    const held = row('held', 1e8, 50, 0.1);
    expect(slow([...good, { ...held, spread: [1.2, 30] }])).toEqual([]);
  });
});
