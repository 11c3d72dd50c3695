import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findRepository } from '../../../src/git/repository';
import { withRegistryLock } from '../../../src/registry/actions/lock';
import type { Report } from '../../../src/report/report';
import type { ActionResult } from '../../../src/report/schemas/action';
import { bundle } from '../engine/bundle';
import { CLEAN_ENVIRONMENT, EPOCH, git, scratchFolder } from '../git/scratch';
import { annotate, commitFiles, scaleModel } from './versionModels';

const { folder: home, remove } = scratchFolder('concurrent');
let bundled: Awaited<ReturnType<typeof bundle>>;
let root: string;
let count = 0;

beforeAll(async () => {
  bundled = await bundle({ cli: 'src/cli.ts', worker: 'src/worker.ts' });
});
afterAll(remove);
beforeEach(() => {
  root = join(home, `r${count++}`);
  mkdirSync(root);
  git(root, ['init', '-q', '--template=']);
  const commit = commitFiles(root, { 'm.onnx': scaleModel([0, 1]), 'artifacts.yaml': 'm:\n  type: model\n  path: m.onnx\n' });
  annotate(root, 'm@v1.0.0', commit, EPOCH);
});

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function modelwright(args: readonly string[], cwd = root): Promise<Ended> {
  const env = { ...CLEAN_ENVIRONMENT, MODELWRIGHT_CACHE: join(home, 'cache') };
  const child = spawn(process.execPath, [join(bundled.directory, 'cli.js'), ...args, '--no-history'], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

const written = ({ stdout }: Ended) => (JSON.parse(stdout) as Report<string, ActionResult>).result.tags;
const times = () => git(root, ['for-each-ref', '--format=%(taggerdate:unix)', 'refs/tags']).trim().split('\n').map(Number);

/** Processes that write at once: more than this machine runs at a time. */
const TOGETHER = process.env.MODELWRIGHT_LONG === '1' ? 10 : 5;

describe('several processes at once', () => {
  it('number their tags one after the other, each at a time of its own', async () => {
    const worktree = `${root}-worktree`;
    git(root, ['worktree', 'add', '-q', worktree]);
    const ended = await Promise.all(
      Array.from({ length: TOGETHER }, (_, index) =>
        modelwright(['assign', 'm', '--stage', `s${index}`, '--yes', '--json'], index % 2 ? worktree : root),
      ),
    );
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual(ended.map(() => [0, '']));
    const counters = ended.map((each) => Number(/#(\d+)$/.exec(written(each)[0]!)![1])).sort((a, b) => a - b);
    expect(counters).toEqual(counters.map((_, index) => index + 1));
    expect(new Set(times()).size).toBe(TOGETHER + 1);
    expect(readdirSync(join(root, '.git')).filter((name) => name.includes('modelwright'))).toEqual([]);
  }, 120_000);

  it('register a version once', async () => {
    commitFiles(root, { 'm.onnx': scaleModel([2, 2]) });
    const ended = await Promise.all(
      Array.from({ length: TOGETHER }, () => modelwright(['register', 'm', '--bump', 'minor', '--yes', '--json'])),
    );
    expect(ended.filter(({ code }) => code === 0).map(written)).toEqual([['m@v1.1.0']]);
    for (const { code, stderr } of ended.filter((each) => each.code !== 0)) {
      expect(code).toBe(1);
      expect(stderr).toMatch(/is v1\.1\.0 of m already/);
    }
    expect(git(root, ['tag'])).toBe('m@v1.0.0\nm@v1.1.0\n');
  }, 120_000);

  it('register and assign different models and the same one, with nothing doubled and each second of its own', async () => {
    const models = ['a', 'b', 'm'];
    for (const name of models) writeFileSync(join(root, `${name}.onnx`), scaleModel([3, name.charCodeAt(0)]));
    const commands = [
      ...models.map((name) => ['register', `${name}.onnx`, '--version', 'v2.0.0', '--stage', 'dev', '--commit']),
      ['register', 'm.onnx', '--version', 'v2.0.0', '--commit'],
      ...['x', 'x', 'y', 'z'].map((stage) => ['assign', 'm', '--version', 'v1.0.0', '--stage', stage, '--force']),
    ];
    const ended = await Promise.all(commands.map((args) => modelwright([...args, '--yes', '--json'])));
    // One of the two that register m comes second.
    expect(ended.filter(({ code }) => code !== 0).map(({ stderr }) => /v2\.0\.0 of m is registered already/.test(stderr))).toEqual([true]);
    const all = ended.filter(({ code }) => code === 0).flatMap(written);
    expect(all.sort()).toEqual(
      git(root, ['tag'])
        .trim()
        .split('\n')
        .filter((tag) => tag !== 'm@v1.0.0')
        .sort(),
    );
    const own = all.filter((tag) => tag.startsWith('m#')).map((tag) => Number(/#(\d+)$/.exec(tag)![1]));
    expect(own.sort((a, b) => a - b)).toEqual(own.map((_, index) => index + 1));
    const dates = git(root, ['for-each-ref', '--format=%(taggerdate:unix)', 'refs/tags/m[@#]*']).trim().split('\n');
    expect(new Set(dates).size).toBe(dates.length);
    expect(git(root, ['show', 'HEAD:artifacts.yaml']).match(/^\w+:/gm)?.sort()).toEqual(['a:', 'b:', 'm:']);
    expect(git(root, ['status', '--porcelain'])).toBe('');
    expect(readdirSync(join(root, '.git')).filter((name) => name.includes('modelwright'))).toEqual([]);
  }, 120_000);

  it('ask before they write, and end with 2 where nobody can answer', async () => {
    const ended = await modelwright(['assign', 'm', '--stage', 'dev']);
    expect([ended.code, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toMatch(/would write m#dev#1[\s\S]*--yes[\s\S]*--dry-run/);
    expect(git(root, ['tag'])).toBe('m@v1.0.0\n');
    const shown = await modelwright(['assign', 'm', '--stage', 'dev', '--dry-run', '--json']);
    expect([shown.code, written(shown)]).toEqual([0, ['m#dev#1']]);
    expect(git(root, ['tag'])).toBe('m@v1.0.0\n');
  }, 60_000);
});

describe('the lock', () => {
  const lock = () => join(root, '.git/modelwright.lock');
  const hold = (pid: number, host = hostname()) => writeFileSync(lock(), JSON.stringify({ pid, host, id: 'abc' }));

  it('of a dead process is taken over by one of those who wait', async () => {
    const repository = (await findRepository(root))!;
    // A process that has ended.
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => dead.once('close', resolve));
    hold(dead.pid!);
    let inside = 0;
    const work = async () => {
      inside++;
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(inside).toBe(1);
      inside--;
    };
    await Promise.all(Array.from({ length: 8 }, () => withRegistryLock(repository, work)));
    expect(existsSync(lock())).toBe(false);
  });

  it('of a living process, or of another machine’s, is waited for, then named', async () => {
    const repository = (await findRepository(root))!;
    for (const host of [hostname(), 'elsewhere']) {
      hold(process.pid, host);
      await expect(withRegistryLock(repository, async () => undefined, undefined, 50)).rejects.toMatchObject({ code: 'registry.locked' });
      expect(JSON.parse(readFileSync(lock(), 'utf8'))).toMatchObject({ host });
    }
  });

  it('is let go where the work fails, and waiting for it can be cancelled', async () => {
    const repository = (await findRepository(root))!;
    await expect(withRegistryLock(repository, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(lock())).toBe(false);
    hold(process.pid);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 30);
    await expect(withRegistryLock(repository, async () => undefined, abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
