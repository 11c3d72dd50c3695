import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { doctorJob } from '../../../src/jobs/doctor/job';
import { modelsJob } from '../../../src/jobs/models/job';
import { registerJob } from '../../../src/jobs/register/job';
import { versionsJob } from '../../../src/jobs/versions/job';
import { locateModel } from '../../../src/registry/references/resolve';
import type { DoctorResult } from '../../../src/report/schemas/doctor';
import type { ModelsResult } from '../../../src/report/schemas/models';
import type { VersionsResult } from '../../../src/report/schemas/versions';
import { actionRepository } from './actionRepository';
import { dvcStore, md5, scaleModel } from './versionModels';

const repository = actionRepository('dvc-folders');
const { look, run } = repository;
const model = scaleModel([1, 2]);
const list = JSON.stringify([
  { md5: md5(model), relpath: 'deep/b.onnx' },
  { md5: md5('1'), relpath: 'notes.txt' },
]);
const file = (path: string) => join(repository.root, path);

/** A folder `d` as `dvc add d` leaves it. */
beforeEach(() => {
  const cache = file('.dvc/cache');
  dvcStore(cache, model);
  const oid = dvcStore(cache, list, false, '.dir');
  const tracker = `outs:\n- md5: ${oid}\n  size: ${model.length + 1}\n  nfiles: 2\n  hash: md5\n  path: d\n`;
  repository.commit({ '.dvc/config': '', '.dvc/.gitignore': '/cache\n', '.gitignore': '/d\n', 'd.dvc': tracker });
  mkdirSync(file('d/deep'), { recursive: true });
  writeFileSync(file('d/deep/b.onnx'), model);
});

const versions = (name: string) => look<VersionsResult>(versionsJob, { model: name });

describe('a model in a folder that DVC tracks', () => {
  it.each([
    ['by its name', 'b'],
    ['by its path', 'd/deep/b.onnx'],
  ])('is registered %s, with the entry in artifacts.yaml alone', async (_, given) => {
    const { models } = await look<ModelsResult>(modelsJob, { folder: '.', tags: true });
    expect(models.map(({ name, path, state }) => [name, path, state])).toEqual([['b', 'd/deep/b.onnx', 'file']]);
    expect(await versions(given)).toMatchObject({ name: 'b', workingCopy: { path: 'd/deep/b.onnx', state: 'unregistered' } });
    const done = await run(registerJob, { model: given, commit: true });
    expect([done.tags, done.commit?.files]).toEqual([['b@v0.0.1'], [{ path: 'artifacts.yaml', change: 'added' }]]);
    expect(await versions(given)).toMatchObject({
      versions: [{ path: 'd/deep/b.onnx', bytes: model.length, storage: 'dvc' }],
      workingCopy: { state: 'clean', version: 'v0.0.1' },
    });
  });

  it.each([
    ['is here', true],
    ['is not here', false],
  ])('is found at a version that declares nothing where the file %s', async (_, here) => {
    repository.git('tag', '-a', '-m', 'b', 'b@v1.0.0');
    if (!here) rmSync(file('d'), { recursive: true });
    expect(await locateModel('b@v1.0.0', repository.root)).toMatchObject({
      path: 'd/deep/b.onnx',
      file: { storage: 'dvc', oid: md5(model) },
    });
    for (const given of ['b', 'd/deep/b.onnx']) {
      expect(await versions(given)).toMatchObject({ name: 'b', workingCopy: { state: 'clean', version: 'v1.0.0' } });
    }
    expect((await look<DoctorResult>(doctorJob, {})).findings).toEqual([]);
  });

  it('is the one model of a repository with plain tags', async () => {
    repository.git('tag', '-a', '-m', 'b', 'v1.0.0');
    expect((await versions('b')).versions).toMatchObject([{ version: 'v1.0.0', pattern: 'v', path: 'd/deep/b.onnx' }]);
  });

  it('is no model where the list of the folder is not here', async () => {
    rmSync(file('.dvc/cache'), { recursive: true });
    rmSync(file('d'), { recursive: true });
    await expect(versions('b')).rejects.toMatchObject({ code: 'model.missing' });
  });
});
