import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { distance } from '../../../../src/onnx/diff/distance';
import type { ElementType } from '../../../../src/onnx/elementType';
import { bytesSource } from '../../../../src/onnx/source';

type Numeric = Exclude<ElementType, 'string'>;
type Case = { before: Numeric; after: Numeric; a: string; b: string; l2: number; relative: number; maxAbsDiff: number; cosine: number };

const never = new AbortController().signal;
const { elements, cases } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../fixtures/onnx/diff/distances.json'), 'utf8')) as {
  elements: number;
  cases: Case[];
};
const side = (type: Numeric, data: ArrayBufferView) => ({
  type,
  source: bytesSource(new Uint8Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength))),
});
const floats = (...values: number[]) => side('float32', Float32Array.from(values));
const doubles = (...values: number[]) => side('float64', Float64Array.from(values));

describe('distance', () => {
  it.each(cases.map((one) => [`${one.before} → ${one.after}`, one] as const))('%s is what numpy says', async (_, one) => {
    const found = await distance(
      side(one.before, Buffer.from(one.a, 'base64')),
      side(one.after, Buffer.from(one.b, 'base64')),
      elements,
      never,
    );
    for (const measure of ['l2', 'relative', 'maxAbsDiff', 'cosine'] as const) {
      expect(Math.abs(Number(found[measure]) - one[measure]), measure).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(one[measure])));
    }
    expect(found.nonFinite).toEqual({ before: 0, after: 0 });
  });

  it('is exact in closed form', async () => {
    expect(await distance(floats(3, 0), floats(0, 4), 2, never)).toEqual({
      l2: 5,
      relative: 5 / 3,
      maxAbsDiff: 4,
      cosine: 0,
      nonFinite: { before: 0, after: 0 },
    });
    const negated = await distance(floats(1, 2, 2), floats(-1, -2, -2), 3, never);
    expect(negated).toMatchObject({ l2: 6, relative: 2, maxAbsDiff: 4, cosine: -1 });
  });

  it('has no angle and no relative change where there is no direction', async () => {
    const found = await distance(floats(0, 0), floats(3, 4), 2, never);
    expect(found).toMatchObject({ l2: 5, maxAbsDiff: 4, cosine: null });
    expect(found.relative).toBeUndefined();
  });

  it('takes equal NaN and infinities for equal, and says NaN where only one side has it', async () => {
    const same = await distance(floats(Number.NaN, Number.POSITIVE_INFINITY, 1), floats(Number.NaN, Number.POSITIVE_INFINITY, 3), 3, never);
    expect(same).toMatchObject({ l2: 2, maxAbsDiff: 2, cosine: null, nonFinite: { before: 2, after: 2 } });
    const other = await distance(floats(1, 2), floats(Number.NaN, 7), 2, never);
    expect(other).toMatchObject({ l2: Number.NaN, maxAbsDiff: Number.NaN, cosine: null, nonFinite: { before: 0, after: 1 } });
    const infinite = await distance(floats(1, 2), floats(1, Number.NEGATIVE_INFINITY), 2, never);
    expect(infinite).toMatchObject({ l2: Number.POSITIVE_INFINITY, maxAbsDiff: Number.POSITIVE_INFINITY, cosine: null });
  });

  it('measures what squares would lose at either end of the range', async () => {
    const large = await distance(doubles(3e200, 0), doubles(0, 4e200), 2, never);
    expect(large.l2 / 5e200).toBeCloseTo(1, 12);
    expect(large).toMatchObject({ maxAbsDiff: 4e200, cosine: 0 });
    const small = await distance(doubles(3e-200, 0), doubles(0, 4e-200), 2, never);
    expect(small.l2 / 5e-200).toBeCloseTo(1, 12);
    expect(small.cosine).toBe(0);
  });

  it('subtracts 64-bit integers before it rounds', async () => {
    const at = 2n ** 60n;
    const found = await distance(side('int64', BigInt64Array.of(at, -at)), side('int64', BigInt64Array.of(at + 1n, -at - 2n)), 2, never);
    expect(found).toMatchObject({ l2: Math.sqrt(5), maxAbsDiff: 2 });
    const top = 2n ** 64n - 1n;
    const unsigned = await distance(side('uint64', BigUint64Array.of(top)), side('uint64', BigUint64Array.of(top - 3n)), 1, never);
    expect(unsigned.maxAbsDiff).toBe(3);
  });

  it('reads types under a byte packed', async () => {
    // int4: 1, -2, 3 and 1, 2, 3 with the first element in the low half.
    const found = await distance(side('int4', Uint8Array.of(0xe1, 0x03)), side('int4', Uint8Array.of(0x21, 0x03)), 3, never);
    expect(found).toMatchObject({ l2: 4, maxAbsDiff: 4 });
  });

  it('goes through many chunks as through one', async () => {
    const count = 500_000;
    const a = Float32Array.from({ length: count }, (_, i) => Math.fround(Math.sin(i)));
    const b = Float32Array.from(a, (value) => Math.fround(value + 1));
    const found = await distance(side('float32', a), side('float32', b), count, never);
    expect(found.l2 / Math.sqrt(count)).toBeCloseTo(1, 6);
    await expect(distance(side('float32', a), side('float32', b), count, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});
