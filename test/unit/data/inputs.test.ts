import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InputRequest, prepareInputs } from '../../../src/data/inputs';
import type { Manifest } from '../../../src/manifest/schema';
import type { ValueInfo } from '../../../src/onnx/tensor';
import { bytes, FIXTURES, reference } from './reference';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inputs-'));
  await writeFile(join(folder, 'pair.npz'), bytes(reference['npz-stored']));
  await writeFile(join(folder, 'a=1.npy'), bytes(reference.npy['float32-little.npy']!.file));
  await writeFile(join(folder, 'pair.json'), '{"b": 5, "a": [[1, 2, 3], [4, 5, 6]]}');
  await writeFile(join(folder, 'noise.xyz'), 'abc');
  await writeFile(join(folder, 'six.bin'), new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer));
});
afterAll(() => rm(folder, { recursive: true }));

const a: ValueInfo = { name: 'a', type: 'float32', shape: [2, 3] };
const b: ValueInfo = { name: 'b', type: 'int64', shape: [1] };
const prepare = (inputs: ValueInfo[], sources: string[], more: Partial<InputRequest> = {}) =>
  prepareInputs({ inputs, sources, cwd: folder, ...more });
const one = async (input: ValueInfo, source: string, more: Partial<InputRequest> = {}) => (await prepare([input], [source], more))[0]!;

describe('values', () => {
  it('are literals of every kind', async () => {
    const scalar = (type: string): ValueInfo => ({ name: 'x', type, shape: [] });
    expect((await one(scalar('float32'), 'x=2.5')).tensor).toEqual({ type: 'float32', dims: [], data: Float32Array.of(2.5) });
    expect((await one(scalar('bool'), 'true')).tensor).toEqual({ type: 'bool', dims: [], data: Uint8Array.of(1) });
    expect((await one(scalar('int64'), '9223372036854775807')).tensor!.data).toEqual(BigInt64Array.of(9223372036854775807n));
    expect((await one(scalar('uint64'), '18446744073709551615')).tensor!.data).toEqual(BigUint64Array.of(18446744073709551615n));
    expect((await one(scalar('string'), '"a b"')).tensor!.data).toEqual(['a b']);
    expect((await one(scalar('string'), 'plain words')).tensor!.data).toEqual(['plain words']);
    expect((await one(a, '[[1,2,3],[4,5,"nan"]]')).tensor!.data).toEqual(Float32Array.of(1, 2, 3, 4, 5, Number.NaN));
  });

  it('are zeros, ones and seeded chance', async () => {
    const open: ValueInfo = { name: 'x', type: 'float32', shape: ['N', 'M', 'N', ''] };
    const first = await one(open, 'random', { dims: { N: 2 } });
    expect(first).toMatchObject({ kind: 'random', tensor: { dims: [2, 1, 2, 1] } });
    expect(await one(open, 'random', { dims: { N: 2 } })).toEqual(first);
    expect((await one(open, 'random:1', { dims: { N: 2 } })).tensor!.data).not.toEqual(first.tensor!.data);
    expect((await one(open, 'random', { dims: { N: 2 }, seed: 1 })).tensor).toEqual(
      (await one(open, 'random:1', { dims: { N: 2 } })).tensor,
    );
    for (const value of first.tensor!.data as Float32Array) expect(value >= 0 && value < 1).toBe(true);
    expect((await one(a, 'ones')).tensor!.data).toEqual(new Float32Array(6).fill(1));
    expect((await one({ ...a, type: 'float16' }, 'ones')).tensor!.data).toEqual(new Uint16Array(6).fill(0x3c00));
    await expect(one({ name: 'x', type: 'float32', shape: [100_000, 100_000] }, 'random')).rejects.toMatchObject({ code: 'input.size' });
  });

  it('go to the inputs that their files name', async () => {
    for (const file of ['pair.npz', 'pair.json']) {
      const [x, y] = await prepare([a, b], [file]);
      expect(x!.tensor!.dims, file).toEqual([2, 3]);
      expect(y!.tensor!.data, file).toEqual(BigInt64Array.of(file === 'pair.npz' ? 7n : 5n));
    }
    // One of them given otherwise.
    const [, y] = await prepare([a, b], ['pair.npz', 'b=[9]']);
    expect(y!.tensor!.data).toEqual(BigInt64Array.of(9n));
  });

  it('are files first, even with an equals sign', async () => {
    expect((await one(a, 'a=1.npy')).tensor!.data).toEqual(Float32Array.of(0, 1, 2, 3, 4, 100));
    expect((await one(a, 'six.bin')).tensor!.data).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
  });

  it('may leave out a batch of one, or bring one', async () => {
    expect((await one({ ...a, shape: ['N', 2, 3] }, '[[1,2,3],[4,5,6]]')).tensor!.dims).toEqual([1, 2, 3]);
    expect((await one(a, '[[[1,2,3],[4,5,6]]]')).tensor!.dims).toEqual([2, 3]);
  });
});

