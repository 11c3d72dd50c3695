import { lstatSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadManifest } from '../../../src/manifest/load';
import { openModel } from '../../../src/onnx/open';
import { cacheDir } from '../../../src/registry/files/dvcCache';
import { locateModel, resolveModelFile } from '../../../src/registry/references/resolve';
import { git, scratchFolder } from '../git/scratch';
import { annotate, commitFiles, dvcStore, floats, lfsPath, lfsPointer, md5, scaleModel, sha256, writeFile } from './versionModels';

let scratch: ReturnType<typeof scratchFolder>;
let root: string;
const cacheBefore = process.env.MODELWRIGHT_CACHE;
const model = scaleModel([1, 2]);
const other = scaleModel([3, 4]);

beforeEach(() => {
  scratch = scratchFolder('locate');
  root = join(realpathSync(scratch.folder), 'repository');
  mkdirSync(root);
  git(root, ['init', '-q']);
  process.env.MODELWRIGHT_CACHE = join(scratch.folder, 'cache');
});
afterEach(() => {
  if (cacheBefore === undefined) delete process.env.MODELWRIGHT_CACHE;
  else process.env.MODELWRIGHT_CACHE = cacheBefore;
  scratch.remove();
});

const bytesOf = async (reference: string, cwd = root) => readFileSync((await resolveModelFile(reference, cwd)).path);
const fileOf = async (reference: string) => (await locateModel(reference, root))?.file;

describe('Git LFS', () => {
  it.each(['https://git-lfs.github.com/spec/v1', 'https://hawser.github.com/spec/v1'])('a pointer of %s', async (url) => {
    commitFiles(root, { 'a.onnx': lfsPointer(model, url) });
    expect(await fileOf('a.onnx@HEAD')).toEqual({
      path: 'a.onnx',
      storage: 'lfs',
      oid: sha256(model),
      sha256: sha256(model),
      bytes: model.length,
    });
    const object = join(root, '.git', lfsPath(model));
    writeFile(object, model);
    const { path } = await resolveModelFile('a.onnx@HEAD', root);
    expect(readFileSync(path)).toEqual(model);
    // A second name of LFS's own file, not a second file.
    expect(statSync(path).ino).toBe(statSync(object).ino);
  });

  it('names the command that fetches all that is missing', async () => {
    git(root, ['remote', 'add', 'upstream', 'https://example.invalid/x.git']);
    const names = { schemaVersion: 1, outputs: { y: { classes: 'big names.txt' } } };
    commitFiles(root, {
      'm/a.onnx': lfsPointer(model),
      'm/a.model.json': JSON.stringify(names),
      'm/big names.txt': lfsPointer(Buffer.from('a\nb')),
    });
    annotate(root, 'a@v1.0.0');
    const argv = ['git', 'lfs', 'fetch', 'upstream', 'a@v1.0.0', '--include', '/m/a.onnx,/m/big names.txt'];
    await expect(resolveModelFile('a@v1.0.0', root)).rejects.toMatchObject({
      code: 'model.pointer',
      message: 'm/a.onnx at a@v1.0.0 is not fetched yet: only its Git LFS pointer is here.',
      remedy: "Run: git lfs fetch upstream 'a@v1.0.0' --include '/m/a.onnx,/m/big names.txt'",
      actions: [{ kind: 'terminal', argv, cwd: root }],
    });
    // Size and hash are known all the same.
    expect(await fileOf('a@v1.0.0')).toMatchObject({ bytes: model.length, sha256: sha256(model) });
  });

  it('finds objects from a worktree, in lfs.storage, and where they are borrowed from', async () => {
    commitFiles(root, { 'a.onnx': lfsPointer(model), 'b.onnx': lfsPointer(other) });
    writeFile(join(root, '.git', lfsPath(model)), model);
    const worktree = join(scratch.folder, 'worktree');
    git(root, ['worktree', 'add', '-q', worktree]);
    expect(await bytesOf('a.onnx@HEAD', worktree)).toEqual(model);
    const borrower = join(scratch.folder, 'borrower');
    git(scratch.folder, ['clone', '-q', '--shared', root, borrower]);
    expect(await bytesOf('a.onnx@HEAD', borrower)).toEqual(model);
    git(root, ['config', 'lfs.storage', 'elsewhere']);
    writeFile(join(root, '.git/elsewhere', lfsPath(other).slice('lfs/'.length)), other);
    expect(await bytesOf('b.onnx@HEAD')).toEqual(other);
  });

  it('refuses an object that is not what its name says', async () => {
    commitFiles(root, { 'a.onnx': lfsPointer(model) });
    const object = join(root, '.git', lfsPath(model));
    writeFile(object, other);
    await expect(resolveModelFile('a.onnx@HEAD', root)).rejects.toMatchObject({ code: 'model.damaged', where: object });
  });

  it.each([
    ['no pointer, for it has no hash', 'version https://git-lfs.github.com/spec/v1\noid sha256:../../../etc\nsize 3\n'],
    ['no pointer, for it is too long', `${lfsPointer(model)}${'x'.repeat(1100)}`],
    ['no pointer, for another program', lfsPointer(model).replace('git-lfs.github.com', 'evil.example')],
  ])('takes for %s', async (_, text) => {
    commitFiles(root, { 'a.onnx': text });
    expect(await fileOf('a.onnx@HEAD')).toMatchObject({ storage: 'git', bytes: text.length });
  });
});

