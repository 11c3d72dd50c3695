import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nearText, problemText, readBy } from '../../../src/base/wanted';

const zKinds = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('image'), size: z.int().positive() }),
  z.object({ kind: z.literal('table') }),
]);
const zNames = z.union([z.array(z.string()), z.record(z.string(), z.string()), z.string()]);
const odd = (value: number) => value % 2 === 1;

/** Issue codes of the schema library, each way a schema can make them: schema, value, path, text. */
const PROBLEMS: [string, z.ZodType, unknown, string, string][] = [
  ['invalid_type', z.object({ a: z.string() }), {}, 'a', 'it is missing; text is wanted'],
  ['invalid_type', z.object({ a: z.string() }), { a: 5 }, 'a', 'it wants text, got 5'],
  ['invalid_type', z.string(), null, '', 'it wants text, got null'],
  ['invalid_type', z.number(), 'wide', '', 'it wants a number, got "wide"'],
  ['invalid_type', z.number(), Number.NaN, '', 'it wants a number, got NaN'],
  ['invalid_type', z.int(), 5.5, '', 'it wants a whole number, got 5.5'],
  ['invalid_type', z.int().positive().max(1000), 5.5, '', 'it wants a whole number from 1 to 1000, got 5.5'],
  ['invalid_type', z.boolean(), 'yes', '', 'it wants true or false, got "yes"'],
  ['invalid_type', z.null(), 1, '', 'it wants null, got 1'],
  ['invalid_type', z.bigint(), 1, '', 'it wants another value, got 1'],
  ['invalid_type', z.array(z.string()), 'x', '', 'it wants a list of texts, got "x"'],
  ['invalid_type', z.array(z.unknown()), {}, '', 'it wants a list of elements, got {}'],
  ['invalid_type', z.tuple([z.int(), z.int()]), 3n, '', 'it wants a list of 2 whole numbers, got 3'],
  [
    'invalid_type',
    z.array(z.array(z.int().min(1))),
    'x',
    '',
    'it wants a list of elements, each a list of elements, each a whole number of at least 1, got "x"',
  ],
  ['invalid_type', z.object({}), [1, 2], '', 'it wants an object, got [1,2]'],
  ['invalid_type', z.record(z.string(), z.number()), 'x', '', 'it wants an object of numbers, got "x"'],
  ['invalid_type', zKinds, 1, '', 'it wants an object, got 1'],
  ['invalid_type', z.string().nullish(), 1, '', 'it wants text, got 1'],
  ['too_small', z.int().nonnegative(), -1, '', 'it wants a whole number of at least 0, got -1'],
  ['too_small', z.number().positive(), 0, '', 'it wants a number above 0, got 0'],
  ['too_small', z.number().gt(0).lt(1), 0, '', 'it wants a number between 0 and 1, got 0'],
  ['too_small', z.number().gt(0).max(1), 0, '', 'it wants a number above 0 and at most 1, got 0'],
  ['too_small', z.string().min(1), '', '', 'it wants text that is not empty, got ""'],
  ['too_small', z.string().min(3), 'ab', '', 'it wants text of at least 3 characters, got "ab"'],
  ['too_small', z.array(z.number()).min(2), [1], '', 'it wants a list of at least 2 numbers, got [1]'],
  ['too_small', z.tuple([z.int(), z.int()]), [1], '', 'it wants a list of 2 whole numbers, got [1]'],
  ['too_big', z.int().max(9), 10, '', 'it wants a whole number of at most 9, got 10'],
  ['too_big', z.int(), 1e300, '', 'it wants a whole number, got 1e+300'],
  ['too_big', z.number().lt(1), 1, '', 'it wants a number below 1, got 1'],
  ['too_big', z.string().min(1).max(3), 'four', '', 'it wants text of 1 to 3 characters, got "four"'],
  ['too_big', z.array(z.string()).max(1), ['a', 'b'], '', 'it wants a list of at most 1 texts, got ["a","b"]'],
  ['too_big', z.tuple([z.string()]), ['a', 'b'], '', 'it wants a list of 1 texts, got ["a","b"]'],
  ['not_multiple_of', z.int().multipleOf(8), 12, '', 'it wants a multiple of 8, got 12'],
  ['invalid_format', z.string().regex(/^v\d$/), 'x', '', 'it wants text that matches ^v\\d$, got "x"'],
  ['invalid_format', z.iso.date(), 'x', '', 'it wants text of the form date, got "x"'],
  ['invalid_value', z.literal(1), 2, '', 'it wants 1, got 2'],
  ['invalid_value', z.enum(['NCHW', 'NHWC']), 'X', '', 'it wants one of NCHW, NHWC, got "X"'],
  ['invalid_value', z.literal([1, 2n]), 3, '', 'it wants one of 1, 2, got 3'],
  ['unrecognized_keys', z.strictObject({ a: z.int().optional() }), { x: 1 }, '', 'there is no key "x"'],
  ['unrecognized_keys', z.strictObject({}), { x: 1, y: 2 }, '', 'there are no keys "x", "y"'],
  ['invalid_union', zNames, 5, '', 'it wants a list of texts, an object of texts or text, got 5'],
  ['invalid_union', zNames, ['a', 5], '1', 'it wants text, got 5'],
  ['invalid_union', zKinds, { kind: 'video' }, 'kind', 'it wants one of image, table, got "video"'],
  ['invalid_union', zKinds, {}, 'kind', 'it is missing; one of image, table is wanted'],
  ['invalid_key', z.record(z.string().min(2), z.int()), { a: 1 }, 'a', 'it wants text of at least 2 characters, got "a"'],
  ['custom', z.int().refine(odd), 2, '', 'it wants another value, got 2'],
  ['custom', z.int().refine(odd, { error: () => 'an odd number' }), 2, '', 'it wants an odd number, got 2'],
];

