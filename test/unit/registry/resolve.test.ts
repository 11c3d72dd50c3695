import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discoverModels } from '../../../src/registry/discover';
import { resolveModel, resolveModelFile } from '../../../src/registry/references/resolve';

const LFS = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`;

let folder: string;
const write = (path: string, content = 'model') => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), content);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'registry-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('resolving a reference', () => {
  it('takes an existing path before anything else', async () => {
    write('glyphs@v1.0.0', 'x');
    write('a#b.onnx', 'xy');
    expect(await resolveModel('glyphs@v1.0.0', folder)).toEqual({
      name: 'glyphs@v1.0.0',
      path: join(folder, 'glyphs@v1.0.0'),
      bytes: 1,
      state: 'file',
    });
    expect(await resolveModel('a#b.onnx', folder)).toMatchObject({ name: 'a#b', bytes: 2 });
  });

  it('finds an artifact by name, from the repository root too', async () => {
    mkdirSync(join(folder, '.git'));
    write('artifacts.yaml', 'vision/glyphs:\n  type: model\n  path: models/glyphs.onnx\nlost:\n  path: models/lost.onnx\n');
    write('models/glyphs.onnx');
    expect(await resolveModel('vision/glyphs', join(folder, 'models'))).toMatchObject({
      name: 'vision/glyphs',
      path: join(folder, 'models/glyphs.onnx'),
    });
    await expect(resolveModel('lost', folder)).rejects.toMatchObject({
      code: 'model.missing',
      message: expect.stringContaining('models/lost.onnx'),
    });
  });

  it.each(['glyphs@v1.2.0', 'glyphs@latest', 'glyphs#prod', 'glyphs.onnx@main'])('%s needs a repository', async (reference) => {
    await expect(resolveModel(reference, folder)).rejects.toMatchObject({ code: 'model.noRepository' });
  });

  it('names what is missing, a folder, a pointer', async () => {
    mkdirSync(join(folder, 'models.onnx'));
    write('big.onnx', LFS);
    await expect(resolveModel('nothing.onnx', folder)).rejects.toMatchObject({
      code: 'model.missing',
      where: join(folder, 'nothing.onnx'),
    });
    await expect(resolveModel('models.onnx', folder)).rejects.toMatchObject({ code: 'model.folder' });
    expect(await resolveModel('big.onnx', folder)).toMatchObject({ state: 'pointer', bytes: 12345 });
    await expect(resolveModelFile('big.onnx', folder)).rejects.toMatchObject({
      code: 'model.pointer',
      remedy: 'Run: git lfs pull --include /big.onnx',
      actions: [{ kind: 'terminal', argv: ['git', 'lfs', 'pull', '--include', '/big.onnx'], cwd: folder }],
    });
  });
});

describe('discovering models', () => {
  it('lists files, pointers and declared artifacts with what belongs to them', async () => {
    write('artifacts.yaml', 'shapes:\n  path: models/glyphs.onnx\nlost:\n  path: lost.onnx\nescape:\n  path: ../outside.onnx\n');
    write('models/glyphs.onnx', '12345');
    write('models/glyphs.int8.onnx');
    write('models/glyphs.model.json');
    write('models/glyphs.int8.metrics.json');
    write('models/glyphs_data');
    write('models/unrelated.txt');
    write('models/big.onnx', LFS);
    write('models/far.onnx.dvc', `outs:\n- md5: ${'b'.repeat(32)}\n  size: 7\n  path: far.onnx\n`);
    write('node_modules/x/no.onnx');
    write('.git/no.onnx');
    write('.modelwright/reports/no.onnx');
    const { models, truncated } = await discoverModels(folder);
    expect(truncated).toBe(false);
    // A variant inherits.
    expect(models.map(({ manifest }) => manifest?.slice(folder.length + 1))).toEqual([
      undefined,
      undefined,
      undefined,
      join('models', 'glyphs.model.json'),
      join('models', 'glyphs.model.json'),
    ]);
    expect(
      models.map(({ name, path, bytes, state, files }) => [name, path.slice(folder.length + 1), bytes, state, [...files].sort()]),
    ).toEqual([
      ['lost', 'lost.onnx', 0, 'missing', []],
      ['big', join('models', 'big.onnx'), 12345, 'pointer', []],
      ['far', join('models', 'far.onnx'), 7, 'pointer', []],
      ['glyphs.int8', join('models', 'glyphs.int8.onnx'), 5, 'file', ['glyphs.int8.metrics.json']],
      ['shapes', join('models', 'glyphs.onnx'), 5, 'file', ['glyphs.model.json', 'glyphs_data']],
    ]);
  });

  it.skipIf(process.platform === 'win32')('does not follow links to folders, so loops end', async () => {
    write('a/model.onnx');
    symlinkSync(folder, join(folder, 'a/loop'));
    symlinkSync(tmpdir(), join(folder, 'outside'));
    expect((await discoverModels(folder)).models.map(({ path }) => path)).toEqual([join(folder, 'a/model.onnx')]);
  });

  it('stops when told', async () => {
    await expect(discoverModels(folder, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('takes a broken artifacts.yaml for none', async () => {
    write('artifacts.yaml', '{{{ not yaml');
    write('a.onnx');
    expect((await discoverModels(folder)).models.map(({ name }) => name)).toEqual(['a']);
  });
});
