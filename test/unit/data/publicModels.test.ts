import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { numbersOf } from '../../../src/data/convert';
import { decodeIdx } from '../../../src/data/files/idx';
import { decodePb } from '../../../src/data/files/pb';
import { type InputRequest, type PreparedInput, prepareInputs } from '../../../src/data/inputs';
import { openCsv } from '../../../src/data/table/csvRows';
import { loadManifest } from '../../../src/manifest/load';
import type { ValueInfo } from '../../../src/onnx/tensor';

const ROOT = resolve(__dirname, '../../..');
const MODELS = resolve(ROOT, '../shared/models');
const MANIFESTS = join(ROOT, 'test/fixtures/manifests');
const long = process.env.MODELWRIGHT_LONG === '1';

/** Prepares inputs by the manifest of a public model. */
async function prepare(model: string, inputs: ValueInfo[], sources: string[], more: Partial<InputRequest> = {}): Promise<PreparedInput[]> {
  const found = await loadManifest(model, join(MANIFESTS, `${model}.model.json`));
  return prepareInputs({ inputs, sources, cwd: MODELS, manifest: found?.manifest, manifestDirectory: found?.directory, ...more });
}

/** Runs a model on float32 inputs and gives one output's values. */
async function run(session: ort.InferenceSession, prepared: readonly PreparedInput[], output: string): Promise<Float32Array> {
  const feeds = Object.fromEntries(
    prepared.map(({ name, tensor }) => [name, new ort.Tensor('float32', tensor!.data as Float32Array, [...tensor!.dims])]),
  );
  return (await session.run(feeds))[output]!.data as Float32Array;
}

const argmax = (values: ArrayLike<number>) => Array.from(values).indexOf(Math.max(...Array.from(values)));

const squeezenet: ValueInfo = { name: 'data_0', type: 'float32', shape: [1, 3, 224, 224] };

describe.skipIf(!existsSync(join(MODELS, 'squeezenet')))('squeezenet', () => {
  it('finds the fish in its PNG with the published probability', async () => {
    const prepared = await prepare('squeezenet', [squeezenet], ['squeezenet/fish.png']);
    const session = await ort.InferenceSession.create(join(MODELS, 'squeezenet/squeezenet_op13.onnx'));
    const scores = await run(session, prepared, session.outputNames[0]!);
    expect(argmax(scores)).toBe(0);
    expect(Math.abs(scores[0]! - 0.7378)).toBeLessThan(0.001);
    expect(prepared[0]).toMatchObject({ kind: 'image', source: 'squeezenet/fish.png', picture: { width: 224, height: 224 } });
  });

  it('makes the very tensor of the stored test data', async () => {
    const [prepared] = await prepare('squeezenet', [squeezenet], ['data_0=squeezenet/fish.png']);
    const path = join(MODELS, 'squeezenet/test_data_set_0_op13/input_0.pb');
    const stored = numbersOf(decodePb(await readFile(path), path).tensor);
    const made = numbersOf(prepared!.tensor!);
    expect(made.length).toBe(stored.length);
    let most = 0;
    for (let i = 0; i < made.length; i++) most = Math.max(most, Math.abs(made[i]! - stored[i]!));
    expect(most).toBe(0);
  });

  it('says what an input wants and what a picture gave', async () => {
    const vector: ValueInfo = { name: 'data_0', type: 'float32', shape: [1, 10] };
    await expect(prepareInputs({ inputs: [vector], sources: ['squeezenet/fish.png'], cwd: MODELS })).rejects.toThrow(
      /^The input "data_0" wants float32 \[1, 10\]; fish\.png gave uint8 \[224, 224, [34]\]\.$/,
    );
  });
});

