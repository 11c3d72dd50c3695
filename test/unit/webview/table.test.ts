import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { envelope } from '../../../webview/kit/envelope';
import { type Cell, sortedOrder, toDelimited } from '../../../webview/kit/tableText';

const order = (cells: Cell[], descending = false) =>
  sortedOrder(
    cells.map((cell) => [cell]),
    0,
    descending,
  ).map((i) => cells[i]);

describe('sortedOrder', () => {
  it('sorts numbers by size, those that JSON carries as text among them, NaN and nothing last either way', () => {
    const cells: Cell[] = [3, 'NaN', -1, undefined, 'Infinity', 10, Number.NaN];
    expect(order(cells)).toEqual([-1, 3, 10, 'Infinity', 'NaN', undefined, Number.NaN]);
    expect(order(cells, true)).toEqual(['Infinity', 10, 3, -1, 'NaN', undefined, Number.NaN]);
  });

  it('tells 64-bit integers apart that are one number', () => {
    expect(order(['9007199254740993', '9007199254740992', '-1'])).toEqual(['-1', '9007199254740992', '9007199254740993']);
  });

  it('sorts texts as people do and keeps equals in their order', () => {
    expect(order(['layer10', 'layer2', 'Layer1'])).toEqual(['Layer1', 'layer2', 'layer10']);
    const rows = [
      ['b', 1],
      ['a', 2],
      ['b', 3],
      ['a', 4],
    ] as const;
    expect(sortedOrder(rows, 0, false)).toEqual([1, 3, 0, 2]);
    expect(sortedOrder(rows, 0, true)).toEqual([0, 2, 1, 3]);
  });
});

describe('toDelimited', () => {
  it('reads back with formulas disarmed', () => {
    const rows: Cell[][] = [
      ['=1+1', -1.5],
      ['a "b", c', 'NaN'],
      ['two\nlines', true],
      [undefined, 5n],
    ];
    const text = toDelimited([{ title: 'name' }, { title: 'value' }], rows, ',');
    expect(parse(text)).toEqual([
      ['name', 'value'],
      ["'=1+1", '-1.5'],
      ['a "b", c', 'NaN'],
      ['two\nlines', 'true'],
      ['', '5'],
    ]);
  });
});

describe('envelope', () => {
  it('keeps few points as they are', () => {
    expect(envelope([5, 6, 7], 100)).toEqual([0, 1, 2]);
  });

  it('keeps the extremes of every pixel and its gaps', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => Math.sin(i));
    values[1234] = 50;
    values[7777] = -50;
    values[5000] = Number.NaN;
    const kept = envelope(values, 100);
    expect(kept.length).toBeLessThanOrEqual(300);
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
    expect(kept).toContain(1234);
    expect(kept).toContain(7777);
    expect(kept).toContain(5000);
  });
});
