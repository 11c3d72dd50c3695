import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderVersions } from '../../../src/cli/render/versions';
import { makeStyle } from '../../../src/cli/style';
import { modelsJob } from '../../../src/jobs/models/job';
import { versionsJob } from '../../../src/jobs/versions/job';
import { type ModelsResult, zModelsResult } from '../../../src/report/schemas/models';
import { type VersionsResult, zVersionsResult } from '../../../src/report/schemas/versions';
import { EPOCH, git, makeRepository, scratchFolder } from '../git/scratch';
import { bareContext } from './inspectContext';

const WEIGHTS = 'weights of the third version';
const SHA256 = createHash('sha256').update(WEIGHTS).digest('hex');
const LFS = `version https://git-lfs.github.com/spec/v1\noid sha256:${SHA256}\nsize ${WEIGHTS.length}\n`;

let folder: string;
let remove: () => void;
beforeEach(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  ({ folder, remove } = scratchFolder('versions'));
  folder = realpathSync(folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  remove();
});

async function versions(model: string, cwd = folder): Promise<{ result: VersionsResult; verdict: string }> {
  const { result, verdict } = await versionsJob.run({ model }, bareContext(cwd));
  return { result: zVersionsResult.parse(result), verdict };
}
async function models(cwd = folder): Promise<ModelsResult> {
  return zModelsResult.parse((await modelsJob.run({ folder: '.', tags: true }, bareContext(cwd))).result);
}

/** Three versions: one before `artifacts.yaml`, one moved, one in Git LFS. */
function glyphs(): string[] {
  return makeRepository(
    folder,
    [
      { files: { 'glyphs.onnx': 'one' } },
      { files: { 'artifacts.yaml': 'glyphs:\n  path: models/glyphs.onnx\n', 'models/glyphs.onnx': 'second' } },
      { files: { 'models/glyphs.onnx': LFS } },
    ],
    [
      { name: 'glyphs@v1.0.0', commit: 0, time: EPOCH, message: 'first' },
      { name: 'glyphs@v1.1.0', commit: 1, time: EPOCH + 10 },
      { name: 'glyphs@v1.2.0', commit: 2, time: EPOCH + 20 },
      { name: 'glyphs#prod#1', commit: 2, time: EPOCH + 30 },
      { name: 'glyphs#prod#2', commit: 1, time: EPOCH + 40 },
    ],
  );
}