describe('what is wrong with a value', () => {
  it.each(PROBLEMS)('%s', (code, schema, value, path, text) => {
    expect(schema.safeParse(value).error!.issues[0]!.code).toBe(code);
    const read = readBy(schema, value);
    if (read.success) throw new Error('accepted');
    expect([read.problems[0].path.join('.'), problemText(read.problems[0])]).toEqual([path, text]);
  });

  it('is told in no word of the schema library', () => {
    for (const [, schema, value] of PROBLEMS) {
      const read = readBy(schema, value);
      if (!read.success) expect(problemText(read.problems[0])).not.toMatch(/invalid|expected|received|too (small|big)|>=|<=|unrecognized/i);
    }
  });

  it('comes with what was likely meant', () => {
    const near = (schema: z.ZodType, value: unknown) => {
      const read = readBy(schema, value);
      return read.success ? 'accepted' : nearText(read.problems[0]);
    };
    expect(near(z.enum(['pillow-bilinear', 'none']), 'pillow-bilinera')).toBe('Did you mean "pillow-bilinear"?');
    expect(near(zKinds, { kind: 'imaeg' })).toBe('Did you mean "image"?');
    expect(near(z.strictObject({ stages: z.string().optional() }), { stage: 'x' })).toBe('Did you mean "stages"?');
    expect(near(z.object({ deep: z.array(z.strictObject({ metric: z.string().optional() })) }), { deep: [{ metrik: 'x' }] })).toBe(
      'Did you mean "metric"?',
    );
    expect(near(z.enum(['logit']), 'zebra')).toBeUndefined();
  });

  it('is everything that is wrong, and nothing where all is right', () => {
    const read = readBy(z.object({ a: z.int(), b: z.string() }), { a: 'x', b: 1 });
    expect(read.success ? [] : read.problems.map(({ path }) => path)).toEqual([['a'], ['b']]);
    expect(readBy(z.object({ a: z.int().default(3) }), {})).toEqual({ success: true, data: { a: 3 } });
  });

  it('is shortened', () => {
    const read = readBy(z.int(), 'x'.repeat(1000));
    expect(read.success ? 0 : read.problems[0].got!.length).toBe(60);
  });
});