describe('what an input has by itself', () => {
  const inputs: ValueInfo[] = [
    { name: 'x', type: 'float32', shape: [1, 2] },
    { name: 'h', type: 'float32', shape: ['N', 3] },
    { name: 'rate', type: 'int64', shape: [] },
  ];
  const manifest: Manifest = {
    schemaVersion: 1,
    inputs: { h: { kind: 'state', from: 'hOut' }, rate: { kind: 'constant', value: 16_000 } },
  };

  it('comes from the manifest or the flags', async () => {
    const [x, h, rate] = await prepare(inputs, ['[1, 2]'], { manifest, dims: { N: 2 } });
    expect(x!.tensor!.dims).toEqual([1, 2]);
    expect(h!).toMatchObject({ kind: 'state', state: { from: 'hOut', zero: { dims: [2, 3], data: new Float32Array(6) } } });
    expect(rate!).toMatchObject({ kind: 'constant', source: 'manifest', tensor: { data: BigInt64Array.of(16_000n) } });
    const [, given] = await prepare(inputs, ['x=zeros', 'h=ones', 'rate=8000'], { states: { h: 'other' } });
    expect(given!.state).toEqual({ from: 'other', zero: { type: 'float32', dims: [1, 3], data: Float32Array.of(1, 1, 1) } });
  });
});

