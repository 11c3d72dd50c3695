import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDemoWorkspace } from '../../../samples/demo/create.mjs';
import { zFetchResult } from '../../../src/report/schemas/fetch';
import { bundle } from '../engine/bundle';
import { git, scratchFolder } from '../git/scratch';
import { annotate, commitFiles, floats, lfsPath, lfsPointer, scaleModel, writeFile } from '../registry/versionModels';
import { inProcess } from './inProcess';

let bundled: Awaited<ReturnType<typeof bundle>>;
const scratch = scratchFolder('references');
const demo = join(scratch.folder, 'demo');
const star = 'models/held-out/glyphs/test/star/002.png';

const { call, end } = inProcess(() => bundled.directory);
const modelwright = (args: readonly string[], cwd = demo) => call(args, cwd);

async function report(args: readonly string[], cwd?: string) {
  const { code, stdout, stderr } = await modelwright([...args, '--json'], cwd);
  expect([code, stderr.includes('modelwright:')]).toEqual([0, false]);
  return JSON.parse(stdout);
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const at = (ref: string, path: string) => execFileSync('git', ['cat-file', 'blob', `${ref}:${path}`], { cwd: demo, maxBuffer: 1 << 26 });

beforeAll(async () => {
  process.env.MODELWRIGHT_CACHE = join(scratch.folder, 'cache');
  bundled = await bundle({ worker: 'src/worker.ts' });
  await createDemoWorkspace(demo);
});
afterAll(() => {
  delete process.env.MODELWRIGHT_CACHE;
  scratch.remove();
});

describe('jobs on versions', () => {
  it.each([
    ['models/glyphs.onnx@HEAD~1', 'HEAD~1'],
    ['glyphs@v1.1.0', 'glyphs@v1.1.0'],
    ['glyphs@latest', 'glyphs@v1.2.0'],
  ])('inspect %s', async (reference, ref) => {
    const { model, result } = await report(['inspect', reference]);
    const content = at(ref, 'models/glyphs.onnx');
    expect(model).toMatchObject({ name: 'glyphs', path: 'models/glyphs.onnx', sha256: sha256(content), bytes: content.length });
    expect(result.findings).toEqual([]);
  });

  it('run a stage, and keep the report in the repository', async () => {
    const { model, result } = await report(['run', 'glyphs#production', '--input', star]);
    expect(result.top[0]).toMatchObject({ label: 'star' });
    expect(model).toMatchObject({
      name: 'glyphs',
      path: 'models/glyphs.onnx',
      ref: 'glyphs@v1.2.0',
      sha256: sha256(at('glyphs#production#3', 'models/glyphs.onnx')),
    });
    expect(readdirSync(join(demo, '.modelwright/reports'))).toHaveLength(1);
  });

  it('run with the labels and the vocabulary of the version', async () => {
    const root = join(scratch.folder, 'labels');
    mkdirSync(root);
    git(root, ['init', '-q']);
    const manifest = { schemaVersion: 1, task: 'classification', outputs: { y: { scores: 'value', classes: 'names.txt' } } };
    commitFiles(root, {
      'a.onnx': scaleModel('w.bin'),
      'w.bin': floats(1, 2),
      'a.model.json': JSON.stringify(manifest),
      'names.txt': 'cat\ndog\n',
    });
    annotate(root, 'a@v1.0.0');
    commitFiles(root, { 'w.bin': floats(2, 1), 'names.txt': 'kitten\npuppy\n' });
    annotate(root, 'a@v1.1.0');
    const best = async (reference: string) => (await report(['run', reference, '--input', 'x=[1,1]'], root)).result.outputs[0].values;
    expect(await best('a@v1.0.0')).toEqual([1, 2]);
    expect(await best('a@v1.1.0')).toEqual([2, 1]);
    const phrase = await report(['run', 'phrases@v0.1.0', '--input', 'input_ids=a wonderful lamp']);
    expect(phrase.result.top[0].label).toMatch(/^(praise|complaint)$/);
  });

  it('say what to run for a version that is not fetched', async () => {
    const root = join(scratch.folder, 'lfs');
    mkdirSync(root);
    git(root, ['init', '-q']);
    const model = scaleModel([1, 2]);
    commitFiles(root, { 'a.onnx': lfsPointer(model) });
    annotate(root, 'a@v1.0.0');
    const missing = await modelwright(['inspect', 'a@v1.0.0'], root);
    expect([missing.code, missing.stderr]).toEqual([
      1,
      "modelwright: a.onnx at a@v1.0.0 is not fetched yet: only its Git LFS pointer is here.\nRun:\n  git lfs fetch origin 'a@v1.0.0' --include /a.onnx\n",
    ]);
    writeFile(join(root, '.git', lfsPath(model)), model);
    expect((await report(['inspect', 'a@v1.0.0'], root)).model).toMatchObject({ ref: 'a@v1.0.0', sha256: sha256(model) });
  });
});

describe('fetch', () => {
  const out = join(scratch.folder, 'out');
  beforeEach(() => rmSync(out, { recursive: true, force: true }));

  it('writes a version’s files, says so, and finds them there the next time', async () => {
    const { result, model, verdict } = await report(['fetch', 'phrases@v0.1.0', '--out', out]);
    const names = ['phrases.onnx', 'phrases.model.json', 'phrases.vocab.txt'];
    const contents = names.map((name) => at('phrases@v0.1.0', `models/${name}`));
    expect(names.map((name, i) => readFileSync(join(out, name)).equals(contents[i]!))).toEqual([true, true, true]);
    expect(
      result.files.map((file: Record<string, unknown>) => [file.file, file.role, file.bytes, file.sha256, file.storage, file.state]),
    ).toEqual(
      names.map((name, i) => [
        `${out}/${name}`.replaceAll('\\', '/'),
        ['model', 'manifest', 'named'][i],
        contents[i]!.length,
        sha256(contents[i]!),
        'git',
        'written',
      ]),
    );
    expect(result).toMatchObject({ folder: out, version: 'v0.1.0', bytes: contents.reduce((sum, each) => sum + each.length, 0) });
    expect(model).toMatchObject({ ref: 'phrases@v0.1.0', path: 'models/phrases.onnx' });
    expect(verdict).toBe(`phrases v0.1.0: 3 files in ${out}`);
    expect(zFetchResult.strict().parse(result)).toEqual(result);
    // A person's files: not those of the cache.
    writeFileSync(join(out, 'phrases.vocab.txt'), contents[2]!);
    const again = await modelwright(['fetch', 'phrases@v0.1.0', '--out', out]);
    expect(again.stdout).toContain('there already');
    expect(git(demo, ['status', '--porcelain', '--untracked-files=no'])).toBe('');
  });

  it('replaces nothing unasked', async () => {
    mkdirSync(out);
    writeFileSync(join(out, 'glyphs.onnx'), 'mine');
    const refused = await modelwright(['fetch', 'glyphs@v1.0.0', '--out', out]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('has other files of these names: glyphs.onnx. Nothing was written.');
    expect(refused.stderr).toContain('--force');
    expect(readdirSync(out)).toEqual(['glyphs.onnx']);
    expect(readFileSync(join(out, 'glyphs.onnx'), 'utf8')).toBe('mine');
    const { result } = await report(['fetch', 'glyphs@v1.0.0', '--out', out, '--force']);
    expect(result.files[0].state).toBe('replaced');
    expect(readFileSync(join(out, 'glyphs.onnx')).equals(at('glyphs@v1.0.0', 'models/glyphs.onnx'))).toBe(true);
  });

  it('wants a version and a folder', async () => {
    expect((await modelwright(['fetch', 'models/glyphs.onnx', '--out', out])).stderr).toContain('names the file in the work tree');
    expect((await modelwright(['fetch', 'glyphs@v1.0.0', '--out', 'README.md/x'])).code).toBe(1);
    expect((await modelwright(['fetch', 'glyphs@v1.0.0', '--out', star])).stderr).toContain('is a file, not a folder');
    expect((await modelwright(['fetch', 'glyphs@v1.0.0'])).code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('follows no link in the folder out of it, and takes nothing back half-way', async () => {
    const root = join(scratch.folder, 'nested');
    mkdirSync(root);
    git(root, ['init', '-q']);
    commitFiles(root, { 'a.onnx': scaleModel('deep/w.bin'), 'deep/w.bin': floats(1, 2) });
    const elsewhere = join(scratch.folder, 'elsewhere');
    mkdirSync(elsewhere);
    mkdirSync(out);
    symlinkSync(elsewhere, join(out, 'deep'));
    const refused = await modelwright(['fetch', 'a.onnx@HEAD', '--out', out], root);
    expect(refused.stderr).toContain('is a link that leads out of the folder');
    expect([readdirSync(elsewhere), readdirSync(out)]).toEqual([[], ['deep']]);
    rmSync(join(out, 'deep'));
    await report(['fetch', 'a.onnx@HEAD', '--out', out], root);
    expect(readFileSync(join(out, 'deep/w.bin'))).toEqual(floats(1, 2));
  });
});

describe('the cache', () => {
  it('says what it takes, is emptied when asked, and versions come back', async () => {
    await report(['inspect', 'glyphs@v1.1.0']);
    // What the worker has read it keeps in use.
    await end();
    const before = (await report(['cache'])).result;
    expect(before).toMatchObject({ folder: join(scratch.folder, 'cache'), limitBytes: 5.12e9 });
    expect([before.versions > 0, before.bytes > 0, before.cleared]).toEqual([true, true, undefined]);
    const { stdout } = await modelwright(['cache', '--clear']);
    expect(stdout).toMatch(/^removed \d+ versions?, \d+\.\d MB\n/);
    expect((await report(['cache'])).result).toMatchObject({ bytes: 0, versions: 0, inUse: 0 });
    expect((await modelwright(['cache'])).stdout).toMatch(/^the cache is empty\n/);
    expect((await report(['inspect', 'glyphs@v1.1.0'])).model.ref).toBe('glyphs@v1.1.0');
  });
});
