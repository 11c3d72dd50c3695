import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type InputRequest, prepareInputs } from '../../../src/data/inputs';
import { HuggingFaceTokenizer } from '../../../src/data/text/huggingFace';
import { bytesTokenizer, VocabularyTokenizer } from '../../../src/data/text/simple';
import { withinTime } from '../../../src/data/text/withinTime';
import type { Manifest } from '../../../src/manifest/schema';
import { FIXTURES, reference } from './reference';

const tokenizer = (name: string) => {
  const path = join(FIXTURES, `${name}.tokenizer.json`);
  return new HuggingFaceTokenizer(readFileSync(path, 'utf8'), path);
};

/** The library ends a composed character's span before the marks it was composed of; here they belong to it. */
function withMarks(text: string, [start, end]: [number, number]): [number, number] {
  return [start, end + /^\p{M}*/u.exec(text.slice(end))![0].length];
}

/** Positions in code points, as Python counts, as positions in UTF-16. */
function units(text: string, [start, end]: [number, number]): [number, number] {
  const at = (count: number) => [...text].slice(0, count).join('').length;
  return [at(start), at(end)];
}

describe.each(Object.keys(reference.tokenizers))('tokenizer %s', (name) => {
  const made = tokenizer(name);

  it.each(reference.tokenizers[name]!)('gives ids, segments and spans as in Python: $text', ({ text, ids, typeIds, special, offsets }) => {
    const { tokens, typeIds: segments } = made.encode(text);
    expect(tokens.map((token) => token.id)).toEqual(ids);
    expect(segments ?? ids.map(() => 0)).toEqual(typeIds);
    const spans = offsets.map((span) => units(text, span));
    expect(tokens.map(({ start, end }) => [start, end])).toEqual(name === 'unigram' ? spans.map((span) => withMarks(text, span)) : spans);
    // Python's mask has only what was added around the text; a special token in the text is special here as well.
    for (const [i, mask] of special.entries()) if (mask === 1) expect(tokens[i]!.special).toBe(true);
  });
});

describe('simple tokenizers', () => {
  it('split on white space', () => {
    const vocabulary = new VocabularyTokenizer('[PAD]\n[UNK]\n[CLS]\n[SEP]\ngood\nbad\n', 'vocab.txt');
    expect(vocabulary.encode(' Good  bad odd').tokens).toEqual([
      { id: 2, text: '[CLS]', start: 0, end: 0, special: true },
      { id: 4, text: 'Good', start: 1, end: 5, special: false },
      { id: 5, text: 'bad', start: 7, end: 10, special: false },
      { id: 1, text: '[UNK]', start: 11, end: 14, special: true },
      { id: 3, text: '[SEP]', start: 0, end: 0, special: true },
    ]);
    const bare = new VocabularyTokenizer('{"good": 3, "bad": 9}', 'vocab.json');
    expect(bare.encode('bad good').tokens.map((token) => token.id)).toEqual([9, 3]);
    expect(() => bare.encode('goode')).toThrow(expect.objectContaining({ code: 'text.word', remedy: 'Did you mean "good"?' }));
  });

  it('take bytes', () => {
    const { tokens } = bytesTokenizer.encode('aé');
    expect(tokens.map(({ id, start, end }) => [id, start, end])).toEqual([
      [97, 0, 1],
      [0xc3, 1, 2],
      [0xa9, 1, 2],
    ]);
  });
});

