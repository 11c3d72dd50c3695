import { describe, expect, it } from 'vitest';
import { guessInputs, guessScores } from '../../../src/manifest/guess';
import { type JsonSchema, manifestJsonSchema } from '../../../src/manifest/jsonSchema';

describe('the JSON schema', () => {
  const schema = manifestJsonSchema();
  const image = (schema.properties!.inputs!.additionalProperties as JsonSchema).oneOf!.find(
    (option) => option.properties!.kind!.const === 'image',
  )!;

  it('completes the kinds, keys and values of inputs', () => {
    const inputs = schema.properties!.inputs!.additionalProperties as JsonSchema;
    expect(inputs.oneOf!.map((option) => option.properties!.kind!.const)).toEqual([
      'image',
      'table',
      'text',
      'audio',
      'state',
      'constant',
      'tensor',
    ]);
    expect(image.properties!.resize!.enum).toContain('pillow-lanczos');
    expect(image.properties!.size!.description).toBe('Height and width the model wants');
  });

  it('marks slips, and leaves open what is open', () => {
    expect(schema.additionalProperties).toBe(false);
    expect(image.additionalProperties).toBe(false);
    const dataset = schema.properties!.datasets!.additionalProperties as JsonSchema;
    expect(dataset.additionalProperties).not.toBe(false);
    expect(schema.required).toEqual(['schemaVersion']);
    expect(JSON.parse(JSON.stringify(schema)).$schema).toBe('http://json-schema.org/draft-07/schema#');
  });
});

describe('without a manifest', () => {
  const kind = (type: string, shape: (number | string)[] | undefined, name = 'x') => guessInputs([{ name, type, shape }]).get(name);

  it('pictures, tables, texts and sounds are recognized', () => {
    expect(kind('float32', [1, 3, 224, 224])).toBe('image');
    expect(kind('float16', ['N', 1, 28, 28])).toBe('image');
    expect(kind('uint8', ['N', 'H', 'W', 3])).toBe('image');
    expect(kind('float32', [3, 32, 32])).toBe('image');
    expect(kind('float32', [1, 64, 56, 56])).toBe('tensor');
    expect(kind('float32', [1, 3, 2, 2])).toBe('tensor');
    expect(kind('int64', [1, 3, 224, 224])).toBe('tensor');
    expect(kind('float32', ['N', 14])).toBe('table');
    expect(kind('float32', undefined)).toBe('tensor');
    expect(kind('int64', ['N', 'T'], 'input_ids')).toBe('text');
    expect(kind('int64', ['N', 'T'], 'attention_mask')).toBe('mask');
    const silero = guessInputs([
      { name: 'input', type: 'float32', shape: ['', 576] },
      { name: 'state', type: 'float32', shape: [2, '', 128] },
      { name: 'sr', type: 'int64', shape: [] },
    ]);
    expect([...silero.values()]).toEqual(['audio', 'tensor', 'tensor']);
  });
});

describe('scores', () => {
  const outputs = [
    { name: 'features', type: 'float32', shape: ['N', 8, 7, 7] },
    { name: 'logits', type: 'float32', shape: ['N', 10] },
    { name: 'label', type: 'int64', shape: ['N'] },
  ];

  it('are the first float matrix, of the kind its operator makes', () => {
    expect(guessScores(outputs, undefined)).toEqual({ output: 'logits', kind: 'logit', guessed: true });
    const softmax = new Map([['logits', { operator: 'Softmax' }]]);
    expect(guessScores(outputs, undefined, softmax)).toEqual({ output: 'logits', kind: 'probability', guessed: true });
    const trailing = [{ name: 'softmaxout_1', type: 'float32', shape: [1, 1000, 1, 1] }];
    expect(guessScores(trailing, undefined)?.output).toBe('softmaxout_1');
    expect(guessScores([outputs[0]!, outputs[2]!], undefined)).toBeUndefined();
    expect(guessScores(outputs, { schemaVersion: 1, task: 'regression' })).toBeUndefined();
  });

  it('are what the manifest says', () => {
    const manifest = { schemaVersion: 1 as const, outputs: { features: { scores: 'probability' as const, classes: ['a', 'b'] } } };
    expect(guessScores(outputs, manifest)).toEqual({ output: 'features', kind: 'probability', guessed: false });
  });
});
