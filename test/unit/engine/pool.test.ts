import { fork, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/errors';
import type { Engine, EngineOptions, RunRequest } from '../../../src/engine/engine';
import { createEngine } from '../../../src/engine/pool';
import { bundle } from './bundle';
import { SHARED } from './dataSets';

let bundled: Awaited<ReturnType<typeof bundle>>;
let folder: string;
let engine: Engine;

const make = (more: Partial<EngineOptions> = {}) =>
  createEngine({
    workerPath: join(bundled.directory, 'worker.js'),
    journalDirectory: join(folder, 'journal'),
    graceMilliseconds: 300,
    ...more,
  });

const request = (job: string, parameters: Record<string, unknown> = {}, more: Partial<RunRequest> = {}): RunRequest => ({
  job,
  parameters,
  worker: 'warm',
  cwd: folder,
  trusted: true,
  attachmentsDirectory: folder,
  ...more,
});

/** Resolves with the first progress of a run. */
function started(): { onProgress: NonNullable<RunRequest['onProgress']>; progress: Promise<string> } {
  let tell: (message: string) => void = () => undefined;
  const progress = new Promise<string>((resolve) => {
    tell = resolve;
  });
  return { onProgress: ({ message }) => tell(message), progress };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie that its parent has not waited for yet still takes signals.
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

beforeAll(async () => {
  bundled = await bundle({ worker: 'test/unit/engine/worker.ts' });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'engine-test-'));
  engine = make();
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('jobs in workers', () => {
  it('passes tensors without turning them into JSON', async () => {
    const parameters = { floats: new Float32Array([1.5, Number.NaN]), longs: new BigInt64Array([2n ** 62n]), nothing: undefined };
    const { result } = await engine.run(request('echo', parameters));
    expect(result).toMatchObject(parameters);
    expect((result as typeof parameters).longs).toBeInstanceOf(BigInt64Array);
  });

  it('keeps one warm worker and forks one for each batch job', async () => {
    const pids = async (worker: 'warm' | 'batch') =>
      Promise.all([1, 2].map(async () => ((await engine.run(request('echo', {}, { worker }))).result as { pid: number }).pid));
    const warm = await pids('warm');
    const batch = await pids('batch');
    expect(warm[0]).toBe(warm[1]);
    expect(new Set([...warm, ...batch]).size).toBe(3);
    await until(() => !batch.some(isAlive));
    expect(isAlive(warm[0]!)).toBe(true);
  });

  it('starts workers with a clean environment', async () => {
    process.env.VSCODE_PID = '1';
    process.env.NODE_OPTIONS = '--no-warnings';
    process.env.MODELWRIGHT_TEST = 'kept';
    try {
      const { result } = await engine.run(request('environment'));
      const { environment, execArgv } = result as { environment: Record<string, string>; execArgv: string[] };
      expect(environment.MODELWRIGHT_TEST).toBe('kept');
      expect(Object.keys(environment).filter((name) => /^VSCODE_|^NODE_OPTIONS$|^ELECTRON_/.test(name))).toEqual([]);
      expect(execArgv).toEqual([]);
    } finally {
      for (const name of ['VSCODE_PID', 'NODE_OPTIONS', 'MODELWRIGHT_TEST']) delete process.env[name];
    }
  });

  it('gives workers the variables it was told', async () => {
    const own = make({ environment: () => ({ MODELWRIGHT_CACHE_MEGABYTES: '7' }) });
    try {
      const { result } = await own.run(request('environment'));
      expect((result as { environment: Record<string, string> }).environment.MODELWRIGHT_CACHE_MEGABYTES).toBe('7');
    } finally {
      await own.close();
    }
  });

  it('tells a worker that stays when a variable changes', async () => {
    let patterns = 'name-v';
    const own = make({ environment: () => ({ MODELWRIGHT_TAG_PATTERNS: patterns }) });
    const told = async () =>
      ((await own.run(request('environment'))).result as { environment: Record<string, string> }).environment.MODELWRIGHT_TAG_PATTERNS;
    try {
      expect(await told()).toBe('name-v');
      const [worker] = await own.memory();
      patterns = 'none';
      expect(await told()).toBe('none');
      expect((await own.memory()).map(({ pid }) => pid)).toEqual([worker?.pid]);
    } finally {
      await own.close();
    }
  });

  it('has workers speak the language it was told', async () => {
    const german = make({ texts: { 'Cancelled.': 'Abgebrochen.' } });
    expect((await german.run(request('speak'))).result).toBe('Abgebrochen.');
    expect((await engine.run(request('speak'))).result).toBe('Cancelled.');
    await german.close();
  });

  it('brings errors over whole, and goes on', async () => {
    const error = await engine.run(request('refuse')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      code: 'test.refused',
      message: 'No.',
      where: 'here',
      remedy: 'Ask again.',
      actions: [{ kind: 'showLog' }],
    });
    await expect(engine.run(request('defect'))).rejects.toThrow('a defect');
    await expect(engine.run(request('echo', { still: 'here' }))).resolves.toMatchObject({ result: { still: 'here' } });
  });

  it('names attachments plainly and never twice', async () => {
    const { result, attachments } = await engine.run(request('attach'));
    expect(result).toEqual(['x.bin', 'X-2.bin']);
    expect(attachments.map(({ file, bytes }) => [file, bytes])).toEqual([
      ['x.bin', 3],
      ['X-2.bin', 3],
    ]);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['x.bin', 'X-2.bin']));
  });

  it('tells the memory of its workers, busy or idle', async () => {
    const { pid } = (await engine.run(request('echo'))).result as { pid: number };
    expect(await engine.memory()).toEqual([{ pid, worker: 'warm', job: undefined, rssBytes: expect.any(Number) }]);
    const { onProgress, progress } = started();
    const abort = new AbortController();
    const run = engine.run(request('stubborn', {}, { onProgress, signal: abort.signal }));
    await progress;
    const [memory] = await engine.memory();
    expect(memory).toMatchObject({ pid, job: 'stubborn' });
    // A Node process takes tens of megabytes.
    expect(memory!.rssBytes).toBeGreaterThan(20e6);
    expect(memory!.rssBytes).toBeLessThan(500e6);
    abort.abort();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('workers that die', () => {
  it('says how one ended and what it wrote last', async () => {
    const error = await engine.run(request('abort')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'worker.crashed', message: expect.stringContaining('terminate called: something native') });
    if (process.platform !== 'win32') expect((error as Error).message).toContain('SIGABRT');
    await expect(engine.run(request('echo'))).resolves.toBeDefined();
  });

  it.skipIf(process.platform === 'win32')('takes a kill from outside for lack of memory', async () => {
    await expect(engine.run(request('signal'))).rejects.toMatchObject({
      code: 'worker.crashed',
      message: expect.stringContaining('SIGKILL'),
      remedy: expect.stringContaining('memory'),
    });
  });

  it('names the exit code', async () => {
    await expect(engine.run(request('exit', {}, { worker: 'batch' }))).rejects.toMatchObject({
      message: expect.stringContaining('exit code 7'),
    });
  });

  it('says so where the worker cannot be started', async () => {
    const broken = make({ workerPath: join(folder, 'nothing.js') });
    await expect(broken.run(request('echo'))).rejects.toMatchObject({
      code: 'worker.crashed',
      message: expect.stringContaining('nothing.js'),
    });
    await broken.close();
  });

  it('fails only the job that was running', async () => {
    const crash = engine.run(request('abort'));
    const next = engine.run(request('echo', { next: true }));
    await expect(crash).rejects.toMatchObject({ code: 'worker.crashed' });
    await expect(next).resolves.toMatchObject({ result: { next: true } });
  });
});

describe('cancelling', () => {
  it('asks first, and keeps the worker of a job that stops', async () => {
    const { pid } = (await engine.run(request('echo'))).result as { pid: number };
    const abort = new AbortController();
    const { onProgress, progress } = started();
    const run = engine.run(request('polite', {}, { signal: abort.signal, onProgress }));
    await progress;
    abort.abort();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(((await engine.run(request('echo'))).result as { pid: number }).pid).toBe(pid);
  });

  it('kills one that does not', async () => {
    const { pid } = (await engine.run(request('echo'))).result as { pid: number };
    const abort = new AbortController();
    const { onProgress, progress } = started();
    const run = engine.run(request('stubborn', {}, { signal: abort.signal, onProgress }));
    await progress;
    abort.abort();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => !isAlive(pid));
    await expect(engine.run(request('echo'))).resolves.toBeDefined();
  });

  it('takes a waiting job out of the queue at once', async () => {
    const first = new AbortController();
    const { onProgress, progress } = started();
    const running = engine.run(request('polite', {}, { signal: first.signal, onProgress }));
    await progress;
    const second = new AbortController();
    const waiting = engine.run(request('echo', {}, { signal: second.signal }));
    second.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    first.abort();
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('refuses a signal already aborted', async () => {
    await expect(engine.run(request('echo', {}, { signal: AbortSignal.abort() }))).rejects.toMatchObject({ name: 'AbortError' });
    expect(await engine.memory()).toEqual([]);
  });

  it('ends what runs when the engine is disposed', async () => {
    const { onProgress, progress } = started();
    const run = engine.run(request('stubborn', {}, { onProgress }));
    await progress;
    engine.dispose();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    await expect(engine.run(request('echo'))).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('back-pressure', () => {
  it('hands a slow parent the newest, never a backlog', async () => {
    const count = 100_000;
    const seen: number[] = [];
    const partials: number[] = [];
    const lines: string[] = [];
    await engine.run(
      request(
        'flood',
        { count },
        {
          onProgress: ({ done }) => {
            seen.push(done!);
            const until = performance.now() + 5;
            while (performance.now() < until);
          },
          onPartial: (partial) => partials.push((partial as { i: number }).i),
          onLog: (_, message) => lines.push(message),
        },
      ),
    );
    expect(seen.length).toBeGreaterThan(1);
    // One message is on its way at a time: far fewer than were said.
    expect(seen.length).toBeLessThan(count / 100);
    expect(seen.at(-1)).toBe(count - 1);
    expect(partials.at(-1)).toBe(count - 1);
    expect(lines.at(-1)).toBe(`line ${count - 1}`);
    expect(lines.some((line) => /^\d+ messages were left out$/.test(line))).toBe(true);
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  });
});

describe('lifetimes', () => {
  it('lets an idle warm worker go', async () => {
    const short = make({ idleMilliseconds: 50 });
    const { pid } = (await short.run(request('echo'))).result as { pid: number };
    await until(() => !isAlive(pid));
    const again = (await short.run(request('echo'))).result as { pid: number };
    expect(again.pid).not.toBe(pid);
    await short.close();
  });

  it('dies with its channel, even while waiting in a job', async () => {
    const child = fork(join(bundled.directory, 'worker.js'), [], { execArgv: [], serialization: 'advanced', silent: true });
    const progress = new Promise((resolve) => child.once('message', resolve));
    child.send({
      type: 'run',
      job: 1,
      request: { name: 'polite', parameters: {}, cwd: folder, trusted: true, attachmentsDirectory: folder },
    });
    await progress;
    const exit = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect();
    expect(await exit).toBe(0);
  });

  it('does not keep an otherwise finished process alive', async () => {
    const parent = await bundle({ parent: 'test/unit/engine/parent.ts' });
    const child = spawn(process.execPath, [join(parent.directory, 'parent.js'), join(bundled.directory, 'worker.js'), folder]);
    const output: string[] = [];
    child.stdout?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect([code, output.join('')]).toEqual([0, 'done\n']);
  });
});

describe.skipIf(!existsSync(SHARED))('sessions in the warm worker', () => {
  const path = join(SHARED, 'edge/base_ok.onnx');
  const load = async (parameters: Record<string, unknown> = {}, more: Partial<RunRequest> = {}) =>
    ((await engine.run(request('session', { path, ...parameters }, more))).result as { load: number }).load;

  it('stay until they are let go of', async () => {
    await engine.letGo(path);
    expect(await load()).toBeGreaterThan(0);
    expect(await load()).toBe(0);
    await engine.letGo(join(SHARED, 'edge/other.onnx'));
    expect(await load()).toBe(0);
    await engine.letGo(path);
    expect(await load()).toBeGreaterThan(0);
  });

  it('are let go of when the job at work on them is done', async () => {
    const { onProgress, progress } = started();
    let done = false;
    const run = load({ hold: 200 }, { onProgress }).then(() => {
      done = true;
    });
    await progress;
    await engine.letGo(path);
    expect(done).toBe(true);
    await run;
  });

  it('say which version of the runtime was used', async () => {
    expect((await engine.run(request('session', { path }))).runtime).toMatch(/^\d+\.\d+\.\d+/);
    const fresh = make();
    expect((await fresh.run(request('echo'))).runtime).toBeUndefined();
    await fresh.close();
  });
});

describe('output files', () => {
  const path = () => join(folder, 'made.onnx');

  it('appear whole, by a rename', async () => {
    const { result } = await engine.run(request('output', { path: 'made.onnx', content: 'whole', end: 'commit' }));
    expect(readFileSync(path(), 'utf8')).toBe('whole');
    expect(existsSync(result as string)).toBe(false);
  });

  it.each(['fail', 'crash', 'nothing'])('leave nothing behind: %s', async (end) => {
    writeFileSync(path(), 'as before');
    const { onProgress, progress } = started();
    await engine.run(request('output', { path: 'made.onnx', content: 'half', end }, { onProgress })).catch((error: unknown) => error);
    expect(existsSync(await progress)).toBe(false);
    expect(readFileSync(path(), 'utf8')).toBe('as before');
    expect(readdirSync(folder).filter((name) => name.endsWith('.mwtmp'))).toEqual([]);
  });

  it('leave nothing behind when cancelled', async () => {
    const abort = new AbortController();
    const { onProgress, progress } = started();
    const run = engine.run(request('output', { path: 'made.onnx', content: 'half', end: 'hang' }, { onProgress, signal: abort.signal }));
    const temporary = await progress;
    expect(existsSync(temporary)).toBe(true);
    abort.abort();
    await expect(run).rejects.toMatchObject({ name: 'AbortError' });
    expect(existsSync(temporary)).toBe(false);
  });

  it('of a parent that was killed go at the next start', async () => {
    const parent = await bundle({ parent: 'test/unit/engine/parent.ts' });
    const child = fork(join(parent.directory, 'parent.js'), [join(bundled.directory, 'worker.js'), folder, 'hang'], {
      execArgv: [],
      silent: true,
    });
    const temporary = await new Promise<string>((resolve) =>
      child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
    );
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
    expect(existsSync(temporary)).toBe(true);
    await engine.run(request('output', { path: 'other.onnx', content: 'x', end: 'commit' }));
    expect(existsSync(temporary)).toBe(false);
  });

  it('scratch folders go with the engine', async () => {
    const [first, second] = [await engine.scratch(), await engine.scratch()];
    mkdirSync(join(second, 'deep'));
    await engine.removeScratch(first);
    expect([existsSync(first), existsSync(second)]).toEqual([false, true]);
    await engine.close();
    expect(existsSync(second)).toBe(false);
    expect(readdirSync(join(folder, 'journal'))).toEqual([]);
  });
});
