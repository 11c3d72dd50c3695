import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Meter, type MeterOptions } from '../../../src/engine/meter/meter';
import type { Tensor } from '../../../src/onnx/tensor';
import { countingModel, hungryModel } from './badModels';
import { bundle } from './bundle';

let workerPath: string;
let folder: string;
beforeAll(async () => {
  workerPath = join((await bundle({ worker: 'src/worker.ts' })).directory, 'worker.js');
  folder = mkdtempSync(join(tmpdir(), 'bad-runs-'));
  writeFileSync(join(folder, 'counting.onnx'), countingModel());
  writeFileSync(join(folder, 'hungry.onnx'), hungryModel([1_000_000, 1_000_000, 1000]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settings = { provider: 'cpu', threads: 1, optimization: 'all', spinning: false } as const;
const int64 = (value: bigint): Tensor => ({ type: 'int64', dims: [1], data: BigInt64Array.of(value) });
const forever = int64(10n ** 15n);
const one: Tensor = { type: 'float32', dims: [1], data: Float32Array.of(1) };
const open = (name: string, more: Partial<MeterOptions>) =>
  new Meter({
    workerPath,
    path: join(folder, name),
    settings,
    feeds: [],
    timeoutMilliseconds: 60_000,
    signal: new AbortController().signal,
    ...more,
  });

describe('a measuring process', () => {
  it('says that memory was not enough, and goes on', async () => {
    const meter = open('hungry.onnx', {
      feeds: [
        [
          ['x', one],
          ['one', int64(1n)],
        ],
      ],
    });
    await meter.load();
    await expect(meter.run({ count: 1 })).rejects.toMatchObject({
      code: 'runtime.memory',
      where: join(folder, 'hungry.onnx'),
      remedy: expect.stringContaining('smaller batch'),
    });
    expect((await meter.memory()).rssBytes).toBeGreaterThan(0);
    await meter.close();
  });

  it('stops a run that does not end, and says which', async () => {
    const meter = open('counting.onnx', { feeds: [[['x', forever]]], timeoutMilliseconds: 1500 });
    await meter.load();
    const late = meter.run({ count: 1 });
    await expect(late).rejects.toMatchObject({ code: 'meter.timeout', where: join(folder, 'counting.onnx') });
    await expect(late).rejects.toThrow(/first run .* took longer than 1\.5 s/);

    const some = open('counting.onnx', { feeds: [[['x', int64(10n)]], [['x', forever]]], timeoutMilliseconds: 1500 });
    await some.load();
    await some.run({ count: 1 });
    await expect(some.run({ count: 1 })).rejects.toThrow(/after 1 that did not/);
  });

  it('tells how it ended where it was killed, as for want of memory, and what it had by then', async () => {
    let pid = 0;
    const meter = open('counting.onnx', {
      feeds: [[['x', int64(10n)]]],
      onProcess: (number) => {
        pid = number;
      },
    });
    await meter.load();
    await meter.run({ count: 5 });
    const runs = meter.run({ milliseconds: 60_000 }, () => {
      process.kill(pid, 'SIGKILL');
      return true;
    });
    await expect(runs).rejects.toMatchObject({
      code: 'worker.crashed',
      where: join(folder, 'counting.onnx'),
      message: expect.stringMatching(/\(SIGKILL\) after \d+ runs/),
      remedy: expect.stringMatching(/ran out of memory.*It took \d+ MB of memory/),
    });
    expect(meter.lastMemory?.peakRssBytes).toBeGreaterThan(0);
  });

  it('tells when it dies while it loads, and with what signal in its first run', async () => {
    const killed = (signal: NodeJS.Signals) => (pid: number, alive: boolean) => (alive ? process.kill(pid, signal) : undefined);
    await expect(open('counting.onnx', { onProcess: killed('SIGKILL') }).load()).rejects.toThrow(
      /loaded .* ended unexpectedly \(SIGKILL\)/,
    );
    let pid = 0;
    const meter = open('counting.onnx', {
      feeds: [[['x', forever]]],
      onProcess: (number) => {
        pid = number;
      },
    });
    await meter.load();
    const run = meter.run({ count: 1 });
    process.kill(pid, 'SIGABRT');
    await expect(run).rejects.toMatchObject({
      code: 'worker.crashed',
      message: expect.stringMatching(/\(SIGABRT\) in its first run/),
      remedy: expect.stringContaining('--optimization'),
    });
  });
});