describe('job versions', () => {
  it.each([
    ['a version that moved since, by its file at its tag', 'glyphs.onnx@glyphs@v1.0.0'],
    ['a version that was taken back', 'models/glyphs.onnx@glyphs@v1.1.0'],
    ['a stage’s tag', 'models/glyphs.onnx@glyphs#prod#1'],
    ['another ref', 'models/glyphs.onnx@HEAD~1'],
    ['a version', 'glyphs@v1.1.0'],
  ])('names the model by %s', async (_, reference) => {
    glyphs();
    git(folder, ['tag', '-a', '-m', 'back', 'glyphs@v1.1.0!', 'glyphs@v1.1.0^{commit}']);
    const { result } = await versions(reference);
    expect([result.name, result.workingCopy?.path, result.versions.length]).toEqual(['glyphs', 'models/glyphs.onnx', 3]);
  });

  it('names a model whose file and folder are gone', async () => {
    makeRepository(folder, [{ files: { 'nets/m.onnx': 'm' } }], [{ name: 'm@v1.0.0', commit: 0, time: EPOCH }]);
    git(folder, ['rm', '-q', 'nets/m.onnx']);
    for (const reference of ['nets/m.onnx', 'nets/m.onnx@m@v1.0.0', join(folder, 'nets/m.onnx')]) {
      const { result } = await versions(reference);
      expect([result.name, result.versions[0]?.path]).toEqual(['m', 'nets/m.onnx']);
    }
    await expect(versions('nets/other.onnx')).rejects.toMatchObject({ code: 'model.missing' });
  });

  it('names an unregistered file at a ref by its name', async () => {
    makeRepository(folder, [{ files: { 'draft.onnx': 'm' } }], []);
    expect((await versions('draft.onnx@HEAD')).result).toMatchObject({ name: 'draft', versions: [] });
  });

  it('says where each version is, how large, and what happened, newest first', async () => {
    const commits = glyphs();
    const { result, verdict } = await versions('glyphs');
    expect(verdict).toBe('glyphs: 3 versions, latest v1.2.0; prod v1.1.0');
    expect(result.stages).toEqual({ prod: 'v1.1.0' });
    expect(result.versions).toMatchObject([
      { version: 'v1.2.0', path: 'models/glyphs.onnx', bytes: WEIGHTS.length, storage: 'lfs', sha256: SHA256, stages: [], active: true },
      { version: 'v1.1.0', path: 'models/glyphs.onnx', bytes: 6, storage: 'git', stages: ['prod'] },
      { version: 'v1.0.0', path: 'glyphs.onnx', bytes: 3, commit: commits[0], tag: 'glyphs@v1.0.0', message: 'first', author: 'Ada' },
    ]);
    expect(result.versions[2]!.registeredAt).toBe(new Date(EPOCH * 1000).toISOString());
    expect(result.events.map(({ event, version, tag }) => [event, version, tag])).toEqual([
      ['assignment', 'v1.1.0', 'glyphs#prod#2'],
      ['assignment', 'v1.2.0', 'glyphs#prod#1'],
      ['registration', 'v1.2.0', 'glyphs@v1.2.0'],
      ['registration', 'v1.1.0', 'glyphs@v1.1.0'],
      ['registration', 'v1.0.0', 'glyphs@v1.0.0'],
    ]);
    const text = renderVersions(result, makeStyle(false), 120).join('\n');
    expect(text).toContain('models/glyphs.onnx in the work tree is v1.2.0.');
    expect(text).toMatch(/v1\.1\.0 +prod +2023-11-14 +6 bytes/);
  });

  it('knows the model by its name, its path, and a reference to a version', async () => {
    glyphs();
    for (const given of ['glyphs', 'models/glyphs.onnx', join(folder, 'models/glyphs.onnx'), 'glyphs@v1.0.0', 'glyphs#prod']) {
      expect([given, (await versions(given)).result.name]).toEqual([given, 'glyphs']);
    }
    expect((await versions('glyphs.onnx', join(folder, 'models'))).result.versions).toHaveLength(3);
    await expect(versions('glyhps')).rejects.toMatchObject({ code: 'model.missing', remedy: 'Did you mean glyphs?' });
    await expect(versions('nothing')).rejects.toMatchObject({ code: 'model.missing' });
    vi.stubEnv('GIT_CEILING_DIRECTORIES', join(folder, '..'));
    rmSync(join(folder, '.git'), { recursive: true });
    await expect(versions('glyphs')).rejects.toMatchObject({ code: 'git.notRepository' });
  });

  it('compares the work tree with them', async () => {
    glyphs();
    const file = join(folder, 'models/glyphs.onnx');
    const copy = async () => (await versions('glyphs')).result.workingCopy;
    // The pointer is as good as what it stands for.
    expect(await copy()).toMatchObject({ state: 'clean', version: 'v1.2.0', bytes: WEIGHTS.length });
    writeFileSync(file, WEIGHTS);
    expect(await copy()).toMatchObject({ state: 'clean', version: 'v1.2.0' });
    writeFileSync(file, 'second');
    expect(await copy()).toMatchObject({ state: 'clean', version: 'v1.1.0' });
    writeFileSync(file, 'Second');
    expect(await copy()).toEqual({ path: 'models/glyphs.onnx', state: 'changed', version: 'v1.2.0', bytes: 6 });
    git(folder, ['switch', '-q', '-f', '-d', 'HEAD~1']);
    writeFileSync(file, 'other');
    expect(await copy()).toMatchObject({ state: 'changed', version: 'v1.1.0' });
    rmSync(file);
    expect(await copy()).toEqual({ path: 'models/glyphs.onnx', state: 'missing' });
  });

  it('has an answer for a model without a version', async () => {
    makeRepository(folder, [{ files: { 'm.onnx': 'm' } }], []);
    const { result, verdict } = await versions('m.onnx');
    expect(verdict).toBe('m has no version yet');
    expect(result).toEqual({
      name: 'm',
      deprecated: false,
      stages: {},
      versions: [],
      events: [],
      workingCopy: { path: 'm.onnx', state: 'unregistered', bytes: 1 },
    });
  });

  it('takes a tag of a time that no calendar has, and prints nothing that moves the cursor', async () => {
    const [commit] = makeRepository(folder, [{ files: { 'm.onnx': 'm' } }], []);
    const text = `object ${commit}\ntype commit\ntag x\ntagger \u001b[31mEve <e@x> 99999999999999 +0000\n\n\u001b]0;title\u0007 <b>\n`;
    const object = git(folder, ['hash-object', '-t', 'tag', '-w', '--literally', '--stdin'], text).trim();
    git(folder, ['update-ref', 'refs/tags/m@v1.0.0', object]);
    const { result } = await versions('m');
    expect(result.versions[0]!.registeredAt).toMatch(/^\+?\d+-\d\d-\d\dT/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(renderVersions(result, makeStyle(false), 200).join('\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  });
});

describe('job models', () => {
  it('has one entry for each of what files, declarations and tags name, and what GTO shows', async () => {
    makeRepository(
      folder,
      [
        { files: { 'gone/old.onnx': 'o' } },
        {
          files: {
            'artifacts.yaml': 'glyphs:\n  path: models/glyphs.onnx\nlost:\n  path: models/lost.onnx\n',
            'models/glyphs.onnx': 'g',
            'plain.onnx': 'p',
          },
        },
        { files: { 'nested/dvc.yaml': 'artifacts:\n  q:\n    path: q.onnx\n', 'nested/q.onnx': 'q' } },
      ],
      [
        { name: 'old@v1.0.0', commit: 0, time: EPOCH },
        { name: 'glyphs@v1.0.0', commit: 1, time: EPOCH },
        { name: 'glyphs#prod#1', commit: 1, time: EPOCH + 1 },
        { name: 'nested=q@v0.1.0', commit: 2, time: EPOCH },
        { name: 'tagged@v1.0.0', commit: 1, time: EPOCH },
      ],
    );
    rmSync(join(folder, 'gone'), { recursive: true });
    const { models: found, registry } = await models();
    expect(found.map(({ name, path, state, latest, stages }) => ({ name, path, state, latest, stages }))).toEqual([
      { name: 'glyphs', path: 'models/glyphs.onnx', state: 'file', latest: 'v1.0.0', stages: { prod: 'v1.0.0' } },
      { name: 'lost', path: 'models/lost.onnx', state: 'missing', latest: undefined, stages: undefined },
      { name: 'nested:q', path: 'nested/q.onnx', state: 'file', latest: 'v0.1.0', stages: {} },
      { name: 'plain', path: 'plain.onnx', state: 'file', latest: undefined, stages: undefined },
      { name: 'old', path: 'gone/old.onnx', state: 'missing', latest: 'v1.0.0', stages: {} },
      { name: 'tagged', path: '', state: 'missing', latest: 'v1.0.0', stages: {} },
    ]);
    const shown = (version: string | null, prod: string | null = null) => ({ version, stage: { prod }, registered: true, active: true });
    // artifacts.yaml of a HEAD that has it counts for GTO; that of dvc.yaml does not.
    expect(registry).toEqual({
      glyphs: shown('v1.0.0', 'v1.0.0'),
      old: shown('v1.0.0'),
      'nested:q': shown('v0.1.0'),
      tagged: shown('v1.0.0'),
      lost: { version: null, stage: { prod: null }, registered: false, active: true },
    });
  });

  it('lists the files where there is no repository, or one that git does not open', async () => {
    writeFileSync(join(folder, 'm.onnx'), 'm');
    vi.stubEnv('GIT_CEILING_DIRECTORIES', join(folder, '..'));
    expect(await models()).toEqual({ models: [{ name: 'm', path: 'm.onnx', bytes: 1, state: 'file', files: [] }] });
    git(folder, ['init', '-q']);
    vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1');
    expect(await models()).toEqual({ models: [{ name: 'm', path: 'm.onnx', bytes: 1, state: 'file', files: [] }] });
  });

  it('of a folder leaves out what lies elsewhere', async () => {
    makeRepository(folder, [{ files: { 'a/m.onnx': 'm', 'b/n.onnx': 'n' } }], [{ name: 'n@v1.0.0', commit: 0 }]);
    expect((await models(join(folder, 'a'))).models.map(({ name }) => name)).toEqual(['m']);
    mkdirSync(join(folder, 'c'));
    expect((await models(join(folder, 'c'))).models).toEqual([]);
  });
});
