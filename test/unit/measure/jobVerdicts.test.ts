import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { benchmarkJob } from '../../../src/jobs/benchmark/job';
import type { BenchmarkResult } from '../../../src/report/schemas/benchmark';
import { syntheticContext } from './engine/context';
import { autoregressive, constant, interrupted, type Law, lognormal, scaled, ticking, twoSpeeds } from './engine/laws';
import { SyntheticMachine } from './engine/machine';

/** A share of the seeds, unless all are asked for. */
const SEEDS = process.env.MODELWRIGHT_LONG ? 100 : 2;
const MODEL = join(import.meta.dirname, '../../../samples/models/glyphs/glyphs-1.0.0.onnx');

vi.setConfig({ testTimeout: 600_000 });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synthetic-'));
  copyFileSync(MODEL, join(folder, 'model.onnx'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The job itself, on a machine where the model keeps that law. */
async function benchmark(law: Law, seed: number): Promise<{ result: BenchmarkResult; verdict: string }> {
  const machine = new SyntheticMachine(seededRandom(seed));
  const parameters = benchmarkJob.parameters.parse({ model: 'model.onnx', seed, seconds: 5 });
  const { result, verdict } = await benchmarkJob.run(parameters, syntheticContext(folder, machine, { 'model.onnx': law }));
  expect(machine.alive, 'processes left').toBe(0);
  return { result, verdict };
}

/** What the job says of a law, once a seed. */
async function verdicts(law: () => Law): Promise<string[]> {
  const found: string[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { result } = await benchmark(law(), seed);
    found.push(result.stability.verdict);
  }
  return found;
}

describe('the benchmark of a model whose law is known', () => {
  it.each<[string, () => Law]>([
    ['constant', () => constant(5)],
    ['log-normal by 3 %', () => lognormal(5, 0.03)],
    ['alike in neighbouring runs', () => autoregressive(5, 0.03, 0.9)],
    ['read off a clock that ticks every 2 % of a run', () => ticking(lognormal(5, 0.03), 0.1)],
    ['one run that took a second', () => scaled(lognormal(5, 0.03), ({ run }) => (run === 600 ? 200 : 1))],
  ])('calls it steady: %s', async (_, law) => {
    expect(right(await verdicts(law), 'steady')).toBeGreaterThanOrEqual(0.98);
  });

  it.each<[string, () => Law, string]>([
    ['slower by 15 % along a slope', () => scaled(lognormal(5, 0.03), ({ at }) => 1 + (0.15 * at) / 5000), 'drifting'],
    ['faster by 10 % along a slope', () => scaled(lognormal(5, 0.03), ({ at }) => 1 - (0.1 * at) / 5000), 'drifting'],
    ['a step of 20 %', () => scaled(lognormal(5, 0.03), ({ at }) => (at < 3000 ? 1 : 1.2)), 'drifting'],
    ['a warm-up that never ends', () => scaled(lognormal(5, 0.03), ({ at }) => 1 + 0.5 * Math.exp(-at / 3000)), 'drifting'],
    ['a second speed in three of ten runs', () => twoSpeeds(lognormal(5, 0.03), 0.3, 1.3), 'bimodal'],
    ['a second speed in one of ten runs', () => twoSpeeds(lognormal(5, 0.03), 0.1, 1.3), 'bimodal'],
    ['two speeds without any spread', () => twoSpeeds(constant(5), 0.1, 1.3), 'bimodal'],
    ['interrupted again and again', () => interrupted(lognormal(5, 0.03), 60, [2, 20]), 'noisy'],
    ['a spread of 20 %', () => lognormal(5, 0.2), 'noisy'],
    ['a run of 300 ms', () => lognormal(300, 0.02), 'fewSamples'],
  ])('says what it is: %s', async (_, law, verdict) => {
    expect(right(await verdicts(law), verdict)).toBeGreaterThanOrEqual(0.98);
  });
});

function right(found: readonly string[], wanted: string): number {
  return found.filter((verdict) => verdict === wanted).length / found.length;
}
