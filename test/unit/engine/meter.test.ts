import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Meter, type MeterOptions } from '../../../src/engine/meter/meter';
import type { Samples } from '../../../src/engine/meter/protocol';
import type { Tensor } from '../../../src/onnx/tensor';
import { bundle } from './bundle';

const GLYPHS = join(import.meta.dirname, '../../../samples/models/glyphs/glyphs-1.0.0.onnx');
const picture: Tensor = { type: 'float32', dims: [1, 3, 48, 48], data: new Float32Array(3 * 48 * 48).fill(0.5) };
const settings = { provider: 'cpu', threads: 1, optimization: 'all', spinning: false } as const;

let bundled: Awaited<ReturnType<typeof bundle>>;
let folder: string;

const open = (more: Partial<MeterOptions> = {}) =>
  new Meter({
    workerPath: join(bundled.directory, 'worker.js'),
    path: GLYPHS,
    settings,
    feeds: [[['image', picture]]],
    timeoutMilliseconds: 20_000,
    signal: new AbortController().signal,
    ...more,
  });

beforeAll(async () => {
  bundled = await bundle({ worker: 'src/worker.ts' });
  folder = mkdtempSync(join(tmpdir(), 'meter-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('a measuring process', () => {
  it('loads a model, runs it so many times, and tells its memory', async () => {
    const meter = open();
    const loaded = await meter.load();
    expect(loaded.runtime).toMatch(/^\d+\.\d+\.\d+/);
    expect(loaded.loadMs).toBeGreaterThan(0);
    expect(loaded.rssBytes).toBeGreaterThanOrEqual(loaded.emptyRssBytes * 0.9);
    const first = await meter.run({ count: 1 });
    expect(first.starts).toEqual(Float64Array.of(0));
    const { starts, durations } = await meter.run({ count: 50 });
    expect([starts.length, durations.length]).toEqual([50, 50]);
    // One after the other: none begins before the one before has ended, to the clock's rounding.
    for (let run = 1; run < 50; run++) expect(starts[run]! - starts[run - 1]!).toBeGreaterThanOrEqual(durations[run - 1]! - 1e-6);
    const memory = await meter.memory();
    expect(memory.peakRssBytes).toBeGreaterThanOrEqual(loaded.rssBytes * 0.9);
    await meter.close();
    await expect(meter.run({ count: 1 })).rejects.toThrow();
  });

  it('hands samples over as they come, and stops when told', async () => {
    const meter = open();
    await meter.load();
    const parts: Samples[] = [];
    const all = await meter.run({ milliseconds: 60_000 }, (samples) => {
      parts.push(samples);
      return parts.length < 3;
    });
    expect(parts.length).toBeGreaterThanOrEqual(3);
    expect(all.durations.length).toBe(parts.reduce((sum, { durations }) => sum + durations.length, 0));
    const timed = await meter.run({ milliseconds: 250 });
    expect(timed.starts.at(-1)! - timed.starts[0]!).toBeLessThan(10_000);
    await meter.close();
  });

  it('counts the wait in line of what arrives while it works', async () => {
    const meter = open();
    await meter.load();
    await meter.run({ count: 20 });
    const together = await meter.arrive(Float64Array.of(0, 0, 0, 0));
    for (let run = 1; run < 4; run++) expect(together.durations[run]!).toBeGreaterThan(together.durations[run - 1]!);
    const apart = await meter.arrive(Float64Array.of(10, 30, 50));
    expect(apart.durations).toHaveLength(3);
    expect(apart.starts).toEqual(apart.starts.slice().sort());
    await meter.close();
  });

  it('says what is wrong with a model, an input, or a provider', async () => {
    await expect(open({ path: join(folder, 'none.onnx') }).load()).rejects.toMatchObject({ code: expect.stringMatching(/^file\./) });
    await expect(open({ feeds: [[]] }).load()).rejects.toMatchObject({ code: 'input.missing', where: 'image' });
    const wrong: Tensor = { ...picture, dims: [1, 3, 48 * 48] };
    const meter = open({ feeds: [[['image', wrong]]] });
    await meter.load();
    await expect(meter.run({ count: 3 })).rejects.toMatchObject({ code: expect.stringMatching(/^run\./) });
    meter.kill();
  });

  it('ends when it is cancelled, when it takes too long, and when it dies', async () => {
    const abort = new AbortController();
    const cancelled = open({ signal: abort.signal });
    await cancelled.load();
    let seen = 0;
    const runs = cancelled.run({ milliseconds: 60_000 }, ({ durations }) => {
      seen += durations.length;
      abort.abort();
      return true;
    });
    await expect(runs).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).toBeGreaterThan(0);

    await expect(open({ timeoutMilliseconds: 1 }).load()).rejects.toMatchObject({ code: 'meter.timeout' });
  });

  it('writes the runtime’s profile', async () => {
    const meter = open({ settings: { ...settings, profile: join(folder, 'profile') } });
    await meter.load();
    await meter.run({ count: 3 });
    await meter.close();
    expect(readdirSync(folder).filter((name) => /^profile_.*\.json$/.test(name))).toHaveLength(1);
  });
});