describe('DVC', () => {
  const cache = () => join(root, '.dvc/cache');
  const out = (path: string, content: Buffer | string, extra = '  hash: md5\n') =>
    `outs:\n- md5: ${md5(content)}\n  size: ${content.length}\n${extra}  path: ${path}\n`;
  beforeEach(() => commitFiles(root, { '.dvc/config': '' }));

  it.each([
    ['of DVC 3', false, '  hash: md5\n'],
    ['of DVC 2', true, ''],
  ])('a file %s', async (_, legacy, extra) => {
    commitFiles(root, { 'm/a.onnx.dvc': out('a.onnx', model, extra) });
    expect(await fileOf('m/a.onnx@HEAD')).toEqual({
      path: 'm/a.onnx',
      storage: 'dvc',
      oid: md5(model),
      bytes: model.length,
      dvc: { tracker: 'm/a.onnx.dvc', legacy },
    });
    await expect(resolveModelFile('m/a.onnx@HEAD', root)).rejects.toMatchObject({
      code: 'model.pointer',
      actions: [{ kind: 'terminal', argv: ['dvc', 'fetch', 'm/a.onnx.dvc'], cwd: root }],
    });
    dvcStore(cache(), model, legacy);
    expect(await bytesOf('m/a.onnx@HEAD')).toEqual(model);
  });

  it('a version that is not the work tree’s is looked for in the history', async () => {
    commitFiles(root, { 'a.onnx.dvc': out('a.onnx', model) });
    commitFiles(root, { 'a.onnx.dvc': out('a.onnx', other) });
    await expect(resolveModelFile('a.onnx@HEAD~1', root)).rejects.toMatchObject({
      actions: [{ argv: ['dvc', 'fetch', '--all-commits', 'a.onnx.dvc'] }],
    });
  });

  it('a file of another tracker’s name, with wdir, of a pipeline, of one that writes elsewhere', async () => {
    const lock = (path: string, content: Buffer) =>
      `schema: '2.0'\nstages:\n  train:\n    cmd: x\n    outs:\n    - path: ${path}\n      hash: md5\n      md5: ${md5(content)}\n      size: ${content.length}\n`;
    commitFiles(root, {
      'both.dvc': `wdir: deep\n${out('a.onnx', model)}`,
      'p/dvc.lock': lock('b.onnx', model),
      'q/dvc.lock': lock('c.onnx', other),
      'trackers/far.dvc': `wdir: ../beside\n${out('d.onnx', other)}`,
      'q/dvc.yaml': 'stages:\n  train:\n    wdir: ../r\n    cmd: x\n',
    });
    dvcStore(cache(), model);
    dvcStore(cache(), other);
    expect(await bytesOf('deep/a.onnx@HEAD')).toEqual(model);
    expect(await fileOf('p/b.onnx@HEAD')).toMatchObject({ dvc: { tracker: 'p/dvc.lock' } });
    expect(await bytesOf('r/c.onnx@HEAD')).toEqual(other);
    expect(await fileOf('r/c.onnx@HEAD')).toMatchObject({ dvc: { tracker: 'q/dvc.lock' } });
    expect(await bytesOf('beside/d.onnx@HEAD')).toEqual(other);
  });

  it('a file of a tracked folder, with what lies beside it', async () => {
    const manifest = JSON.stringify({ schemaVersion: 1, task: 'regression' });
    const list = JSON.stringify([
      { md5: md5(model), relpath: 'deep/a.onnx' },
      { md5: md5(manifest), relpath: 'deep/a.model.json' },
      { md5: md5(floats(5, 6)), relpath: '../../../outside' },
    ]);
    commitFiles(root, { 'm/all.dvc': `outs:\n- md5: ${md5(list)}.dir\n  size: 1000\n  nfiles: 3\n  hash: md5\n  path: all\n` });
    expect(await fileOf('m/all/deep/a.onnx@HEAD')).toMatchObject({ storage: 'dvc', dvc: { unlisted: true } });
    await expect(resolveModelFile('m/all/deep/a.onnx@HEAD', root)).rejects.toMatchObject({
      actions: [{ argv: ['dvc', 'fetch', 'm/all.dvc'] }],
    });
    dvcStore(cache(), list, false, '.dir');
    dvcStore(cache(), model);
    dvcStore(cache(), manifest);
    const found = await resolveModelFile('m/all/deep/a.onnx@HEAD', root);
    expect(readFileSync(found.path)).toEqual(model);
    expect((await loadManifest(found.path))?.manifest.task).toBe('regression');
    await expect(resolveModelFile('m/all/none.onnx@HEAD', root)).rejects.toMatchObject({ code: 'model.notInCommit' });
  });

  it('finds the cache that the configuration names, and that of the main work tree', async () => {
    commitFiles(root, { 'a.onnx.dvc': out('a.onnx', model), 'b.onnx.dvc': out('b.onnx', other) });
    dvcStore(cache(), model);
    const worktree = join(scratch.folder, 'worktree');
    git(root, ['worktree', 'add', '-q', worktree]);
    expect(await bytesOf('a.onnx@HEAD', worktree)).toEqual(model);
    writeFile(join(root, '.dvc/config.local'), '[core]\n    remote = x\n[cache]\n    dir = ../../shared store\n');
    dvcStore(join(scratch.folder, 'shared store'), other);
    expect(await bytesOf('b.onnx@HEAD')).toEqual(other);
  });

  it('counts no carriage returns in what DVC 2 hashed', async () => {
    const [text, unix] = [Buffer.from('one\r\ntwo\r\n\r'), Buffer.from('one\ntwo\n\r')];
    const names = { schemaVersion: 1, outputs: { y: { classes: 'n.txt' } } };
    commitFiles(root, { 'a.onnx': model, 'a.model.json': JSON.stringify(names), 'n.txt.dvc': out('n.txt', unix, '') });
    writeFile(join(cache(), md5(unix).slice(0, 2), md5(unix).slice(2)), text);
    const found = await resolveModelFile('a.onnx@HEAD', root);
    expect(readFileSync(join(dirname(found.path), 'n.txt'))).toEqual(text);
  });

  it('reads cache.dir as DVC writes it', () => {
    expect(cacheDir('[cache]\n    dir = /a b\n')).toBe('/a b');
    expect(cacheDir("['remote \"x\"']\n    dir = /no\n[cache]\n  type = hardlink\n  dir = '/yes'\n[core]\n dir = no\n")).toBe('/yes');
    expect(cacheDir('dir = /no\n[cache]\n')).toBeUndefined();
  });
});

