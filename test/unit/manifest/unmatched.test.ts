import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/manifest/schema';
import { unmatchedEntries } from '../../../src/manifest/unmatched';

const check = (manifest: Partial<Manifest>, inputs: string[], outputs: string[]) =>
  unmatchedEntries({ schemaVersion: 1, ...manifest }, '/m/x.model.json', inputs, outputs);
const tensor = { kind: 'tensor' as const };

describe('names in a manifest that the model does not have', () => {
  it('are errors where they are slips', () => {
    expect(() => check({ inputs: { imgae: tensor } }, ['image'], ['y'])).toThrowError(
      expect.objectContaining({
        code: 'manifest.name',
        message: 'x.model.json, at inputs.imgae: the model has no input "imgae".',
        where: '/m/x.model.json',
        remedy: 'Did you mean "image"?',
      }),
    );
    expect(() => check({ outputs: { logit: {} } }, ['x'], ['logits'])).toThrowError(
      expect.objectContaining({ message: 'x.model.json, at outputs.logit: the model has no output "logit".' }),
    );
  });

  it('are told where they are like none, or like one that is described itself', () => {
    expect(check({ inputs: { input_1: tensor, input_2: tensor }, outputs: { embedding: {} } }, ['input_1'], ['y'])).toEqual([
      { kind: 'input', name: 'input_2' },
      { kind: 'output', name: 'embedding' },
    ]);
    expect(check({ inputs: { constructor: tensor } }, ['x'], [])).toEqual([{ kind: 'input', name: 'constructor' }]);
    expect(check({ inputs: { x: tensor } }, ['x'], ['y'])).toEqual([]);
  });

  it('are errors where an input rests on them', () => {
    const text = { kind: 'text' as const, tokenizer: 'bytes', mask: 'atention_mask' };
    expect(() => check({ inputs: { ids: text } }, ['ids', 'attention_mask'], [])).toThrowError(
      expect.objectContaining({
        message: 'x.model.json, at inputs.ids.mask: the model has no input "atention_mask".',
        remedy: 'Did you mean "attention_mask"?',
      }),
    );
    expect(() => check({ inputs: { h: { kind: 'state', from: 'zzz' } } }, ['h'], ['hn', 'y'])).toThrowError(
      expect.objectContaining({
        message: 'x.model.json, at inputs.h.from: the model has no output "zzz".',
        remedy: 'There are "hn", "y".',
      }),
    );
  });
});
