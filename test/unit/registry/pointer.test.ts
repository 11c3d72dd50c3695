import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lfsPattern, lfsPull, parseLfs } from '../../../src/base/lfsPointer';
import { discoverModels } from '../../../src/registry/discover';
import { dvcEntry } from '../../../src/registry/files/dvc';
import { readPointer } from '../../../src/registry/files/pointer';

// The example of https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
const OID = '4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393';
const LFS = `version https://git-lfs.github.com/spec/v1\noid sha256:${OID}\nsize 12345\n`;
const MD5 = 'a304afb96060aad90176268345e10355';
// As `dvc add` writes it (https://dvc.org/doc/user-guide/project-structure/dvc-files).
const tracker = (path: string, more = '', md5 = MD5) => `${more}outs:\n- md5: ${md5}\n  size: 1000\n  hash: md5\n  path: ${path}\n`;

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'pointer-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

describe('a Git LFS pointer', () => {
  it('is read as the specification has it, under both of its names', () => {
    const wanted = { oid: OID, bytes: 12345 };
    expect(parseLfs(LFS)).toEqual(wanted);
    expect(parseLfs(LFS.replace('git-lfs.github.com', 'hawser.github.com'))).toEqual(wanted);
    expect(parseLfs(LFS.replaceAll('\n', '\r\n'))).toEqual(wanted);
  });

  it('is not seen in other text', () => {
    expect(parseLfs('version https://example.com/spec/v1\noid sha256:00\n')).toBeUndefined();
    expect(parseLfs('')).toBeUndefined();
    expect(parseLfs(LFS.replace(/oid.*/, 'oid sha256:short'))).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32')('is fetched by a pattern from the root, from any folder', async () => {
    mkdirSync(join(folder, '.git'));
    const path = put('sub/big model.onnx', LFS);
    const pull = ['lfs', 'pull', '--include', '/sub/big model.onnx'];
    for (const cwd of [folder, join(folder, 'sub')]) {
      expect(await readPointer(path, cwd)).toEqual({ kind: 'lfs', oid: OID, bytes: 12345, argv: ['git', ...pull], cwd });
    }
    expect(lfsPull(path)).toEqual({ argv: ['git', '-C', folder, ...pull] });
    expect(lfsPull(path, tmpdir())).toEqual({ argv: ['git', '-C', folder, ...pull] });
  });

  it('is named by a pattern that is that name, however odd', () => {
    expect(lfsPattern(['sub/a[1]*?\\b.onnx'], 'linux')).toBe('/sub/a\\[1\\]\\*\\?\\\\b.onnx');
    expect(lfsPattern(['a,b.onnx', 'c\nd', 'e '], 'linux')).toBe('/a?b.onnx,/c?d,/e?');
    expect(lfsPattern(['sub/a[1],b.onnx'], 'win32')).toBe('sub/a?1??b.onnx');
  });

  it.skipIf(!hasLfs())(
    'of odd names is fetched, alone, by Git LFS itself',
    async () => {
      const [remote, origin, clone] = ['remote.git', 'origin', 'clone'].map((name) => join(folder, name)) as [string, string, string];
      const git = (cwd: string, ...args: string[]) =>
        execFileSync('git', args, {
          cwd,
          encoding: 'utf8',
          env: { ...process.env, GIT_LFS_SKIP_SMUDGE: '1' },
          stdio: ['ignore', 'pipe', 'ignore'],
        });
      git(folder, 'init', '-q', '--bare', remote);
      git(folder, 'init', '-q', origin);
      git(origin, 'lfs', 'install', '--local');
      put('origin/.gitattributes', '*.onnx filter=lfs diff=lfs merge=lfs -text\n');
      const names = [
        'x.onnx',
        'sub/x.onnx',
        'sub/a,b.onnx',
        'sub/w[1].onnx',
        'sub/s*r.onnx',
        'sub/q?.onnx',
        'sub/b\\s.onnx',
        "sub/h'i $(j).onnx",
      ];
      for (const name of names) put(`origin/${name}`, `bytes of ${name}`);
      git(origin, 'add', '-A');
      git(origin, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'x');
      git(origin, 'push', '-q', `file://${remote}`, 'HEAD:refs/heads/main');
      git(folder, 'clone', '-q', '-b', 'main', `file://${remote}`, clone);
      git(clone, 'lfs', 'install', '--local');
      const fetched = () =>
        git(clone, 'lfs', 'ls-files')
          .split('\n')
          .filter((line) => / \* /.test(line))
          .map((line) => line.slice(13));
      for (const [index, name] of names.entries()) {
        const { argv } = (await readPointer(join(clone, name), join(clone, 'sub')))!;
        execFileSync(argv[0]!, argv.slice(1), { cwd: join(clone, 'sub'), stdio: 'ignore' });
        expect(fetched().sort()).toEqual(names.slice(0, index + 1).sort());
      }
    },
    60_000,
  );
});

