import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { elementAt, toNumbers } from '../../../src/onnx/numbers';
import { type CodedFloat, decodeFloat, encodeFloat, floatTable } from '../../../src/onnx/smallFloat';

interface Vectors {
  numbers?: (number | string)[];
  sha256?: string;
  inputs: (number | string)[];
  codes: number[];
  saturated?: number[];
}

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/onnx/reader/smallFloats.json'), 'utf8')) as Record<
  CodedFloat,
  Vectors
>;

describe.each(Object.entries(vectors) as [CodedFloat, Vectors][])('%s against ml_dtypes', (type, want) => {
  it('decodes every code', () => {
    const table = floatTable(type);
    if (want.numbers) {
      expect([...table]).toEqual(want.numbers.map(Number));
      return;
    }
    expect(table.length).toBe(65536);
    const magnitudes = table.map((value) => (Number.isNaN(value) ? Number.NaN : Math.abs(value)));
    const signs = Uint8Array.from(
      [...table].filter((value) => !Number.isNaN(value)).map((value) => (Object.is(Math.sign(value), -0) || value < 0 ? 1 : 0)),
    );
    const hash = createHash('sha256').update(new Uint8Array(magnitudes.buffer)).update(signs).digest('hex');
    expect(hash).toBe(want.sha256);
  });

  it('rounds to the nearest code, ties to even', () => {
    const codes = want.inputs.map((input) => encodeFloat(type, Number(input), false));
    const wrong = want.inputs
      .map((input, i) => ({ input, got: codes[i], want: want.codes[i] }))
      .filter(({ got, want }) => got !== want && !bothNaN(type, got, want));
    expect(wrong).toEqual([]);
  });

  it('gives every finite number back its own code', () => {
    const table = floatTable(type);
    for (let code = 0; code < table.length; code++) if (Number.isFinite(table[code])) expect(encodeFloat(type, table[code])).toBe(code);
  });
});

describe('saturating as Cast does', () => {
  const casts = (Object.entries(vectors) as [CodedFloat, Vectors][]).filter(([, { saturated }]) => saturated);
  it.each(casts)('%s', (type, want) => {
    const wrong = want.inputs
      .map((input, i) => ({ input, got: encodeFloat(type, Number(input)), want: want.saturated![i] }))
      .filter(({ got, want }) => got !== want && !bothNaN(type, got, want));
    expect(wrong).toEqual([]);
  });
});

/** A NaN's sign and payload carry nothing. */
function bothNaN(type: CodedFloat, a: number, b: number): boolean {
  return Number.isNaN(decodeFloat(type, a)) && Number.isNaN(decodeFloat(type, b));
}

describe('rounding straight from a double', () => {
  it('does not round twice on the way to float16', () => {
    // 1 + 2^-11 is the tie between 1 and 1 + 2^-10; a hair above it must go up, though its float32 is the tie itself.
    expect(encodeFloat('float16', 1 + 2 ** -11)).toBe(0x3c00);
    expect(encodeFloat('float16', 1 + 2 ** -11 + 2 ** -40)).toBe(0x3c01);
    expect(encodeFloat('bfloat16', 1 + 2 ** -8 + 2 ** -40)).toBe(0x3f81);
  });

  it('knows the ends of float16', () => {
    expect(encodeFloat('float16', 65504)).toBe(0x7bff);
    expect(encodeFloat('float16', 65519.99)).toBe(0x7bff);
    expect(encodeFloat('float16', 65520)).toBe(0x7c00);
    expect(encodeFloat('float16', 65520, true)).toBe(0x7bff);
    expect(encodeFloat('float16', 2 ** -25)).toBe(0);
    expect(encodeFloat('float16', 2 ** -25 * 1.001)).toBe(1);
    expect(encodeFloat('float16', Number.MIN_VALUE)).toBe(0);
  });
});

describe('numbers of a tensor', () => {
  it('takes 64-bit integers to the nearest double', () => {
    const values = [0n, -1n, 1n << 53n, (1n << 53n) + 1n, (1n << 62n) + 511n, -(1n << 63n), (1n << 63n) - 1n];
    const signed = toNumbers({ type: 'int64', dims: [values.length], data: BigInt64Array.from(values) });
    expect([...signed]).toEqual(values.map(Number));
    const unsigned = [0n, (1n << 64n) - 1n, (1n << 63n) + 1025n, 7n];
    expect([...toNumbers({ type: 'uint64', dims: [4], data: BigUint64Array.from(unsigned) })]).toEqual(unsigned.map(Number));
  });

  it('gives one element in its own kind', () => {
    expect(elementAt({ type: 'bool', dims: [2], data: Uint8Array.of(0, 1) }, 1)).toBe(true);
    expect(elementAt({ type: 'float16', dims: [1], data: Uint16Array.of(0xc000) }, 0)).toBe(-2);
    expect(elementAt({ type: 'complex64', dims: [2], data: Float32Array.of(1, 2, 3, 4) }, 1)).toEqual([3, 4]);
    expect(elementAt({ type: 'int64', dims: [1], data: BigInt64Array.of(5n) }, 0)).toBe(5n);
    expect(() => elementAt({ type: 'complex64', dims: [2], data: Float32Array.of(1, 2, 3, 4) }, 2)).toThrow(RangeError);
  });

  it('refuses strings', () => {
    expect(() => toNumbers({ type: 'string', dims: [1], data: ['a'] })).toThrow(expect.objectContaining({ code: 'tensor.type' }));
  });
});
