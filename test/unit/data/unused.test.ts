import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeNpy } from '../../../src/data/files/npyEncode';
import { type InputRequest, prepareInputs } from '../../../src/data/inputs';
import type { ValueInfo } from '../../../src/onnx/tensor';
import { FIXTURES } from './reference';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'unused-'));
  await writeFile(
    join(folder, 'x.npy'),
    encodeNpy({ type: 'float32', dims: [4, 2], data: Float32Array.from({ length: 8 }, (_, i) => i) })!,
  );
});
afterAll(() => rm(folder, { recursive: true }));

const table: ValueInfo = { name: 'x', type: 'float32', shape: ['batch', 2] };
const picture: ValueInfo = { name: 'image', type: 'float32', shape: [1, 3, 8, 8] };
const prepare = (input: ValueInfo, source: string, more: Partial<InputRequest>) =>
  prepareInputs({ inputs: [input], sources: [source], cwd: folder, ...more });
const TONE = join(FIXTURES, 'tone.wav');

describe('a setting that had no part in any input is an error', () => {
  it('rows, where nothing has rows', async () => {
    await expect(prepare(picture, 'zeros', { row: 3 })).rejects.toMatchObject({
      code: 'rows.unused',
      message: '--row does not apply: no file with rows is given.',
      remedy: expect.stringContaining('.csv'),
    });
    await expect(prepare(table, '[[1, 2]]', { rows: '0:2' })).rejects.toMatchObject({ code: 'rows.unused' });
    await expect(prepare(table, 'x.npy', { rows: '0:2', row: 1 })).rejects.toMatchObject({ code: 'parameters.invalid' });
    expect((await prepare(table, 'x.npy', { row: 3 }))[0]!.tensor!.data).toEqual(Float32Array.of(6, 7));
  });

  it('preprocessing, where nothing is a picture, and frames, where nothing is a sound', async () => {
    await expect(prepare(table, 'x.npy', { imageOverrides: { scale: 1, mean: [0] } })).rejects.toMatchObject({
      code: 'image.unused',
      message: '--scale, --mean do not apply: x.npy is not prepared as a picture.',
      where: '--scale',
    });
    await expect(prepare(table, 'x.npy', { audioOverrides: { frame: 2 } })).rejects.toMatchObject({
      code: 'audio.unused',
      message: '--frame does not apply: x.npy is no sound.',
    });
    const sound: ValueInfo = { name: 'sound', type: 'float32', shape: [1, ''] };
    await expect(prepare(sound, TONE, { audioOverrides: { context: 2 } })).rejects.toMatchObject({ code: 'audio.frame' });
    await expect(prepare(sound, TONE, { rows: ':' })).rejects.toThrow('--rows does not apply: tone.wav has no rows to choose from.');
  });

  it('a seed without chance', async () => {
    await expect(prepare(table, 'x.npy', { seed: 4 })).rejects.toMatchObject({ code: 'seed.unused' });
    await expect(prepare(table, 'random', { seed: 4 })).resolves.toHaveLength(1);
  });

  it('sizes of dimensions that no input has, or that what is given has otherwise', async () => {
    await expect(prepare(table, 'zeros', { dims: { bacth: 3 } })).rejects.toMatchObject({
      code: 'dims.unknown',
      message: 'No input of the model has a dimension "bacth".',
      where: '--dims',
      remedy: 'Did you mean "batch"?',
    });
    await expect(prepare(table, 'zeros', { dims: { M: 3 } })).rejects.toMatchObject({ remedy: 'They are "batch".' });
    await expect(prepare(picture, 'zeros', { dims: { M: 3 } })).rejects.toMatchObject({
      remedy: expect.stringContaining('leave --dims out'),
    });
    await expect(prepare(table, 'x.npy', { dims: { batch: 3 } })).rejects.toMatchObject({
      code: 'dims.contradicted',
      message: '--dims says that batch is 3; x.npy makes it 4.',
    });
    expect((await prepare(table, 'x.npy', { dims: { batch: 4 } }))[0]!.tensor!.dims).toEqual([4, 2]);
  });
});
