import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createDemoWorkspace } from '../../../samples/demo/create.mjs';
import { zManifest } from '../../../src/manifest/schema';

const run = promisify(execFile);
const script = join(import.meta.dirname, '../../../samples/demo/create.mjs');
let scratch: string;
let demo: string;

async function git(...args: string[]): Promise<string> {
  return (await run('git', args, { cwd: demo, encoding: 'utf8' })).stdout.trim();
}

async function show(ref: string, path: string): Promise<Buffer> {
  const { stdout } = await run('git', ['cat-file', 'blob', `${ref}:${path}`], { cwd: demo, encoding: 'buffer', maxBuffer: 1 << 26 });
  return stdout;
}

async function refs(folder: string): Promise<string> {
  return (await run('git', ['for-each-ref', '--format=%(refname) %(objectname)'], { cwd: folder })).stdout;
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'demo-test-'));
  demo = join(scratch, 'new folder', 'demo');
  expect(await createDemoWorkspace(demo)).toEqual({ state: 'made', movedTo: undefined });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const versions = ['glyphs@v1.0.0', 'glyphs@v1.1.0', 'glyphs@v1.2.0', 'loans@v1.0.0', 'loans@v1.1.0', 'phrases@v0.1.0', 'phrases@v0.2.0'];
const stages = [
  'glyphs#production#1',
  'glyphs#production#3',
  'glyphs#staging#2',
  'loans#production#1',
  'loans#staging#2',
  'phrases#staging#1',
];