describe('files of a version', () => {
  it('are together: external data, manifest, class names, tokenizer', async () => {
    const manifest = {
      schemaVersion: 1,
      inputs: { t: { kind: 'text', tokenizer: 'words/vocab.txt' } },
      outputs: { y: { classes: 'names.txt' } },
      datasets: { test: { data: 'pictures' } },
    };
    const files = {
      'm/a.onnx': scaleModel('data/w.bin'),
      'm/data/w.bin': floats(2, 3),
      'm/a.model.json': JSON.stringify(manifest),
      'm/names.txt': 'no\nyes\n',
      'm/words/vocab.txt': 'a\n',
      'm/pictures/1.txt': 'x',
    };
    commitFiles(root, files);
    commitFiles(root, { 'm/data/w.bin': floats(20, 30), 'm/names.txt': 'other\n' });
    const found = await resolveModelFile('m/a.onnx@HEAD~1', root);
    expect(found.revision?.files.map(({ name, role, bytes }) => [name, role, bytes])).toEqual([
      ['a.onnx', 'model', files['m/a.onnx'].length],
      ['a.model.json', 'manifest', files['m/a.model.json'].length],
      ['names.txt', 'named', 7],
      ['words/vocab.txt', 'named', 2],
      ['data/w.bin', 'data', 8],
    ]);
    expect(readFileSync(join(dirname(found.path), 'names.txt'), 'utf8')).toBe('no\nyes\n');
    expect(found.revision?.workTreeFolder).toBe(join(root, 'm'));
    const session = await InferenceSession.create(found.path);
    const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, 1), [2]) });
    expect([...(y!.data as Float32Array)]).toEqual([2, 3]);
  });

  it('keep external data in Git LFS and DVC', async () => {
    commitFiles(root, {
      '.dvc/config': '',
      'a.onnx': scaleModel('w.bin'),
      'w.bin': lfsPointer(floats(1, 2)),
      'b.onnx': scaleModel('v.bin'),
    });
    commitFiles(root, { 'v.bin.dvc': `outs:\n- md5: ${md5(floats(3, 4))}\n  size: 8\n  hash: md5\n  path: v.bin\n` });
    await expect(resolveModelFile('a.onnx@HEAD', root)).rejects.toMatchObject({
      code: 'model.pointer',
      message: expect.stringContaining('w.bin'),
    });
    writeFile(join(root, '.git', lfsPath(floats(1, 2))), floats(1, 2));
    dvcStore(join(root, '.dvc/cache'), floats(3, 4));
    for (const [name, file, values] of [
      ['a', 'w.bin', floats(1, 2)],
      ['b', 'v.bin', floats(3, 4)],
    ] as const) {
      const found = await resolveModelFile(`${name}.onnx@HEAD`, root);
      expect(readFileSync(join(dirname(found.path), file))).toEqual(values);
    }
  });

  it.each(['../w.bin', '/etc/passwd', 'a/../../w.bin', 'C:/w.bin', 'a\\w.bin', ''])('leave out external data at %j', async (location) => {
    commitFiles(root, { 'm/a.onnx': scaleModel(location), 'w.bin': floats(1, 2) });
    const found = await resolveModelFile('m/a.onnx@HEAD', root);
    expect(found.revision?.files.map((file) => file.name)).toEqual(['a.onnx']);
    expect(readdirSync(dirname(found.path))).toEqual(['a.onnx']);
    openModel(found.path).close();
  });

  it('leave out what a hostile or broken manifest names', async () => {
    const names = { schemaVersion: 1, outputs: { y: { classes: '../secret.txt' }, z: { classes: 'missing.txt' } } };
    commitFiles(root, {
      'secret.txt': 'x',
      'm/a.onnx': model,
      'm/a.model.json': JSON.stringify(names),
      'm/b.onnx': model,
      'm/b.model.json': '{',
    });
    expect((await resolveModelFile('m/a.onnx@HEAD', root)).revision?.files.map((file) => file.name)).toEqual(['a.onnx', 'a.model.json']);
    expect((await resolveModelFile('m/b.onnx@HEAD', root)).revision?.files.map((file) => file.name)).toEqual(['b.onnx', 'b.model.json']);
  });
});

