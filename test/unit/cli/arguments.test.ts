import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { COMMON_FLAGS, readArguments } from '../../../src/cli/arguments';
import { flagsOf } from '../../../src/cli/flags';
import { UsageError } from '../../../src/cli/usage';

const schema = z.object({
  model: z.string().describe('Model'),
  input: z.array(z.string()).default([]).describe('One input'),
  top: z.int().positive().default(5),
  mean: z.array(z.number()).optional(),
  batchSize: z.int().optional(),
  layout: z.enum(['NCHW', 'NHWC']).optional(),
  verify: z.boolean().default(true),
  deep: z.boolean().default(false),
});
const flags = [...flagsOf(schema), ...COMMON_FLAGS];
const read = (...args: string[]) => readArguments(args, flags);

describe('flags from a schema', () => {
  it('have the schema’s names, types, choices, defaults and descriptions', () => {
    expect(flagsOf(schema)).toEqual([
      { parameter: 'model', flag: '--model', type: 'string', description: 'Model', required: true },
      { parameter: 'input', flag: '--input', type: 'string', many: 'each', default: [], description: 'One input', required: false },
      { parameter: 'top', flag: '--top', type: 'number', default: 5, required: false },
      { parameter: 'mean', flag: '--mean', type: 'number', many: 'list', required: false },
      { parameter: 'batchSize', flag: '--batch-size', type: 'number', required: false },
      { parameter: 'layout', flag: '--layout', type: 'string', choices: ['NCHW', 'NHWC'], required: false },
      { parameter: 'verify', flag: '--verify', type: 'boolean', default: true, required: false },
      { parameter: 'deep', flag: '--deep', type: 'boolean', default: false, required: false },
    ]);
  });
});

describe('reading arguments', () => {
  it('takes values behind a space or an equals sign, repeated and in lists', () => {
    expect(
      read('m.onnx', '--input', 'a=x.png', '--input=b=1', '--top', '3', '--mean', '0.5,-1', '--batch-size=4', '--layout', 'NHWC'),
    ).toEqual({
      positionals: ['m.onnx'],
      values: { input: ['a=x.png', 'b=1'], top: 3, mean: [0.5, -1], batchSize: 4, layout: 'NHWC' },
    });
    expect(read('--mean', '-1').values).toEqual({ mean: [-1] });
  });

  it('knows booleans and their opposites', () => {
    expect(read('--deep', '--no-verify', '--json', '--no-history').values).toEqual({
      deep: true,
      verify: false,
      json: true,
      history: false,
    });
    expect(read('--deep=false', '-h').values).toEqual({ deep: false, help: true });
  });

  it('takes everything behind -- as it stands', () => {
    expect(read('--', '--input').positionals).toEqual(['--input']);
  });

  it.each([
    [['--tpo', '3'], 'There is no flag --tpo. Did you mean --top?'],
    [['--zzzzzz'], 'There is no flag --zzzzzz.'],
    [['-x'], 'There is no flag -x.'],
    [['--no-top'], 'There is no flag --no-top.'],
    [['--top', 'three'], '--top wants a number, got "three"'],
    [['--top', ''], '--top wants a number, got ""'],
    [['--top'], '--top needs a value'],
    [['--input', '--top', '3'], '--input needs a value'],
    [['--top', '1', '--top', '2'], '--top was given twice'],
    [['--layout', 'NCWH'], '--layout is one of NCHW, NHWC, got "NCWH". Did you mean NCHW?'],
    [['--deep=maybe'], '--deep takes no value'],
  ])('refuses %j', (args, message) => {
    let error: unknown;
    try {
      read(...args);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain(message);
  });
});