describe.skipIf(!existsSync(join(MODELS, 'mnist')))('mnist', () => {
  it('scores 98.91 % on its pictures', { timeout: 300_000 }, async () => {
    const folder = join(MODELS, 'mnist');
    const path = join(folder, 't10k-labels-idx1-ubyte.gz');
    const labels = (await decodeIdx(await readFile(path), path)).records(0, 10_000).data as Uint8Array;
    const images = join(folder, 't10k-images-idx3-ubyte.gz');
    const input: ValueInfo = { name: 'Input3', type: 'float32', shape: [1, 1, 28, 28] };
    // One input through the whole path, the others through the same reader without opening the file again.
    const [through] = await prepare('mnist', [input], [images], { row: 7 });
    const idx = await decodeIdx(await readFile(images), images);
    expect([...numbersOf(through!.tensor!)]).toEqual([...(idx.records(7, 8).data as Uint8Array)]);
    const session = await ort.InferenceSession.create(join(folder, 'mnist.onnx'));
    const random = seededRandom(1);
    let right = 0;
    let count = 0;
    for (let row = 0; row < 10_000; row++) {
      if (!long && random.integer(10) !== 0) continue;
      const values = Float32Array.from(idx.records(row, row + 1).data as Uint8Array);
      const result = await session.run({ Input3: new ort.Tensor('float32', values, [1, 1, 28, 28]) });
      right += Number(argmax(result.Plus214_Output_0!.data as Float32Array) === labels[row]);
      count++;
    }
    if (long) expect(right / count).toBeCloseTo(0.9891, 6);
    // Four standard errors of a tenth.
    else expect(Math.abs(right / count - 0.9891)).toBeLessThan(4 * Math.sqrt((0.9891 * 0.0109) / count));
  });
});

describe.skipIf(!existsSync(join(MODELS, 'adult')))('adult', () => {
  it('scores 85.58 % over the rows of its table', async () => {
    const path = join(MODELS, 'adult/adult_test.csv');
    const input: ValueInfo = { name: 'features', type: 'float32', shape: ['N', 14] };
    const prepared = await prepare('adult_mlp', [input], [path], { rows: '0:' });
    const session = await ort.InferenceSession.create(join(MODELS, 'adult/adult_mlp.onnx'));
    const scores = await run(session, prepared, 'probabilities');
    const table = await openCsv(path);
    const income = table.header.indexOf('income');
    let right = 0;
    let count = 0;
    for await (const row of table.rows) {
      right += Number((scores[2 * row.index + 1]! > scores[2 * row.index]! ? '>50K' : '<=50K') === row.cells[income]);
      count++;
    }
    expect(count).toBe(6513);
    expect(prepared[0]!.tensor!.dims).toEqual([6513, 14]);
    expect(Math.round((right / count) * 10_000)).toBe(8558);
  });
});

describe.skipIf(!existsSync(join(MODELS, 'silero_vad')))('silero', () => {
  it('gets its sound, state and rate from a manifest and one file', async () => {
    const inputs: ValueInfo[] = [
      { name: 'input', type: 'float32', shape: ['', 576] },
      { name: 'state', type: 'float32', shape: [2, '', 128] },
      { name: 'sr', type: 'int64', shape: [] },
    ];
    const [sound, state, rate] = await prepare('silero_vad', inputs, ['silero_vad/test.wav']);
    expect(sound!.audio).toMatchObject({ rate: 16_000, frame: 512, context: 64 });
    expect(Math.ceil(sound!.audio!.samples.length / 512)).toBe(1875);
    expect(state!.state).toMatchObject({ from: 'stateN', zero: { dims: [2, 1, 128] } });
    expect(rate!.tensor).toMatchObject({ type: 'int64', dims: [], data: BigInt64Array.of(16_000n) });
    // The same by flags alone.
    const flags = await prepareInputs({
      inputs,
      sources: ['input=silero_vad/test.wav', 'sr=16000'],
      states: { state: 'stateN' },
      audioOverrides: { frame: 512, context: 64 },
      cwd: MODELS,
    });
    expect(flags[0]!.audio).toMatchObject({ frame: 512, context: 64 });
    expect(flags[2]!.tensor!.data).toEqual(BigInt64Array.of(16_000n));
  });
});
