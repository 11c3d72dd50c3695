import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UserError } from '../../../src/base/errors';
import { decodeBeginning, decodeReport } from '../../../src/report/codec';
import { encodeReport, toPlainJson } from '../../../src/report/encode';
import type { RunResult } from '../../../src/report/schemas/run';
import { runReport } from './fixture';

const output = (type: string, values: unknown[]) => ({ name: 'y', type, shape: [values.length], values });
const withOutputs = (outputs: unknown[]) => runReport('r', { result: { inputs: [], outputs, milliseconds: 1, loadMilliseconds: 2 } });
const resultOf = (text: string) => {
  const decoded = decodeReport(text);
  if (decoded.state !== 'report') throw new Error(decoded.state);
  return decoded.report.result as RunResult;
};

describe('encodeReport and decodeReport', () => {
  it('bring every value back as it was, told apart by the element type', () => {
    const report = withOutputs([
      output('float32', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1.5]),
      output('int64', [2n ** 63n - 1n, -(2n ** 63n), 0n]),
      output('uint64', [2n ** 64n - 1n]),
      output('string', ['NaN', '7', 'Infinity', '</script>']),
      output('bool', [true, false]),
    ]);
    const values = resultOf(encodeReport(report)).outputs.map((one) => one.values);
    expect(values).toEqual([
      [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1.5],
      [2n ** 63n - 1n, -(2n ** 63n), 0n],
      [2n ** 64n - 1n],
      ['NaN', '7', 'Infinity', '</script>'],
      [true, false],
    ]);
  });

  it('give the same text again after reading', () => {
    const report = withOutputs([output('float64', [0.1, Number.NaN]), output('int64', [9007199254740993n])]);
    const text = encodeReport(report);
    const decoded = decodeReport(text);
    if (decoded.state !== 'report') throw new Error(decoded.state);
    expect(encodeReport(decoded.report)).toBe(text);
  });

  it('refuse a text where a number is wanted', () => {
    expect(() => resultOf(encodeReport(withOutputs([output('float32', ['seven'])])))).toThrow(
      expect.objectContaining({ code: 'report.result' }),
    );
  });

  it('say where a damaged report is damaged', () => {
    const text = encodeReport(runReport('r', { result: { inputs: [], outputs: [], milliseconds: 'long', loadMilliseconds: 2 } }));
    expect(() => decodeReport(text)).toThrow(expect.objectContaining({ code: 'report.result', where: 'milliseconds' }));
    expect(() => decodeReport('{')).toThrow(expect.objectContaining({ code: 'report.json' }));
    expect(() => decodeReport('[]')).toThrow(UserError);
    expect(() => decodeReport('{"kind":"run"}')).toThrow(expect.objectContaining({ code: 'report.envelope' }));
  });

  it('open a newer version and an unknown kind as raw JSON', () => {
    expect(decodeReport(encodeReport(runReport('r', { schemaVersion: 99, result: { anything: 1 } })))).toMatchObject({
      state: 'raw',
      reason: 'version',
      raw: { result: { anything: 1 } },
    });
    expect(decodeReport(encodeReport(runReport('r', { kind: 'constructor' })))).toMatchObject({ state: 'raw', reason: 'kind' });
  });

  it('upgrade older versions step by step', () => {
    const schemas = new Map([
      [
        'run',
        {
          version: 3,
          result: z.object({ seconds: z.number(), unit: z.literal('s') }),
          upgrades: {
            1: (result: unknown) => ({ seconds: (result as { milliseconds: number }).milliseconds / 1000 }),
            2: (result: unknown) => ({ ...(result as object), unit: 's' }),
          },
        },
      ],
    ]);
    const decoded = decodeReport(encodeReport(runReport('r', { result: { milliseconds: 250 } })), schemas);
    expect(decoded).toMatchObject({ state: 'report', report: { schemaVersion: 3, result: { seconds: 0.25, unit: 's' } } });
  });
});

describe('toPlainJson', () => {
  it('keeps a key named __proto__ as data', () => {
    const plain = toPlainJson(JSON.parse('{"__proto__":{"polluted":1}}'));
    expect(JSON.stringify(plain)).toBe('{"__proto__":{"polluted":1}}');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('writes typed arrays as lists', () => {
    expect(toPlainJson({ a: Float32Array.of(1, Number.NaN), b: BigInt64Array.of(-5n) })).toEqual({ a: [1, 'NaN'], b: ['-5'] });
  });
});

describe('decodeBeginning', () => {
  const text = '{"kind":"run","model":{"name":"a,}\\"b","path":"p"},"result":{"x":[1,2]}}';
  it('gives the members that are complete, wherever the text ends', () => {
    for (let end = 0; end <= text.length; end++) {
      const found = decodeBeginning(text.slice(0, end));
      const keys = Object.keys(found ?? {});
      expect(['', 'kind', 'kind,model', 'kind,model,result']).toContain(keys.join(','));
      if (end >= text.indexOf(',"result"') + 1) expect(found).toMatchObject({ kind: 'run', model: { name: 'a,}"b', path: 'p' } });
    }
  });

  it('finds nothing in what is not an object', () => {
    expect(decodeBeginning('')).toBeUndefined();
    expect(decodeBeginning('not json, at all')).toBeUndefined();
    expect(decodeBeginning('{"a" 1, "b": 2}')).toBeUndefined();
  });
});