describe('history', () => {
  it('is sound and leaves a clean work tree', async () => {
    await expect(git('fsck', '--strict')).resolves.toBe('');
    expect(await git('status', '--porcelain', '--ignored')).toBe('');
    expect(await git('symbolic-ref', '--short', 'HEAD')).toBe('main');
    expect(Number(await git('rev-list', '--count', 'HEAD'))).toBeGreaterThan(10);
    expect(new Set((await git('log', '--format=%an')).split('\n')).size).toBe(3);
  });

  it('goes forward in time', async () => {
    const times = (await git('log', '--reverse', '--format=%ct')).split('\n').map(Number);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('has the versions and stages as annotated tags, no two in one second', async () => {
    const tags = (await git('for-each-ref', 'refs/tags', '--format=%(refname:short) %(objecttype) %(taggerdate:unix)')).split('\n');
    const rows = tags.map((line) => line.split(' '));
    expect(rows.map(([name]) => name).sort()).toEqual([...versions, ...stages].sort());
    expect(rows.every(([, type]) => type === 'tag')).toBe(true);
    expect(new Set(rows.map(([, , time]) => time)).size).toBe(rows.length);
  });

  it('has tags that come after their commits, in the order of their counters', async () => {
    for (const tag of [...versions, ...stages]) {
      const [at, commit] = (await git('for-each-ref', `refs/tags/${tag}`, '--format=%(taggerdate:unix) %(*committerdate:unix)')).split(' ');
      expect(Number(at)).toBeGreaterThan(Number(commit));
    }
    const counted = (await git('for-each-ref', '--sort=taggerdate', '--format=%(refname:short)', 'refs/tags/glyphs#*')).split('\n');
    expect(counted).toEqual(['glyphs#production#1', 'glyphs#staging#2', 'glyphs#production#3']);
  });

  it('put v1.1.0 into production first, then v1.2.0; no commit has two versions', async () => {
    const commit = (tag: string) => git('rev-parse', `${tag}^{commit}`);
    expect(await commit('glyphs#production#1')).toBe(await commit('glyphs@v1.1.0'));
    expect(await commit('glyphs#production#3')).toBe(await commit('glyphs@v1.2.0'));
    expect(new Set(await Promise.all(versions.map(commit))).size).toBe(versions.length);
  });
});

describe('files', () => {
  it.each([...versions, ...stages])('%s has a model, a manifest that fits it and metrics of that very file', async (tag) => {
    const name = tag.split(/[@#]/)[0]!;
    const model = await show(tag, `models/${name}.onnx`);
    const manifest = zManifest.parse(JSON.parse((await show(tag, `models/${name}.model.json`)).toString()));
    const metrics = JSON.parse((await show(tag, `models/${name}.metrics.json`)).toString());
    const sha256 = createHash('sha256').update(model).digest('hex');
    expect(metrics.evaluation.sha256).toBe(sha256);
    expect(metrics.benchmark.sha256).toBe(sha256);
    expect(metrics.evaluation.accuracyInterval.low).toBeLessThan(metrics.evaluation.accuracy);
    expect(metrics.benchmark.p50Milliseconds).toBeGreaterThan(0);
    expect(manifest.card).toHaveProperty('version', (await git('tag', '--points-at', `${tag}^{commit}`, `${name}@*`)).split('@v')[1]);
    for (const set of Object.values(manifest.datasets!)) {
      const type = await git('cat-file', '-t', `${tag}:models/${set.data}`);
      expect(type).toMatch(/tree|blob/);
    }
    const artifacts = parse((await show(tag, 'artifacts.yaml')).toString());
    expect(artifacts[name]).toMatchObject({ type: 'model', path: `models/${name}.onnx` });
  });

  it('has three glyphs of really different worth: each better than the last', async () => {
    const accuracies = await Promise.all(
      versions.slice(0, 3).map(async (tag) => JSON.parse((await show(tag, 'models/glyphs.metrics.json')).toString()).evaluation.accuracy),
    );
    expect(accuracies[1] - accuracies[0]).toBeGreaterThan(0.05);
    expect(accuracies[2] - accuracies[1]).toBeGreaterThan(0.02);
  });

  it('has one check that does not hold, and only one', async () => {
    const missed: unknown[] = [];
    for (const name of ['glyphs', 'loans', 'phrases']) {
      const manifest = zManifest.parse(JSON.parse(await readFile(join(demo, 'models', `${name}.model.json`), 'utf8')));
      const { evaluation } = JSON.parse(await readFile(join(demo, 'models', `${name}.metrics.json`), 'utf8'));
      for (const check of manifest.checks!) {
        const value = check.class === undefined ? evaluation[check.metric] : evaluation[check.metric][check.class as string];
        expect(value).toBeTypeOf('number');
        if (value < check.min!) missed.push({ name, ...check });
      }
    }
    expect(missed).toEqual([{ name: 'glyphs', metric: 'recall', class: 'star', min: 0.99, dataset: 'test' }]);
  });

  it('has stages, pictures with their masks, and Python lines that name the model', async () => {
    expect(parse(await readFile(join(demo, '.gto'), 'utf8'))).toEqual({ stages: ['staging', 'production'], types: ['model'] });
    expect(existsSync(join(demo, 'star.png'))).toBe(true);
    const pictures = await readdir(join(demo, 'models/held-out/glyphs/test'), { recursive: true });
    expect(pictures.filter((path) => path.endsWith('.png'))).toHaveLength(200);
    expect(await readdir(join(demo, 'models/held-out/glyphs/masks'), { recursive: true })).toEqual(pictures);
    for (const file of ['train.py', 'serve.py']) expect(await readFile(join(demo, file), 'utf8')).toContain('"models/glyphs.onnx"');
    expect(await show('glyphs@v1.1.0', 'train.py')).not.toEqual(await show('glyphs@v1.2.0', 'train.py'));
  });
});

describe('making it', () => {
  it('gives the same commits again, whatever git is told at home', async () => {
    const home = join(scratch, 'home');
    const hooks = join(home, 'hooks');
    await mkdir(hooks, { recursive: true });
    for (const hook of ['pre-commit', 'post-commit', 'post-checkout', 'reference-transaction', 'post-index-change']) {
      await writeFile(join(hooks, hook), '#!/bin/sh\nexit 1\n');
      await chmod(join(hooks, hook), 0o755);
    }
    const slash = (path: string) => path.replaceAll('\\', '/');
    await writeFile(
      join(home, '.gitconfig'),
      `[commit]\n gpgSign = true\n[tag]\n gpgSign = true\n[gpg]\n program = false\n[user]\n useConfigOnly = true\n[core]\n autocrlf = true\n hooksPath = ${slash(hooks)}\n[init]\n defaultBranch = other\n templateDir = ${slash(hooks)}\n`,
    );
    const again = join(scratch, 'again');
    const { stdout } = await run(process.execPath, [script, again], {
      env: {
        ...process.env,
        HOME: home,
        USERPROFILE: home,
        XDG_CONFIG_HOME: home,
        GIT_DIR: '/nowhere',
        GIT_AUTHOR_DATE: '2001-01-01T00:00:00Z',
      },
    });
    expect(stdout).toContain(again);
    expect(await refs(again)).toBe(await refs(demo));
    expect(existsSync(join(again, '.git', 'hooks'))).toBe(false);
  });

  it('leaves a workspace that is there as it is, work and all', async () => {
    const place = join(scratch, 'kept');
    await createDemoWorkspace(place);
    await writeFile(join(place, 'README.md'), 'mine');
    expect(await createDemoWorkspace(place)).toEqual({ state: 'kept' });
    expect(await readFile(join(place, 'README.md'), 'utf8')).toBe('mine');
  });

  it('replaces one made from other samples, and keeps what somebody did in it', async () => {
    const place = join(scratch, 'older');
    await createDemoWorkspace(place);
    const stamp = join(place, '.git', 'modelwright-demo.json');
    const older = { ...JSON.parse(await readFile(stamp, 'utf8')), digest: 'of other samples' };
    await writeFile(stamp, JSON.stringify(older));
    expect(await createDemoWorkspace(place)).toEqual({ state: 'replaced', movedTo: undefined });
    await writeFile(stamp, JSON.stringify(older));
    await writeFile(join(place, 'mine.txt'), 'mine');
    expect(await createDemoWorkspace(place)).toEqual({ state: 'replaced', movedTo: `${place}.1` });
    expect(await readFile(`${place}.1/mine.txt`, 'utf8')).toBe('mine');
    expect(existsSync(join(place, 'mine.txt'))).toBe(false);
  });

  it('writes nothing where something else is', async () => {
    const place = join(scratch, 'theirs');
    await mkdir(place);
    await writeFile(join(place, 'thesis.txt'), 'years of work');
    await expect(createDemoWorkspace(place)).rejects.toThrow(/not empty and is no demo workspace/);
    expect(await readdir(place)).toEqual(['thesis.txt']);
    await expect(createDemoWorkspace(join(place, 'thesis.txt'))).rejects.toThrow(/not a folder/);
    await expect(run(process.execPath, [script, place])).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('not empty') });
  });

  it('takes an empty folder, and leaves no debris beside, not even of one that was killed', async () => {
    const place = join(scratch, 'empty');
    await mkdir(place);
    // Above the greatest process id of any system we run on.
    await mkdir(join(scratch, '.empty-99999999-0123abcd', '.git'), { recursive: true });
    expect((await createDemoWorkspace(place)).state).toBe('made');
    expect((await readdir(scratch)).filter((name) => name.startsWith('.'))).toEqual([]);
    expect((await stat(join(place, 'models', 'glyphs.onnx'))).size).toBeGreaterThan(100_000);
  });
});
