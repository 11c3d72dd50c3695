import { existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadManifest } from '../../../src/manifest/load';
import { modelIdentity } from '../../../src/registry/references/identity';
import { locateModel, resolveModel, resolveModelFile } from '../../../src/registry/references/resolve';
import { git, scratchFolder } from '../git/scratch';
import { annotate, commitFiles, scaleModel, sha256, writeFile } from './versionModels';

const scratch = scratchFolder('revision');
const root = join(realpathSync(scratch.folder), 'repository');
const [v1, v2, v3] = [scaleModel([1, 2]), scaleModel([3, 4]), scaleModel([5, 6])];
const manifest = (...classes: string[]) => JSON.stringify({ schemaVersion: 1, outputs: { y: { classes } } });
const cacheBefore = process.env.MODELWRIGHT_CACHE;
let commits: string[];

beforeAll(() => {
  process.env.MODELWRIGHT_CACHE = join(scratch.folder, 'cache');
  mkdirSync(root);
  git(root, ['init', '-q']);
  commits = [
    commitFiles(root, {
      'artifacts.yaml': 'glyphs:\n  path: old/shapes.onnx\n',
      'old/shapes.onnx': v1,
      'old/shapes.model.json': manifest('a', 'b'),
    }),
    commitFiles(root, {
      'artifacts.yaml': 'glyphs:\n  path: models/glyphs.onnx\nfresh:\n  path: models/fresh.onnx\n',
      'models/glyphs.onnx': v2,
      'models/glyphs.model.json': manifest('c', 'd'),
      'models/fresh.onnx': v2,
    }),
    commitFiles(root, { 'models/glyphs.onnx': v3, 'models/glyphs.int8.onnx': v1 }),
  ];
  annotate(root, 'glyphs@v1.0.0', commits[0], 1000);
  annotate(root, 'glyphs@v1.1.0', commits[1], 1010);
  annotate(root, 'glyphs@v2.0.0-rc.1', commits[2], 1020);
  annotate(root, 'glyphs@v0.9.0', commits[2], 1030);
  annotate(root, 'glyphs@v0.9.0!', commits[2], 1040);
  annotate(root, 'glyphs#prod#1', commits[0], 1050);
  annotate(root, 'glyphs#dev#2', commits[1], 1060);
  annotate(root, 'glyphs#dev!#3', commits[1], 1070);
  annotate(root, 'gone@v1.0.0', commits[0], 1080);
  annotate(root, 'left=twin@v1.0.0', commits[0], 1090);
  annotate(root, 'right=twin@v1.0.0', commits[0], 1100);
  writeFile(join(root, 'models/glyphs.onnx'), 'changed and not committed');
});
afterAll(() => {
  if (cacheBefore === undefined) delete process.env.MODELWRIGHT_CACHE;
  else process.env.MODELWRIGHT_CACHE = cacheBefore;
  scratch.remove();
});

describe('a model at a ref', () => {
  it.each([
    ['models/glyphs.onnx@HEAD', () => v3, 'models/glyphs.onnx', () => commits[2]!.slice(0, 12)],
    ['models/glyphs.onnx@HEAD~1', () => v2, 'models/glyphs.onnx', () => commits[1]!.slice(0, 12)],
    ['models/glyphs.onnx@glyphs@v1.1.0', () => v2, 'models/glyphs.onnx', () => 'glyphs@v1.1.0'],
    ['models/glyphs.onnx@refs/tags/glyphs@v1.1.0', () => v2, 'models/glyphs.onnx', () => 'glyphs@v1.1.0'],
    ['old/shapes.onnx@main', () => v1, 'old/shapes.onnx', () => commits[2]!.slice(0, 12)],
    ['glyphs@main', () => v3, 'models/glyphs.onnx', () => commits[2]!.slice(0, 12)],
    ['glyphs@v1.0.0', () => v1, 'old/shapes.onnx', () => 'glyphs@v1.0.0'],
    ['glyphs@v1.1.0', () => v2, 'models/glyphs.onnx', () => 'glyphs@v1.1.0'],
    ['glyphs@latest', () => v3, 'models/glyphs.onnx', () => 'glyphs@v2.0.0-rc.1'],
    ['glyphs#prod', () => v1, 'old/shapes.onnx', () => 'glyphs@v1.0.0'],
  ])('%s', async (reference, content, path, ref) => {
    const model = await resolveModelFile(reference, root);
    expect(readFileSync(model.path)).toEqual(content());
    expect(model).toMatchObject({ ref: ref(), bytes: content().length, state: 'file', revision: { path } });
    expect(model.revision?.workTreeFolder).toBe(join(root, path, '..'));
    expect(await modelIdentity(model)).toEqual({ name: model.name, path, ref: ref(), sha256: sha256(content()), bytes: content().length });
    expect(await locateModel(reference, root)).toMatchObject({ ref: ref(), path, file: { storage: 'git', bytes: content().length } });
  });

  it('is named by its artifact, and by its version where it was', async () => {
    expect(await resolveModel('glyphs#prod', root)).toMatchObject({ name: 'glyphs', revision: { version: 'v1.0.0', commit: commits[0] } });
    expect(await resolveModel('old/shapes.onnx@HEAD', root)).toMatchObject({ name: 'shapes' });
    expect((await resolveModel('old/shapes.onnx@HEAD', root)).revision).not.toHaveProperty('version');
  });

  it('comes with the manifest of its commit', async () => {
    const classes = async (reference: string) =>
      (await loadManifest((await resolveModelFile(reference, root)).path))?.manifest.outputs?.y?.classes;
    expect(await classes('glyphs@v1.0.0')).toEqual(['a', 'b']);
    expect(await classes('glyphs@v1.1.0')).toEqual(['c', 'd']);
    // Of a variant the one that it inherits.
    expect(await classes('models/glyphs.int8.onnx@HEAD')).toEqual(['c', 'd']);
  });

  it('is found from a folder below, by an absolute path, and in a bare repository', async () => {
    expect((await resolveModelFile('glyphs.onnx@HEAD', join(root, 'models'))).bytes).toBe(v3.length);
    expect((await resolveModelFile(`${join(root, 'old/shapes.onnx')}@HEAD`, scratch.folder)).bytes).toBe(v1.length);
    const bare = join(scratch.folder, 'bare.git');
    git(scratch.folder, ['clone', '-q', '--bare', root, bare]);
    const model = await resolveModelFile('glyphs@v1.0.0', bare);
    expect(readFileSync(model.path)).toEqual(v1);
    expect(model.revision).not.toHaveProperty('workTreeFolder');
    expect(readFileSync((await resolveModelFile('models/glyphs.onnx@HEAD', bare)).path)).toEqual(v3);
  });

  it.skipIf(process.platform === 'win32')('is found through a link to the repository', async () => {
    symlinkSync(root, join(scratch.folder, 'link'));
    const model = await resolveModelFile('models/glyphs.onnx@HEAD~1', join(scratch.folder, 'link'));
    expect(readFileSync(model.path)).toEqual(v2);
  });

  it('is found in a worktree and in a repository of SHA-256', async () => {
    const worktree = join(scratch.folder, 'worktree');
    git(root, ['worktree', 'add', '-q', worktree, 'HEAD~1']);
    expect(readFileSync((await resolveModelFile('models/glyphs.onnx@HEAD', worktree)).path)).toEqual(v2);
    expect(readFileSync((await resolveModelFile('glyphs@v1.0.0', worktree)).path)).toEqual(v1);
    const other = join(scratch.folder, 'sha256');
    mkdirSync(other);
    git(other, ['init', '-q', '--object-format=sha256']);
    commitFiles(other, { 'm.onnx': v1 });
    const model = await resolveModelFile('m.onnx@HEAD', other);
    expect(readFileSync(model.path)).toEqual(v1);
    expect(model.revision?.commit).toHaveLength(64);
  });

  it('leaves the work tree and the index as they are', async () => {
    const before = git(root, ['status', '--porcelain']);
    await resolveModelFile('glyphs@v1.1.0', root);
    expect(git(root, ['status', '--porcelain'])).toBe(before);
    expect(readFileSync(join(root, 'models/glyphs.onnx'), 'utf8')).toBe('changed and not committed');
    expect(existsSync(join(root, '.modelwright'))).toBe(false);
  });
});