/** Commits a tree entry that no work tree has to hold. */
function commitEntry(mode: string, content: string, path: string): void {
  const oid = mode === '160000' ? content : git(root, ['hash-object', '-w', '--stdin'], content).trim();
  git(root, ['update-index', '--add', '--cacheinfo', `${mode},${oid},${path}`]);
  git(root, ['commit', '-q', '-m', 'entry']);
}

describe('odd entries', () => {
  it('follows a link inside the repository, of the file and of a folder', async () => {
    commitFiles(root, { 'store/v3/a.onnx': model });
    commitEntry('120000', '../store/v3/a.onnx', 'models/latest.onnx');
    commitEntry('120000', 'v3', 'store/current');
    expect(await bytesOf('models/latest.onnx@HEAD')).toEqual(model);
    expect(await bytesOf('store/current/a.onnx@HEAD')).toEqual(model);
    expect((await resolveModelFile('models/latest.onnx@HEAD', root)).name).toBe('latest');
  });

  it.each([
    ['/etc/passwd', 'absolute'],
    ['../../etc/passwd', 'out'],
    ['C:\\x', 'absolute'],
    ['self.onnx', 'circle'],
  ])('refuses a link to %s', async (target, reason) => {
    commitFiles(root, { 'x.onnx': model });
    commitEntry('120000', target, 'm/self.onnx');
    await expect(resolveModelFile('m/self.onnx@HEAD', root)).rejects.toMatchObject({
      code: 'model.link',
      message: expect.stringContaining(reason),
    });
  });

  it('says that a model lies in a submodule', async () => {
    const commit = commitFiles(root, { 'x.onnx': model });
    commitEntry('160000', commit, 'vendor/models');
    await expect(resolveModelFile('vendor/models/a.onnx@HEAD', root)).rejects.toMatchObject({
      code: 'model.submodule',
      where: 'vendor/models',
    });
  });

  it('finds the model of a submodule from inside it', async () => {
    const inner = join(scratch.folder, 'inner');
    mkdirSync(inner);
    git(inner, ['init', '-q']);
    commitFiles(inner, { 'a.onnx': lfsPointer(model) });
    annotate(inner, 'a@v1.0.0');
    git(root, ['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner, 'vendor']);
    writeFile(join(root, '.git/modules/vendor', lfsPath(model)), model);
    expect(await bytesOf('a@v1.0.0', join(root, 'vendor'))).toEqual(model);
    expect(await bytesOf('vendor/a.onnx@HEAD')).toEqual(model);
  });

  it('refuses a path of artifacts.yaml that leaves the repository', async () => {
    writeFileSync(join(scratch.folder, 'secret.onnx'), model);
    commitFiles(root, { 'artifacts.yaml': 'a:\n  path: ../secret.onnx\nb:\n  path: /etc/passwd\n', 'x.txt': '' });
    annotate(root, 'a@v1.0.0');
    annotate(root, 'b@v1.0.0');
    for (const name of ['a', 'b'])
      await expect(resolveModelFile(`${name}@v1.0.0`, root)).rejects.toMatchObject({ code: 'model.notInCommit' });
  });

  it.skipIf(process.platform === 'win32')('takes names as they are, but for control characters', async () => {
    commitFiles(root, { 'm/-a $(touch x) "é".onnx': model });
    expect(await bytesOf('m/-a $(touch x) "é".onnx@HEAD')).toEqual(model);
    const odd = lfsPointer(model);
    commitEntry('100644', odd, 'a\u0007.onnx');
    await expect(resolveModelFile('a\u0007.onnx@HEAD', root)).rejects.toMatchObject({ code: 'model.path' });
  });

  it('downloads nothing into a partial clone, and names the command that does', async () => {
    commitFiles(root, { 'a.onnx': scaleModel('w.bin'), 'w.bin': floats(1, 2), 'a.model.json': '{"schemaVersion":1}' });
    git(root, ['config', 'uploadpack.allowFilter', 'true']);
    git(root, ['config', 'uploadpack.allowAnySHA1InWant', 'true']);
    const clone = join(realpathSync(scratch.folder), 'partial');
    git(scratch.folder, ['clone', '-q', '--filter=blob:none', '--no-checkout', `file://${root}`, clone]);
    const missing = await resolveModelFile('a.onnx@HEAD', clone).catch((error: unknown) => error);
    expect(missing).toMatchObject({ code: 'model.pointer', message: expect.stringContaining('partial clone') });
    expect((missing as { remedy: string }).remedy).toMatch(/^Any command that reads it has git download it\.\nRun: git /);
    // As often as it takes: the weights' file is known once the model is here.
    for (let round = 0; round < 2; round++) {
      const { actions } = (await resolveModelFile('a.onnx@HEAD', clone).catch((error: unknown) => error)) as {
        actions: { argv: string[] }[];
      };
      git(clone, actions[0]!.argv.slice(1));
    }
    expect((await resolveModelFile('a.onnx@HEAD', clone)).revision?.files).toHaveLength(3);
  });

  it.skipIf(process.platform === 'win32')('does not follow a link that somebody put into the cache of LFS to a folder', async () => {
    commitFiles(root, { 'a.onnx': lfsPointer(model) });
    const object = join(root, '.git', lfsPath(model));
    mkdirSync(dirname(object), { recursive: true });
    symlinkSync('/', object);
    await expect(resolveModelFile('a.onnx@HEAD', root)).rejects.toMatchObject({ code: 'model.pointer' });
    rmSync(object);
    // A link to the bytes is as good as they are; what is made of it is no link.
    writeFile(join(scratch.folder, 'bytes'), model);
    symlinkSync(join(scratch.folder, 'bytes'), object);
    const { path } = await resolveModelFile('a.onnx@HEAD', root);
    expect(readFileSync(path)).toEqual(model);
    expect(lstatSync(path).isFile()).toBe(true);
  });
});