describe('text inputs', () => {
  const inputs = (length: number | string) =>
    ['input_ids', 'attention_mask', 'token_type_ids', 'position_ids'].map((name) => ({ name, type: 'int64', shape: ['N', length] }));
  const manifest = (more: object): Manifest => ({
    schemaVersion: 1,
    inputs: { input_ids: { kind: 'text', tokenizer: 'wordpiece.tokenizer.json', ...more } },
  });
  const prepare = (text: string, length: number | string, more: object = {}) =>
    prepareInputs({ inputs: inputs(length), sources: [text], manifest: manifest(more), manifestDirectory: FIXTURES, cwd: FIXTURES });
  const values = (tensor: { data: unknown } | undefined) => Array.from(tensor!.data as BigInt64Array, Number);

  it('fill every input that goes with a text', async () => {
    const [ids, mask, types, positions] = await prepare('The quick brown fox', 'T');
    const expected = reference.tokenizers.wordpiece!.find((entry) => entry.text === 'The quick brown fox')!.ids;
    expect(values(ids!.tensor)).toEqual(expected);
    expect(ids!.tensor!.dims).toEqual([1, expected.length]);
    expect(values(mask!.tensor)).toEqual(expected.map(() => 1));
    expect(values(types!.tensor)).toEqual(expected.map(() => 0));
    expect(values(positions!.tensor)).toEqual(expected.map((_, i) => i));
    expect(ids!.tokens).toHaveLength(expected.length);
  });

  it('are cut to maxLength between the tokens around the text', async () => {
    const [ids, mask] = await prepare('The quick brown fox', 'T', { maxLength: 4 });
    const whole = reference.tokenizers.wordpiece![0]!.ids;
    expect(values(ids!.tensor)).toEqual([2, whole[1], whole[2], 3]);
    expect(values(mask!.tensor)).toEqual([1, 1, 1, 1]);
    expect(ids!.preprocessing).toBe(`tokenizer wordpiece.tokenizer.json, 4 tokens, cut from ${whole.length}`);
  });

  it('are filled up to a length that the model fixes', async () => {
    const [ids, mask] = await prepare('fox', 12);
    const real = ids!.tokens!.length;
    expect(values(ids!.tensor).slice(real)).toEqual(Array(12 - real).fill(0));
    expect(values(mask!.tensor)).toEqual([...Array(real).fill(1), ...Array(12 - real).fill(0)]);
  });

  it('come from a file as well', async () => {
    const { writeFile, mkdtemp, rm } = await import('node:fs/promises');
    const { tmpdir } = await import('node:os');
    const folder = await mkdtemp(join(tmpdir(), 'text-'));
    try {
      const path = join(folder, 'a.txt');
      await writeFile(path, 'The quick brown fox');
      const [ids] = await prepare(`input_ids=${path}`, 'T');
      expect(values(ids!.tensor)).toEqual(reference.tokenizers.wordpiece![0]!.ids);
      await writeFile(path, Uint8Array.of(0xff, 0xfe, 0x41));
      await expect(prepare(`input_ids=${path}`, 'T')).rejects.toMatchObject({ code: 'text.encoding' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  describe('given as numbers', () => {
    const ofIds = (sources: string[], more: Partial<InputRequest> = {}) =>
      prepareInputs({ inputs: inputs('T'), sources, cwd: FIXTURES, ...more });
    const row = { type: 'int64', dims: [2, 3] };

    it('get the inputs that go with them, without a manifest and with one', async () => {
      const declared = { manifest: manifest({}), manifestDirectory: FIXTURES };
      for (const more of [{}, declared]) {
        const [ids, mask, types, positions] = await ofIds(['input_ids=[[7, 8, 9], [1, 2, 3]]'], more);
        expect(values(ids!.tensor)).toEqual([7, 8, 9, 1, 2, 3]);
        expect(mask).toMatchObject({ kind: 'derived', source: 'input_ids', tensor: row, preprocessing: 'mask of input_ids: 1 throughout' });
        expect(values(mask!.tensor)).toEqual([1, 1, 1, 1, 1, 1]);
        expect(types).toMatchObject({ kind: 'derived', source: 'input_ids', tensor: row });
        expect(values(types!.tensor)).toEqual([0, 0, 0, 0, 0, 0]);
        expect(positions).toMatchObject({ kind: 'derived', source: 'input_ids', tensor: row });
        expect(values(positions!.tensor)).toEqual([0, 1, 2, 0, 1, 2]);
      }
    });

    it('get them from random ids too, of the size asked for', async () => {
      const [ids, mask, , positions] = await ofIds(['input_ids=random'], { dims: { T: 4 } });
      expect(ids).toMatchObject({ kind: 'random', tensor: { dims: [1, 4] } });
      expect(values(mask!.tensor)).toEqual([1, 1, 1, 1]);
      expect(values(positions!.tensor)).toEqual([0, 1, 2, 3]);
    });

    it('leave what is given itself', async () => {
      const [, mask, types] = await ofIds(['input_ids=[[7, 8]]', 'attention_mask=[[1, 0]]']);
      expect(mask).toMatchObject({ kind: 'constant', source: '[[1, 0]]' });
      expect(values(mask!.tensor)).toEqual([1, 0]);
      expect(types!.kind).toBe('derived');
    });

    it('take the names that the manifest gives, and the types and ranks of the model', async () => {
      const named = [
        { name: 'words', type: 'int64', shape: ['N', 'T'] },
        { name: 'valid', type: 'bool', shape: ['N', 'T'] },
        { name: 'places', type: 'int32', shape: ['T'] },
      ];
      const spec = { kind: 'text', tokenizer: 'wordpiece.tokenizer.json', mask: 'valid', positions: 'places' } as const;
      const described: Manifest = { schemaVersion: 1, inputs: { words: spec } };
      const sources = ['words=[[7, 8], [9, 6]]'];
      const made = await prepareInputs({ inputs: named, sources, cwd: FIXTURES, manifest: described, manifestDirectory: FIXTURES });
      expect(made[1]!.tensor).toEqual({ type: 'bool', dims: [2, 2], data: Uint8Array.of(1, 1, 1, 1) });
      expect(made[2]!.tensor).toEqual({ type: 'int32', dims: [2], data: Int32Array.of(0, 1) });
      await expect(prepareInputs({ inputs: named, sources, cwd: FIXTURES })).rejects.toMatchObject({
        code: 'input.missing',
        where: 'valid',
      });
    });

    it('leave out one whose shape they do not have', async () => {
      const wide = [...inputs('T').slice(0, 1), { name: 'attention_mask', type: 'int64', shape: [1, 8] }];
      await expect(ofIds(['input_ids=[[7, 8]]'], { inputs: wide })).rejects.toMatchObject({
        code: 'input.missing',
        where: 'attention_mask',
      });
    });
  });

  it('want a tokenizer', async () => {
    const made = prepareInputs({ inputs: inputs('T').slice(0, 1), sources: ['some words'], cwd: FIXTURES });
    await expect(made).rejects.toMatchObject({ code: 'text.tokenizer', where: 'input_ids' });
  });

  it('keep the tokenizer in the folder of the manifest', async () => {
    await expect(prepare('fox', 'T', { tokenizer: '../../../package.json' })).rejects.toMatchObject({ code: 'file.outside' });
  });
});

describe('withinTime', () => {
  it('stops a pattern of a stranger that does not come to an end, and lets results and errors through', () => {
    expect(withinTime(() => /^(a+)+$/.test(`${'a'.repeat(40)}!`), 50)).toBeUndefined();
    expect(withinTime(() => 7)).toEqual({ value: 7 });
    expect(() =>
      withinTime(() => {
        throw new RangeError('no');
      }),
    ).toThrow(RangeError);
  });
});
