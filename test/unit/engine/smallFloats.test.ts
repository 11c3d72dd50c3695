import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { narrow, widen } from '../../../src/engine/smallFloats';
import type { ElementType } from '../../../src/onnx/elementType';

// By ml_dtypes and NumPy: test/fixtures/engine/make.py.
const fixture = join(import.meta.dirname, '../../fixtures/engine/smallFloats.json');
const reference = JSON.parse(readFileSync(fixture, 'utf8')) as Record<string, { codes: number[]; bits: (number | null)[] }>;

describe('small floats', () => {
  it.each(Object.keys(reference))('%s is what ml_dtypes and NumPy say, both ways', (name) => {
    const type = name as ElementType;
    const { codes, bits } = reference[name]!;
    const stored = name.endsWith('16') ? Uint16Array.from(codes) : Uint8Array.from(codes);
    const values = widen(type, stored);
    const got = [...new Uint32Array(values.buffer)].map((pattern, index) => (Number.isNaN(values[index]) ? null : pattern));
    expect(got).toEqual(bits);
    const back = narrow(type, values);
    const differing = codes.filter((code, index) => back[index] !== code && bits[index] !== null);
    expect(differing.slice(0, 10)).toEqual([]);
    expect([...widen(type, back)]).toEqual([...values]);
  });

  it('refuses a value that the type does not hold', () => {
    expect(() => narrow('float8e4m3fn', new Float32Array([0.3]))).toThrow('no float8e4m3fn');
  });
});
