import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { flagsOf } from '../../../src/cli/flags';
import type { Engine } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/pool';
import { executeJob } from '../../../src/jobs/execute';
import { readParameters } from '../../../src/jobs/readParameters';
import { findJob, JOBS, type JobEntry, positionalsOf } from '../../../src/jobs/table';
import { zReportEnvelope } from '../../../src/report/report';
import { ReportStore } from '../../../src/report/store';
import { bundle } from '../engine/bundle';

let bundled: Awaited<ReturnType<typeof bundle>>;
let folder: string;
let engine: Engine;

const schema = z.object({
  path: z.string().optional(),
  content: z.string().optional(),
  end: z.string().optional(),
  topCount: z.int().default(5),
});

const entry = (name: string, history: boolean): JobEntry => ({
  name,
  title: name,
  summary: name,
  icon: 'play',
  takesModel: false,
  doors: [],
  worker: 'warm',
  untrusted: true,
  history,
  parameters: async () => schema,
  load: () => Promise.reject(new Error('a job is loaded in its worker alone')),
});

beforeAll(async () => {
  bundled = await bundle({ worker: 'test/unit/engine/worker.ts' });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'execute-'));
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

const execute = (
  name: string,
  more: { history?: boolean; store?: ReportStore; parameters?: Record<string, unknown>; signal?: AbortSignal } = {},
) =>
  executeJob({
    entry: entry(name, more.history ?? true),
    parameters: more.parameters ?? {},
    engine,
    cwd: folder,
    trusted: true,
    store: more.store,
    signal: more.signal,
  });

describe('executing a job', () => {
  it('makes a report with its environment and parameters, and keeps it', async () => {
    const store = new ReportStore(folder);
    const { report, directory, stored, failedCheck } = await execute('attach', { store });
    expect(zReportEnvelope.safeParse(report).success).toBe(true);
    expect(report).toMatchObject({
      kind: 'attach',
      schemaVersion: 1,
      verdict: 'attach',
      parameters: { topCount: 5 },
      environment: { node: process.versions.node, platform: process.platform, cores: expect.any(Number) },
      attachments: [{ file: 'x.bin' }, { file: 'X-2.bin' }],
    });
    expect([stored, failedCheck]).toEqual([true, false]);
    expect(directory).toBe(join(store.directory, report.id));
    expect(readFileSync(join(directory, 'x.bin'))).toEqual(Buffer.from([1, 2, 3]));
    expect((await store.read(report.id)).state).toBe('raw');
    expect(await store.list()).toMatchObject([{ id: report.id }]);
  });

  it('has room for attachments where nothing is kept, until released', async () => {
    const store = new ReportStore(folder);
    const { directory, stored, release } = await execute('attach', { store, history: false });
    expect([stored, existsSync(join(directory, 'x.bin')), existsSync(store.directory)]).toEqual([false, true, false]);
    await release();
    expect(existsSync(directory)).toBe(false);
  });

  it.each(['refuse', 'abort'])('leaves nothing of a job that failed: %s', async (name) => {
    const store = new ReportStore(folder);
    await expect(execute(name, { store })).rejects.toMatchObject({ name: 'UserError' });
    expect(existsSync(join(folder, '.modelwright'))).toBe(false);
    await expect(execute(name)).rejects.toMatchObject({ name: 'UserError' });
    expect(readdirSync(join(folder, 'journal')).filter((file) => file.startsWith('scratch'))).toEqual([]);
  });

  it('leaves nothing of one that was cancelled', async () => {
    const store = new ReportStore(folder);
    const abort = new AbortController();
    const run = execute('polite', { store, signal: abort.signal });
    setTimeout(() => abort.abort(), 50);
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(join(folder, '.modelwright'))).toBe(false);
  });

  it('checks parameters before anything starts, and names the flags', async () => {
    await expect(execute('echo', { parameters: { topCount: 1.5, nothing: 1 } })).rejects.toMatchObject({
      code: 'parameters.invalid',
      message: expect.stringMatching(/--top-count: .*\n?/),
    });
    expect(await engine.memory()).toEqual([]);
  });
});

describe('an untrusted workspace', () => {
  it('inspects but opens no session', async () => {
    const real = await bundle({ worker: 'src/worker.ts' });
    const own = createEngine({ workerPath: join(real.directory, 'worker.js'), journalDirectory: join(folder, 'journal') });
    const untrusted = (name: string, parameters: Record<string, unknown>) =>
      executeJob({ entry: findJob(name)!, parameters, engine: own, cwd: folder, trusted: false });
    try {
      await expect(untrusted('run', { model: 'x.onnx' })).rejects.toMatchObject({ code: 'workspace.untrusted', remedy: expect.anything() });
      expect((await untrusted('models', {})).report).toMatchObject({ kind: 'models', result: { models: [] } });
    } finally {
      await own.close();
    }
  });
});

describe('parameters', () => {
  it('are named as flags, with what they want', () => {
    const schema = z.object({ mean: z.array(z.number()), layout: z.enum(['NCHW']).optional() });
    const message = (parameters: unknown) => {
      try {
        readParameters(schema, parameters);
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(message({ mean: [1] })).toBe('accepted');
    expect(message({ mean: ['x'] })).toMatch(/^--mean\[0\]: /);
    const numbers = z.object({
      top: z.int().positive().max(1000),
      row: z.int().nonnegative().optional(),
      share: z.number().positive().optional(),
    });
    const number = (parameters: unknown) => {
      try {
        readParameters(numbers, parameters);
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(number({ top: 5.5 })).toBe('--top: it wants a whole number from 1 to 1000, got 5.5');
    expect(number({ top: 0 })).toBe('--top: it wants a whole number from 1 to 1000, got 0');
    expect(number({ top: 1, row: -1 })).toBe('--row: it wants a whole number of at least 0, got -1');
    expect(number({ top: 1, share: 0 })).toBe('--share: it wants a number above 0, got 0');
    expect(message({ mean: [], layout: 'X' })).toMatch(/^--layout: .*NCHW/);
    expect(message({ mean: [], batchSize: 1 })).toBe('--batch-size: there is no such parameter');
  });
});

/** Whether a job cannot be without this parameter. */
function requires(parameters: z.ZodObject, name: string): boolean {
  const parameter = parameters.shape[name];
  return parameter !== undefined && !parameter.safeParse(undefined).success;
}

describe('the job table', () => {
  it('has a loadable job with the same schema behind every entry', async () => {
    for (const job of JOBS) {
      const parameters = await job.parameters();
      // A model that may be left out, or is one of several things given, is nothing a door fills in.
      expect([job.name, requires(parameters, 'model')]).toEqual([job.name, job.takesModel]);
      const names = Object.keys(parameters.shape);
      expect(names).toEqual(expect.arrayContaining([...positionalsOf(job)]));
      if (job.confirms) expect(names).toEqual(expect.arrayContaining(['dryRun', 'yes', 'expect']));
      expect(await job.load()).toHaveProperty('run');
      // A flag without a description is a flag nobody understands.
      expect(flagsOf(parameters).filter((flag) => !flag.description)).toEqual([]);
    }
  });
});
