import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareInputs } from '../../../src/data/inputs';
import type { ValueInfo } from '../../../src/onnx/tensor';
import { FIXTURES, reference } from './reference';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'texts-'));
});
afterAll(() => rm(folder, { recursive: true }));

const whole = (name: string): ValueInfo => ({ name, type: 'int64', shape: ['batch', 'length'] });
const BERT = ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'].map(whole);
const prepare = (inputs: ValueInfo[], sources: string[], tokenizer: string) =>
  prepareInputs({
    inputs,
    sources,
    cwd: folder,
    manifest: { schemaVersion: 1, inputs: { input_ids: { kind: 'text', tokenizer } } },
    manifestDirectory: folder,
  });
const rows = (values: ArrayLike<unknown>, count: number) => {
  const all = Array.from(values, Number);
  return Array.from({ length: count }, (_, row) => all.slice((row * all.length) / count, ((row + 1) * all.length) / count));
};

describe('texts of different lengths', () => {
  it.each(reference.padded)(
    'are filled up to the longest as in Python: $tokenizer',
    async ({ tokenizer, padding, texts, ids, mask, typeIds }) => {
      const description = JSON.parse(await readFile(join(FIXTURES, `${tokenizer}.tokenizer.json`), 'utf8')) as object;
      await writeFile(join(folder, 'tokenizer.json'), JSON.stringify({ ...description, padding }));
      await writeFile(join(folder, 'a.txt'), texts[1]!);
      const made = await prepare(BERT, [texts[0]!, 'a.txt', JSON.stringify(texts[2])], 'tokenizer.json');
      const values = new Map(made.map((input) => [input.name, rows(input.tensor!.data, texts.length)]));
      expect(values.get('input_ids')).toEqual(ids);
      expect(values.get('attention_mask')).toEqual(mask);
      expect(values.get('token_type_ids')).toEqual(typeIds);
      // In front of a text stand positions of 1, behind it they go on.
      const left = 'direction' in padding && padding.direction === 'Left';
      const positions = mask.map((row) => row.map((one, i) => (left ? (one === 0 ? 1 : i - row.indexOf(1)) : i)));
      expect(values.get('position_ids')).toEqual(positions);
      expect(made[0]!.tensor!.dims).toEqual([texts.length, ids[0]!.length]);
      expect(made[0]!.parts?.map(({ source, path }) => [source, path !== undefined])).toEqual([
        [texts[0], false],
        ['a.txt', true],
        [JSON.stringify(texts[2]), false],
      ]);
    },
  );

  it('want a mask; of one length they need none', async () => {
    await writeFile(join(folder, 'vocab.txt'), '[PAD]\n[UNK]\ngood\nbad\n');
    await expect(prepare([whole('input_ids')], ['good bad', 'good'], 'vocab.txt')).rejects.toMatchObject({
      code: 'text.lengths',
      message: 'The texts for the input "input_ids" have 2 and 1 tokens, and the model has no mask that would tell what is filled up.',
      where: 'input_ids',
      remedy: expect.stringContaining('"mask"'),
    });
    const [ids] = await prepare([whole('input_ids')], ['good bad', 'bad good'], 'vocab.txt');
    expect(rows(ids!.tensor!.data, 2)).toEqual([
      [2, 3],
      [3, 2],
    ]);
    // A length the model fixes is the one they are filled up to, mask or not.
    const fixed: ValueInfo = { name: 'input_ids', type: 'int64', shape: ['batch', 3] };
    expect(rows((await prepare([fixed], ['good bad', 'good'], 'vocab.txt'))[0]!.tensor!.data, 2)).toEqual([
      [2, 3, 0],
      [2, 0, 0],
    ]);
  });
});
