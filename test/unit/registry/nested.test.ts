import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelsJob } from '../../../src/jobs/models/job';
import { registerJob } from '../../../src/jobs/register/job';
import { versionsJob } from '../../../src/jobs/versions/job';
import { locateModel } from '../../../src/registry/references/resolve';
import type { ModelsResult } from '../../../src/report/schemas/models';
import type { VersionsResult } from '../../../src/report/schemas/versions';
import { git } from '../git/scratch';
import { actionRepository } from './actionRepository';

const repository = actionRepository('nested');
const { look } = repository;

/** A repository with submodules, each a repository with three versions of `m`. */
function withSubmodules(...names: string[]): string {
  repository.threeVersions();
  repository.git('tag', '-a', '-m', 'gone', 'gone@v1.0.0');
  const outer = join(repository.root, '..', `${names.join('-')}-outer`);
  mkdirSync(outer);
  git(outer, ['init', '-q', '--template=']);
  for (const name of names) git(outer, ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', repository.root, name]);
  return outer;
}

describe('a model of a submodule', () => {
  it('is found by the name that the list of models shows', async () => {
    const outer = withSubmodules('nets');
    const inner = join(outer, 'nets');
    git(inner, ['config', 'user.name', 'Eve']);
    git(inner, ['config', 'user.email', 'eve@example.com']);
    const { models } = await look<ModelsResult>(modelsJob, { folder: '.', tags: true }, outer);
    expect(models.map(({ name, path, latest }) => [name, path, latest])).toContainEqual(['m', 'nets/models/m.onnx', 'v1.2.0']);
    expect((await look<VersionsResult>(versionsJob, { model: 'm' }, outer)).versions).toHaveLength(3);
    expect((await look<VersionsResult>(versionsJob, { model: 'gone' }, outer)).versions).toHaveLength(1);
    expect(await locateModel('m@v1.1.0', outer)).toMatchObject({ ref: 'm@v1.1.0', path: 'models/m.onnx' });
    git(inner, ['commit', '-q', '--allow-empty', '-m', 'next']);
    await look(registerJob, { model: 'm', version: 'v2.0.0', yes: true }, outer);
    expect(git(inner, ['tag', '--list', 'm@v2.0.0']).trim()).toBe('m@v2.0.0');
    expect(git(outer, ['tag'])).toBe('');
  });

  it('is ambiguous where two have it, and unknown where none has', async () => {
    const outer = withSubmodules('a', 'b');
    const ambiguous = { code: 'model.ambiguous', remedy: expect.stringMatching(/a\/models\/m\.onnx, b\/models\/m\.onnx/) };
    await expect(look(versionsJob, { model: 'm' }, outer)).rejects.toMatchObject(ambiguous);
    await expect(locateModel('m@v1.1.0', outer)).rejects.toMatchObject(ambiguous);
    await expect(look(versionsJob, { model: 'other' }, outer)).rejects.toMatchObject({ code: 'model.missing' });
    await expect(locateModel('other@v1.0.0', outer)).rejects.toMatchObject({ code: 'model.unknown' });
  });
});