describe('an error', () => {
  it('of a file with a picture’s name says that it is none', async () => {
    for (const [name, content, message] of [
      ['y.png', 'abc', 'y.png is not the PNG picture that its name says, or is damaged.'],
      ['Y.JPEG', 'abc', 'Y.JPEG is not the JPEG picture that its name says, or is damaged.'],
      ['empty.webp', '', 'empty.webp is empty.'],
    ] as const) {
      await writeFile(join(folder, name), content);
      await expect(one(a, name), name).rejects.toMatchObject({
        code: 'data.damaged',
        message,
        where: join(folder, name),
        remedy: 'Write the file again, or give another one.',
      });
    }
  });

  it('of a table for a picture names the files a picture comes from', async () => {
    await writeFile(join(folder, 'pixels.csv'), 'p,q\n1,2\n');
    const picture: ValueInfo = { name: 'x', type: 'float32', shape: [1, 3, 4, 4] };
    const manifest: Manifest = { schemaVersion: 1, inputs: { x: { kind: 'image' } } };
    await expect(one(picture, 'pixels.csv', { manifest })).rejects.toMatchObject({
      code: 'input.kind',
      message: 'The input "x" wants float32 [1, 3, 4, 4]; pixels.csv gave a table.',
      remedy: 'The input is a picture: give .png, .jpg or .webp, or its numbers as .npy, .npz, .pb or .bin.',
    });
  });

  it('says what an input wants, what it got and what to do', async () => {
    await expect(one(a, '[1,2]')).rejects.toMatchObject({
      code: 'input.shape',
      message: 'The input "a" wants float32 [2, 3]; [1,2] gave float64 [2].',
      where: 'a',
      remedy: expect.stringMatching(/./),
    });
    await expect(one({ ...b, type: 'uint8' }, '256')).rejects.toMatchObject({
      code: 'input.range',
      message: 'The input "b" wants uint8; element 0 of 256 is 256.',
    });
    await expect(one(b, '1.5')).rejects.toMatchObject({ code: 'input.range' });
    await expect(one(a, '[[1,2],[3]]')).rejects.toThrow(/its lists are not of equal length/);
    await expect(one(a, 'noise.xyz')).rejects.toThrow('The input "a" wants float32 [2, 3]; noise.xyz gave 3 bytes of an unknown kind.');
    // For strings it is a text.
    expect((await one({ name: 's', type: 'string', shape: [] }, 'noise.xyz')).tensor!.data).toEqual(['abc']);
    await expect(one(a, 'none.npy')).rejects.toMatchObject({ code: 'input.file' });
    await expect(one(a, 'nonsense')).rejects.toMatchObject({ code: 'input.value' });
    await expect(one(a, '.')).rejects.toMatchObject({ code: 'file.isFolder' });
  });

  it('of a value given more than once makes the rows of a batch', async () => {
    const [made] = await prepare([a], ['a=[1, 2, 3]', 'a=ones']);
    expect(made?.tensor).toMatchObject({ dims: [2, 3], data: Float32Array.from([1, 2, 3, 1, 1, 1]) });
    expect(made?.parts?.map(({ source }) => source)).toEqual(['[1, 2, 3]', 'ones']);
    const [open] = await prepare([{ ...a, shape: ['N', 3] }], ['zeros', 'ones', 'zeros']);
    expect(open?.tensor?.dims).toEqual([3, 3]);
  });

  it('keeps every digit of a 64-bit integer, also of one in a list or in a string', async () => {
    const ids: ValueInfo = { name: 'ids', type: 'int64', shape: ['N'] };
    const value = async (literal: string) => (await prepare([ids], [`ids=${literal}`]))[0]?.tensor?.data;
    expect(await value('[9007199254740993, 9223372036854775807, -9223372036854775808, 1]')).toEqual(
      BigInt64Array.from([9007199254740993n, 9223372036854775807n, -9223372036854775808n, 1n]),
    );
    expect(await value('["9007199254740993"]')).toEqual(BigInt64Array.from([9007199254740993n]));
    await expect(value('[9223372036854775808]')).rejects.toMatchObject({ code: 'input.range' });
    await expect(value('["a9007199254740993"]')).rejects.toMatchObject({ code: 'input.value' });
  });

  it('names inputs without a value, with too many, or unknown', async () => {
    await expect(prepare([a, b], [])).rejects.toMatchObject({
      code: 'input.missing',
      message: 'The input "a" has no value; it wants float32 [2, 3]. Without a value are also "b".',
      remedy: 'Give it with --input a=FILE, a=VALUE or a=random.',
    });
    await expect(prepare([a, { ...a, name: 'c' }], ['zeros'])).rejects.toMatchObject({
      code: 'input.ambiguous',
      message: 'zeros could be for any of 2 inputs: "a" float32 [2, 3]; "c" float32 [2, 3].',
    });
    await expect(prepare([a], ['a=zeros', 'ones', 'ones'])).rejects.toMatchObject({ code: 'input.surplus' });
    await expect(prepare([a], ['zeros', 'ones', 'ones'])).rejects.toMatchObject({
      code: 'input.batch',
      remedy: 'It wants float32 [2, 3].',
    });
    await expect(prepare([a], ['a=[[1, 2, 3]]', 'a=[[1, 2]]'])).rejects.toMatchObject({ code: 'input.shape' });
    await expect(prepare([{ ...a, name: 'image' }], ['imgae=zeros'])).rejects.toMatchObject({
      code: 'input.unknown',
      remedy: 'Did you mean "image"?',
    });
    await expect(prepare([a], ['zeros'], { states: { x: 'y' } })).rejects.toMatchObject({ code: 'input.unknown', where: '--state' });
  });

  it('tells of a rate that is not the model’s, and of frames that do not add up', async () => {
    const sound: ValueInfo = { name: 'sound', type: 'float32', shape: ['N', 576] };
    const tone = (more: object) => one(sound, join(FIXTURES, 'tone.wav'), { audioOverrides: more });
    await expect(tone({ rate: 16_000 })).rejects.toMatchObject({
      code: 'audio.rate',
      message: 'The input "sound" wants 16000 samples a second; tone.wav has 8000.',
      remedy: expect.stringContaining('-ar 16000'),
    });
    await expect(tone({ frame: 512 })).rejects.toMatchObject({ code: 'audio.frame' });
    const any: ValueInfo = { name: 'sound', type: 'float32', shape: ['N', 'T'] };
    await expect(one(any, join(FIXTURES, 'tone.wav'), { audioOverrides: { frame: 1e9 } })).rejects.toMatchObject({
      code: 'audio.frame',
      message: 'A frame of 1,000,000,000 samples is longer than the recording, which has 800.',
    });
    expect((await tone({ frame: 512, context: 64 })).audio).toMatchObject({ rate: 8000, frame: 512, context: 64 });
    await expect(tone({})).rejects.toThrow('The input "sound" wants float32 [N, 576]; tone.wav gave float32 [1, 800].');
  });

  it('tells of a model that is told another rate than the file’s', async () => {
    const inputs: ValueInfo[] = [
      { name: 'input', type: 'float32', shape: ['N', 'T'] },
      { name: 'sr', type: 'int64', shape: [] },
    ];
    const sound = `input=${join(FIXTURES, 'tone.wav')}`;
    await expect(prepare(inputs, [sound, 'sr=16000'])).rejects.toMatchObject({
      code: 'audio.rate',
      message: 'The input "sr" tells the model of 16000 samples a second; tone.wav has 8000.',
    });
    expect(await prepare(inputs, [sound, 'sr=8000'])).toHaveLength(2);
  });

  it('is the cancellation where it was cancelled', async () => {
    await expect(one(a, 'zeros', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