describe('what names no model says so', () => {
  it.each([
    ['glyhps@v1.0.0', 'model.unknown', 'Did you mean glyphs?'],
    ['glyphs@v1.2.0', 'model.version', 'It has v2.0.0-rc.1, v1.1.0, v1.0.0.'],
    ['glyphs@v1.1.1', 'model.version', 'Did you mean v1.1.0?'],
    ['glyphs@v0.9.0', 'model.withdrawn', 'PATH@glyphs@v0.9.0'],
    ['glyphs@1.1.0', 'model.ref', 'Did you mean glyphs@v1.1.0?'],
    ['glyphs@prod', 'model.ref', 'Did you mean glyphs#prod?'],
    ['glyphs#prdo', 'model.stage', 'Did you mean prod?'],
    ['glyphs#dev', 'model.stageEmpty', 'The latest version is glyphs@v2.0.0-rc.1.'],
    ['fresh@v1.0.0', 'model.unregistered', 'modelwright register fresh'],
    ['gone@v1.0.0', 'model.notInCommit', 'git ls-tree'],
    ['twin@v1.0.0', 'model.ambiguous', 'left:twin, right:twin'],
    ['models/glyphs.onnx@mian', 'model.ref', 'Did you mean main?'],
    ['models/glyphs.onnx@HEAD~2', 'model.notInCommit', 'artifacts.yaml'],
    ['models/gylphs.onnx@HEAD', 'model.notInCommit', 'Did you mean models/glyphs.onnx@HEAD?'],
    ['models@HEAD', 'model.notInCommit', ''],
    ['../outside.onnx@HEAD', 'model.noRepository', ''],
    ['models/glyphs.onnx@--help', 'model.ref', ''],
    ['models/glyphs.onnx@HEAD\nHEAD', 'model.ref', ''],
    ['models/glyphs.onnx@:/commit', 'model.ref', ''],
    ['models/gl\0yphs.onnx@HEAD', 'model.notInCommit', ''],
    ['models/glyphs.onnx@HE\0AD', 'model.ref', ''],
  ])('%j', async (reference, code, remedy) => {
    await expect(resolveModel(reference, root)).rejects.toMatchObject({ code, remedy: expect.stringContaining(remedy) });
    await expect(locateModel(reference, root)).rejects.toMatchObject({ code });
  });

  it('a shallow clone, with what gets the rest', async () => {
    const shallow = join(scratch.folder, 'shallow');
    git(scratch.folder, ['clone', '-q', '--depth=1', `file://${root}`, shallow]);
    expect((await resolveModelFile('models/glyphs.onnx@HEAD', shallow)).bytes).toBe(v3.length);
    await expect(resolveModel('models/glyphs.onnx@HEAD~1', shallow)).rejects.toMatchObject({
      code: 'model.ref',
      actions: [{ kind: 'terminal', argv: ['git', 'fetch', '--unshallow', '--tags'], cwd: shallow }],
    });
  });
});