describe('a DVC pointer', () => {
  it('counts where the file itself is missing', async () => {
    const path = put('model.onnx', 'here');
    put('model.onnx.dvc', tracker('model.onnx'));
    expect(await readPointer(path)).toBeUndefined();
    rmSync(path);
    const argv = ['dvc', '--cd', folder, 'pull', 'model.onnx.dvc'];
    expect(await readPointer(path)).toEqual({ kind: 'dvc', oid: MD5, bytes: 1000, argv });
  });

  it('is fetched by its path from where the command is run', async () => {
    mkdirSync(join(folder, '.dvc'));
    put('sub/-big model.onnx.dvc', tracker('-big model.onnx'));
    const path = join(folder, 'sub/-big model.onnx');
    const of = async (cwd?: string) => (await readPointer(path, cwd))?.argv;
    expect(await of(folder)).toEqual(['dvc', 'pull', 'sub/-big model.onnx.dvc']);
    expect(await of(join(folder, 'sub'))).toEqual(['dvc', 'pull', './-big model.onnx.dvc']);
    expect(await of(tmpdir())).toEqual(['dvc', '--cd', folder, 'pull', 'sub/-big model.onnx.dvc']);
  });

  it('of a pipeline, of a tracked folder, with wdir: each is seen, by its name and in a list', async () => {
    mkdirSync(join(folder, '.dvc/cache/files/md5'), { recursive: true });
    const list = JSON.stringify([{ md5: MD5, relpath: 'deep/c.onnx' }]);
    const md5 = createHash('md5').update(list).digest('hex');
    put(`.dvc/cache/files/md5/${md5.slice(0, 2)}/${md5.slice(2)}.dir`, list);
    put('dvc.lock', `schema: '2.0'\nstages:\n  train:\n    cmd: x\n    ${tracker('out/a.onnx').replaceAll('\n', '\n    ')}`);
    put('w/far.dvc', tracker('b.onnx', 'wdir: ../elsewhere\n'));
    put('mdir.dvc', tracker('mdir', '', `${md5}.dir`));
    put('gone.dvc', tracker('gone', '', `${'0'.repeat(32)}.dir`));
    const command = async (name: string) => (await readPointer(join(folder, name), folder))?.argv.join(' ');
    expect(await command('out/a.onnx')).toBe('dvc pull out/a.onnx');
    expect(await command('mdir/deep/c.onnx')).toBe('dvc pull mdir.dvc');
    expect(await command('mdir/deep/d.onnx')).toBeUndefined();
    // Whether it is in a folder whose list is not here cannot be told; fetching the folder tells.
    expect(await command('gone/e.onnx')).toBe('dvc pull gone.dvc');
    expect(await command('nothing.onnx')).toBeUndefined();
    const { models } = await discoverModels(folder);
    expect(models.map(({ path, state, pointer }) => [path.slice(folder.length + 1), state, pointer?.argv.at(-1)])).toEqual([
      ['mdir/deep/c.onnx', 'pointer', 'mdir.dvc'],
      ['out/a.onnx', 'pointer', 'out/a.onnx'],
    ]);
    mkdirSync(join(folder, 'out'));
    const below = await discoverModels(join(folder, 'out'));
    expect(below.models.map(({ path }) => path)).toEqual([join(folder, 'out/a.onnx')]);
  });

  it('is seen from the folder that a tracker speaks of, wherever that tracker is, committed or not', async () => {
    execFileSync('git', ['init', '-q'], { cwd: folder });
    mkdirSync(join(folder, '.dvc'));
    put('w/deep/far.dvc', tracker('b.onnx', 'wdir: ../../elsewhere\n'));
    put('w/up.dvc', tracker('../there/c.onnx'));
    put('w/out.dvc', tracker('d.onnx', 'wdir: ../../..\n'));
    put('.gitignore', 'ignored\n');
    put('ignored/i.dvc', tracker('i.onnx', 'wdir: ../elsewhere\n'));
    const seen = async (root: string) => (await discoverModels(join(folder, root))).models.map(({ path }) => path.slice(folder.length + 1));
    expect(await seen('')).toEqual(['elsewhere/b.onnx', 'there/c.onnx']);
    mkdirSync(join(folder, 'elsewhere'));
    expect(await seen('elsewhere')).toEqual(['elsewhere/b.onnx']);
    expect(await seen('w')).toEqual([]);
    execFileSync('git', ['add', 'w'], { cwd: folder });
    expect(await readPointer(join(folder, 'elsewhere/b.onnx'), join(folder, 'elsewhere'))).toEqual({
      kind: 'dvc',
      oid: MD5,
      bytes: 1000,
      argv: ['dvc', 'pull', '../w/deep/far.dvc'],
      cwd: join(folder, 'elsewhere'),
    });
    expect(await readPointer(join(folder, 'elsewhere/i.onnx'))).toBeUndefined();
  });

  it('of a name that no file can have hinders no list', async () => {
    put('m.onnx', 'x');
    put('long.dvc', tracker(`${'n'.repeat(300)}/a.onnx`));
    put('zero.dvc', tracker('"a\\0b/a.onnx"'));
    put('file.dvc', tracker('m.onnx/a.onnx'));
    const { models } = await discoverModels(folder);
    expect(models.find(({ name }) => name === 'm')?.state).toBe('file');
  });

  it('of another file or of hostile YAML is none', () => {
    expect(dvcEntry(tracker('model.onnx'), 'model.onnx')).toEqual({ oid: MD5, bytes: 1000 });
    expect(dvcEntry(tracker('model.onnx'), 'other.onnx')).toBeUndefined();
    expect(dvcEntry('outs: 7', 'model.onnx')).toBeUndefined();
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((key, i) => `${key}: &${key} [${`*${'abcdefgh'[i]},`.repeat(9)}]`),
    ].join('\n');
    expect(dvcEntry(bomb, 'model.onnx')).toBeUndefined();
    expect(dvcEntry('['.repeat(50_000), 'model.onnx')).toBeUndefined();
  });
});

function hasLfs(): boolean {
  try {
    execFileSync('git', ['lfs', 'version'], { stdio: 'ignore' });
    return process.platform !== 'win32';
  } catch {
    return false;
  }
}
