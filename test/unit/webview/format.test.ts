import { describe, expect, it } from 'vitest';
import { percent as percentInText } from '../../../src/base/percent';
import { amount, bytes, duration, exact, figure, joined, num, percent, shapeText, shorten, waiting } from '../../../webview/kit/format';

describe('figures', () => {
  it.each([
    [0, '0'],
    [1234567, '1,234,567'],
    [0.73781234, '0.7378'],
    [-12.345678, '−12.35'],
    [3.25e-9, '3.25e−9'],
    [1.5e12, '1.5e12'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '−∞'],
  ])('%d is %s', (value, text) => {
    expect(figure(value)).toBe(text);
  });

  it.each([
    [0.7378, '73.8 %'],
    [0, '0.0 %'],
    [1, '100.0 %'],
    [0.0001, '< 0.1 %'],
    [0.99999, '> 99.9 %'],
    [Number.NaN, 'NaN'],
  ])('a share of %d is %s', (value, text) => {
    expect(percent(value)).toBe(text);
  });

  it('shares read the same on the command line', () => {
    for (const share of [Number.NaN, -0.2, 0, 0.0004999, 0.0005, 0.00051, 0.5, 0.9994, 0.9995, 0.99949999, 0.99999999, 1, 1.01])
      expect(percent(share), String(share)).toBe(percentInText(share));
  });

  it('reads numbers as they cross to a panel', () => {
    expect([num('NaN'), num('-Infinity'), num('9007199254740993'), num(1.5), num(undefined), num('')]).toEqual([
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      9007199254740992,
      1.5,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it('shows 64-bit integers and texts whole', () => {
    expect(exact('9007199254740993')).toBe('9007199254740993');
    expect(exact(0.1 + 0.2)).toBe('0.3');
    expect(exact('-Infinity')).toBe('−∞');
  });
});

describe('quantities', () => {
  it.each([
    [999, '999 B'],
    [1000, '1 kB'],
    [4_956_208, '4.96 MB'],
    [999_999, '1 MB'],
    [1.9e9, '1.9 GB'],
  ])('%d bytes are %s', (value, text) => {
    expect(joined(bytes(value))).toBe(text);
  });

  it.each([
    [0.0052, '5.2 µs'],
    [5.224, '5.22 ms'],
    [742, '742 ms'],
    [45_300, '45.3 s'],
    [600_000, '10 min'],
  ])('%d ms are %s', (value, text) => {
    expect(joined(duration(value))).toBe(text);
  });

  it('says amounts and waits as people do', () => {
    expect([joined(amount(66)), joined(amount(1_235_496)), waiting(6000), waiting(100), waiting(600_000)]).toEqual([
      '66',
      '1.24 M',
      '6 s',
      '1 s',
      '10 min',
    ]);
  });
});

describe('names and shapes', () => {
  it('shortens in the middle and never splits a character', () => {
    expect(shorten('abcdefghij', 5)).toBe('ab…ij');
    expect([...shorten('😀'.repeat(20), 5)]).toHaveLength(5);
    expect(shorten('abc', 5)).toBe('abc');
  });

  it('says every kind of shape', () => {
    expect([shapeText([1, 'batch', '']), shapeText([]), shapeText(undefined)]).toEqual(['1 × batch × ?', 'scalar', 'shape unknown']);
  });
});
