import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeReport } from '../../../src/report/codec';
import type { InspectResult } from '../../../src/report/schemas/inspect';
import type { ModelsResult } from '../../../src/report/schemas/models';
import type { RunResult } from '../../../src/report/schemas/run';
import { product } from '../engine/bundle';
import { dataSets, readPb, SHARED } from '../engine/dataSets';
import { inProcess } from './inProcess';

const ROOT = join(import.meta.dirname, '../../..');
const MANIFESTS = join(ROOT, 'test/fixtures/manifests');

/** A WAV file with its samples several times over. Its header has the usual 44 bytes: the sizes are at 4 and 40. */
function repeated(wav: Buffer, times: number): Buffer {
  const header = Buffer.from(wav.subarray(0, 44));
  const samples = wav.subarray(44);
  header.writeUInt32LE(36 + samples.length * times, 4);
  header.writeUInt32LE(samples.length * times, 40);
  return Buffer.concat([header, ...new Array<Buffer>(times).fill(samples)]);
}

/** The documented command lines, as they are documented, by the command line as it is built. */
describe.skipIf(!existsSync(SHARED))('documented command lines', () => {
  let built: string;
  let folder: string;

  beforeAll(async () => {
    built = (await product()).directory;
    folder = mkdtempSync(join(tmpdir(), 'lines-'));
    execFileSync('git', ['init', '-q'], { cwd: folder });
    const link = (target: string, name: string) => symlinkSync(target, join(folder, name));
    for (const model of [
      'squeezenet/squeezenet_op13.onnx',
      'mnist/mnist_vit.onnx',
      'silero_vad/silero_vad.onnx',
      'sklearn_rf/sklearn_randomforest.onnx',
    ])
      link(join(SHARED, model), model.split('/')[1]!);
    // Copies: a manifest's files may not be links out of its folder.
    for (const manifest of ['squeezenet.model.json', 'squeezenet.labels.json'])
      copyFileSync(join(MANIFESTS, manifest), join(folder, manifest));
    link(join(SHARED, 'squeezenet/fish.png'), 'fish.png');
    link(join(SHARED, 'mnist/test_data_set_0/input_0.pb'), 'input_0.pb');
    link(join(SHARED, 'silero_vad/test.wav'), 'test.wav');
    writeFileSync(join(folder, 'long.wav'), repeated(readFileSync(join(SHARED, 'silero_vad/test.wav')), 30));
  });
  afterAll(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const { call } = inProcess(() => built);
  const modelwright = (line: string) => call(line.split(' '), folder);

  /** Standard output is one JSON document that reads back as a report. */
  async function report<Result>(line: string) {
    const { code, stdout, stderr } = await modelwright(line);
    expect([code, stderr]).toEqual([0, '']);
    const decoded = decodeReport(stdout);
    if (decoded.state !== 'report') throw new Error('not a report');
    return decoded.report as typeof decoded.report & { result: Result };
  }

  it('modelwright models --json', async () => {
    const { result } = await report<ModelsResult>('models --json');
    expect(result.models.map(({ name }) => name)).toEqual(['mnist_vit', 'silero_vad', 'sklearn_randomforest', 'squeezenet_op13']);
  });

  it('modelwright inspect squeezenet_op13.onnx --json', async () => {
    const { result, model } = await report<InspectResult>('inspect squeezenet_op13.onnx --json');
    expect(result).toMatchObject({ opsets: { 'ai.onnx': 13 }, operators: { Conv: 26 } });
    expect(model).toMatchObject({ name: 'squeezenet_op13', path: 'squeezenet_op13.onnx', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  });

  it('modelwright run squeezenet_op13.onnx --manifest squeezenet.model.json --input fish.png --top 5', async () => {
    const line = 'run squeezenet_op13.onnx --manifest squeezenet.model.json --input fish.png --top 5';
    const { code, stdout, stderr } = await modelwright(line);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^fish\.png: tench at 73\.[78] % \(class 0\), [\d.,]+ ms\n +0 +tench, Tinca tinca +73\.[78] % /);
    const { result, attachments, environment } = await report<RunResult>(`${line} --json --no-history`);
    expect(result.top).toHaveLength(5);
    expect(result.top![0]).toMatchObject({ index: 0, label: 'tench, Tinca tinca' });
    // The runtime's probability of the same picture, from the model's own publisher: Squeezenet_fish_input_CPU.csv.
    expect(Math.abs(result.top![0]!.score - 0.7378)).toBeLessThan(0.001);
    expect(result.scores).toEqual({ output: 'softmaxout_1', kind: 'probability', guessed: false, named: true, columns: 1000 });
    expect(attachments).toMatchObject([{ file: result.inputs[0]!.picture, mime: 'image/png' }]);
    expect(environment.runtime).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('modelwright run mnist_vit.onnx --input image=input_0.pb --out results/ --json', async () => {
    const { result } = await report<RunResult>('run mnist_vit.onnx --input image=input_0.pb --out results/ --json');
    expect(result.outputs).toMatchObject([{ name: 'logits', type: 'float32', shape: [1, 10], file: 'results/logits.npy' }]);
    expect(readdirSync(join(folder, 'results'))).toEqual(['logits.npy']);
    const file = readFileSync(join(folder, 'results/logits.npy'));
    const saved = new Float32Array(file.buffer.slice(file.byteOffset + file.length - 40, file.byteOffset + file.length));
    expect([...saved]).toEqual(result.outputs[0]!.values);
  });

  it('modelwright run silero_vad.onnx --input input=test.wav --input sr=16000 --frame 512 --context 64 --state state=stateN --json', async () => {
    const line = 'run silero_vad.onnx --input input=test.wav --input sr=16000 --frame 512 --context 64 --state state=stateN --json';
    const { result, attachments } = await report<RunResult>(line);
    // By the model's own Python package's procedure.
    const expected = JSON.parse(readFileSync(join(SHARED, 'silero_vad/silero_vad_probs.json'), 'utf8')) as number[];
    expect(result.sequence).toMatchObject({ frames: 1875, secondsPerFrame: 0.032, output: 'output' });
    const worst = Math.max(...expected.map((value, index) => Math.abs(value - result.sequence!.values[index]!)));
    expect(worst).toBeLessThan(1e-4);
    expect(result.outputs[0]).toMatchObject({ name: 'output', shape: [1875, 1, 1], values: result.sequence!.values });
    expect(result.outputs[0]!.values).toHaveLength(1875);
    expect(attachments).toEqual([]);
  });

  it('a ZipMap’s maps come back', async () => {
    const { result } = await report<RunResult>('run sklearn_randomforest.onnx --input X=[5.1,3.5,1.4,0.2] --json');
    expect(result.outputs).toEqual([
      expect.objectContaining({ name: 'output_label', values: [0n] }),
      { name: 'output_probability', type: 'sequence(map(int64,float32))', maps: [{ 0: expect.closeTo(1, 5), 1: 0, 2: 0 }], rows: 1 },
    ]);
    expect(result.top![0]).toMatchObject({ index: 0, label: '0' });
  });

  it('a ZipMap’s classes have the names of the manifest', async () => {
    const manifest = join(MANIFESTS, 'sklearn_randomforest.model.json');
    const line = `run sklearn_randomforest.onnx --manifest ${manifest} --input X=[[5.1,3.5,1.4,0.2]] --json`;
    const { result } = await report<RunResult>(line);
    expect(result.top![0]).toMatchObject({ index: 0, label: 'Iris-setosa' });
    expect(result.scores).toEqual({ output: 'output_probability', kind: 'probability', guessed: false, named: true, columns: 3 });
  });

  it('keeps reports in the repository’s history and nowhere else, and writes HTML', async () => {
    const before = readdirSync(join(folder, '.modelwright/reports')).length;
    await report<RunResult>('run mnist_vit.onnx --input random --json --no-history --html page/report.html');
    expect(readdirSync(join(folder, '.modelwright/reports'))).toHaveLength(before);
    const page = readFileSync(join(folder, 'page/report.html'), 'utf8');
    expect(page).toContain('<!doctype html>');
    expect(page).toContain('mnist_vit');
    await report<RunResult>('run mnist_vit.onnx --input random --json');
    expect(readdirSync(join(folder, '.modelwright/reports'))).toHaveLength(before + 1);
    expect(execFileSync('git', ['status', '--porcelain', '.modelwright'], { cwd: folder }).toString()).toBe('');
  });

  it.skipIf(process.platform === 'win32')('stops at Ctrl-C with exit code 130 and nothing left', async () => {
    const child = spawn(
      process.execPath,
      [
        join(built, 'cli.js'),
        ...'run silero_vad.onnx --input input=long.wav --input sr=16000 --frame 512 --context 64 --state state=stateN --out stopped'.split(
          ' ',
        ),
      ],
      {
        cwd: folder,
      },
    );
    const end = new Promise((resolve) => child.once('close', resolve));
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    // Half an hour of sound takes far longer than a start.
    setTimeout(() => child.kill('SIGINT'), 1500);
    expect(await end).toBe(130);
    expect(stderr).toBe('Cancelled.\n');
    expect(existsSync(join(folder, 'stopped'))).toBe(false);
    expect(readdirSync(join(folder, '.modelwright/reports')).filter((name) => name.startsWith('.') && name !== '.gitignore')).toEqual([]);
  });

  it('reproduces a data set through --input and --out, in either format', async () => {
    const { model, directory } = dataSets().find(({ title }) => title === 'onnx_node/test_quantizelinear_uint4')!;
    const inputs = ['x', 'y_scale', 'y_zero_point']
      .map((name, index) => `--input ${name}=${join(directory, `input_${index}.pb`)}`)
      .join(' ');
    const { result } = await report<RunResult>(`run ${model} ${inputs} --out pb --format pb --json`);
    const expected = readPb(join(directory, 'output_0.pb')).tensor;
    expect(result.outputs).toMatchObject([{ type: 'uint4', shape: expected.dims, values: [...expected.data] }]);
    expect(readPb(join(folder, 'pb/y.pb'))).toEqual({ name: 'y', tensor: expected });
  });
});
