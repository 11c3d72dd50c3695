import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/pool';
import { executeJob } from '../../../src/jobs/execute';
import { findJob } from '../../../src/jobs/table';
import { makeNode, makeValueInfo } from '../../../src/onnx/edit/make';
import { ModelProtoSchema } from '../../../src/onnx/gen/onnx-ml_pb';
import type { RunResult } from '../../../src/report/schemas/run';
import { ReportStore } from '../../../src/report/store';
import { bundle } from '../engine/bundle';

/** Far more frames than are run before the test stops them. */
const FRAMES = 2_000_000;

let bundled: Awaited<ReturnType<typeof bundle>>;
let folder: string;
let engine: Engine;

/** sum = x + state; fed back, a running sum of the sound. */
function runningSum(): Uint8Array {
  const value = (name: string) => makeValueInfo(name, 'float32', [1, 1]);
  const graph = {
    name: 'sum',
    input: [value('x'), value('state')],
    output: [value('y'), value('stateN')],
    node: [makeNode('Add', { inputs: ['x', 'state'], outputs: ['stateN'] }), makeNode('Identity', { inputs: ['stateN'], outputs: ['y'] })],
  };
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ version: 17n }], graph }));
}

/** 16-bit mono at 8 kHz, every sample a quarter of full scale. */
function sound(samples: number): Uint8Array {
  const bytes = Buffer.alloc(44 + samples * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8000, 24);
  bytes.writeUInt32LE(16000, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(samples * 2, 40);
  new Int16Array(bytes.buffer, bytes.byteOffset + 44, samples).fill(8192);
  return bytes;
}

beforeAll(async () => {
  bundled = await bundle({ worker: 'src/worker.ts' });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'long-run-'));
  writeFileSync(join(folder, 'sum.onnx'), runningSum());
  engine = createEngine({
    workerPath: join(bundled.directory, 'worker.js'),
    journalDirectory: join(folder, 'journal'),
    graceMilliseconds: 200,
  });
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

const execute = (name: string, parameters: Record<string, unknown>, more: Partial<Parameters<typeof executeJob>[0]> = {}) =>
  executeJob({ entry: findJob(name)!, parameters: { model: 'sum.onnx', ...parameters }, engine, cwd: folder, trusted: true, ...more });

/** The same run, with its frame told on the command line or by the manifest. */
const FORMS: readonly [string, Record<string, unknown>, object | undefined][] = [
  ['parameters', { input: ['x=long.wav'], frame: 1, state: ['state=stateN'] }, undefined],
  [
    'manifest',
    { input: ['x=long.wav'] },
    { schemaVersion: 1, inputs: { x: { kind: 'audio', rate: 8000, frame: 1 }, state: { kind: 'state', from: 'stateN' } } },
  ],
];

describe.each(FORMS)('a run frame by frame, its frame in the %s', (_, parameters, manifest) => {
  beforeEach(() => {
    if (manifest) writeFileSync(join(folder, 'sum.model.json'), JSON.stringify(manifest));
  });

  it('gives the running sum', async () => {
    writeFileSync(join(folder, 'long.wav'), sound(5));
    const { report, release } = await execute('run', parameters);
    expect((report.result as RunResult).sequence?.values).toEqual([0.25, 0.5, 0.75, 1, 1.25]);
    await release();
  });

  it('holds up no other job, and leaves nothing when it is cancelled', async () => {
    writeFileSync(join(folder, 'long.wav'), sound(FRAMES));
    const store = new ReportStore(folder);
    const stop = new AbortController();
    let tell: () => void = () => undefined;
    const running = new Promise<void>((resolve) => {
      tell = resolve;
    });
    let ended = false;
    const run = execute(
      'run',
      { ...parameters, out: 'out' },
      { store, signal: stop.signal, onProgress: ({ total }) => total === FRAMES && tell() },
    ).finally(() => {
      ended = true;
    });
    const outcome = run.catch((error: unknown) => error);
    await running;
    const inspected = await execute('inspect', {});
    expect(inspected.report.result).toMatchObject({ operators: { Add: 1, Identity: 1 } });
    await inspected.release();
    expect(ended).toBe(false);
    const workers = await engine.memory();
    expect(workers.map(({ worker, job }) => [worker, job]).sort()).toEqual([
      ['batch', 'run'],
      ['warm', undefined],
    ]);

    stop.abort();
    expect(await outcome).toMatchObject({ name: 'AbortError' });
    expect(existsSync(join(folder, 'out'))).toBe(false);
    const reports = join(folder, '.modelwright', 'reports');
    expect(existsSync(reports) ? readdirSync(reports).filter((name) => name !== '.gitignore') : []).toEqual([]);
    await engine.close();
    expect(readdirSync(join(folder, 'journal'))).toEqual([]);
    const known = ['journal', 'long.wav', 'sum.onnx', ...(manifest ? ['sum.model.json'] : []), '.modelwright'];
    expect(readdirSync(folder).filter((name) => !known.includes(name))).toEqual([]);
  }, 60_000);
});
