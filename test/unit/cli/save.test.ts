import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { product } from '../engine/bundle';
import { git } from '../git/scratch';
import { inProcess } from './inProcess';

const MODELS = join(import.meta.dirname, '../../../samples/models');

let built: string;
let folder: string;
beforeAll(async () => {
  built = (await product()).directory;
  folder = mkdtempSync(join(tmpdir(), 'saving-'));
  copyFileSync(join(MODELS, 'glyphs/glyphs-1.0.0.onnx'), join(folder, 'glyphs.onnx'));
  for (const line of ['init -q', 'add glyphs.onnx', 'commit -q -m one', 'tag -a -m one glyphs@v1.0.0']) {
    git(folder, ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...line.split(' ')]);
  }
  copyFileSync(join(MODELS, 'phrases/phrases-0.1.0.onnx'), join(folder, 'phrases.onnx'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const { call } = inProcess(() => built);
const modelwright = (line: string) => call(line.split(' '), folder);
const metrics = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.metrics.json`), 'utf8')).benchmark;

describe('--save', () => {
  it('tells how long an input was that the model leaves open', async () => {
    const { code, stdout, stderr } = await modelwright('benchmark phrases.onnx --dims L=8 --seconds 0.1 --threads 1 --save');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Saved in phrases.metrics.json: commit it with the model.');
    expect(metrics('phrases')).toMatchObject({ dims: { L: 8 }, batch: 1, threads: 1 });
  });

  it('refuses a version before it measures', async () => {
    expect(await modelwright('benchmark glyphs@v1.0.0 --seconds 60 --save')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/glyphs at .* is in the past[\s\S]*the report stays in the history/),
    });
    expect(await modelwright('compare glyphs@v1.0.0 glyphs@v1.0.0 --seconds 60 --save')).toMatchObject({ code: 1 });
    expect(existsSync(join(folder, 'glyphs.metrics.json'))).toBe(false);
  });

  it('of a comparison writes beside the models of the work tree, and says that they were measured in turns', async () => {
    const { code, stdout, stderr } = await modelwright('compare glyphs@v1.0.0 glyphs.onnx --seconds 0.3 --threads 1 --save --json');
    expect([code, stderr]).toEqual([0, '']);
    const { result } = JSON.parse(stdout);
    expect(result.saved).toEqual([{ path: 'glyphs.metrics.json' }]);
    const { measured, sha256 } = result.candidates[0].model;
    expect(metrics('glyphs')).toMatchObject({
      sha256,
      mode: 'compare',
      scenario: 'single',
      spinning: false,
      threads: 1,
      runs: measured.runs,
    });
    expect(metrics('glyphs')).not.toHaveProperty('origins');
    expect(metrics('glyphs').p50Milliseconds).toBe(Number(measured.latencyMs.p50.toPrecision(6)));
  });
});
