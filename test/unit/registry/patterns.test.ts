import { describe, expect, it } from 'vitest';
import { assignJob } from '../../../src/jobs/assign/job';
import { deregisterJob } from '../../../src/jobs/deregister/job';
import { modelsJob } from '../../../src/jobs/models/job';
import { registerJob } from '../../../src/jobs/register/job';
import { rollbackJob } from '../../../src/jobs/rollback/job';
import { unassignJob } from '../../../src/jobs/unassign/job';
import { versionsJob } from '../../../src/jobs/versions/job';
import type { ModelsResult } from '../../../src/report/schemas/models';
import type { VersionsResult } from '../../../src/report/schemas/versions';
import { EPOCH } from '../git/scratch';
import { ARTIFACTS, actionRepository } from './actionRepository';
import { annotate, scaleModel } from './versionModels';

const repository = actionRepository('patterns');
const { look, run } = repository;

/** Versions of `m` as plain tags `v1.0.0`, `v1.1.0`, …, a minute apart. @returns the commits */
function plainVersions(...versions: string[]): string[] {
  return versions.map((version, index) => {
    const commit = repository.commit({ 'models/m.onnx': scaleModel([index, 1]), 'artifacts.yaml': ARTIFACTS });
    annotate(repository.root, version, commit, EPOCH + 60 * index);
    return commit;
  });
}

const shown = async () => (await look<ModelsResult>(modelsJob, { folder: '.', tags: true })).registry;
const codes = ({ consequences }: { consequences: readonly { code: string }[] }) => consequences.map(({ code }) => code);

describe('a version that only a tag of another pattern tells', () => {
  it('keeps its name where a stage tag is at its commit', async () => {
    const [first, second] = plainVersions('v1.0.0', 'v1.1.0');
    annotate(repository.root, 'm#prod#1', first!, EPOCH + 200);
    annotate(repository.root, 'm#prod#2', second!, EPOCH + 300);
    const result = await look<VersionsResult>(versionsJob, { model: 'm' });
    expect(result.versions.map(({ version, pattern, stages }) => [version, pattern, stages])).toEqual([
      ['v1.1.0', 'v', ['prod']],
      ['v1.0.0', 'v', []],
    ]);
    const back = await run(rollbackJob, { model: 'm', stage: 'prod', dryRun: true });
    expect(back.consequences.find(({ code }) => code === 'stage.replaces')?.values).toMatchObject({ before: 'v1.1.0', after: 'v1.0.0' });
    const undone = await run(deregisterJob, { model: 'm', version: 'v1.1.0', dryRun: true });
    expect(undone.consequences.find(({ code }) => code === 'stage.fallsBack')?.values).toMatchObject({ before: 'v1.1.0', after: 'v1.0.0' });
    const other = await run(deregisterJob, { model: 'm', version: 'v1.0.0', dryRun: true });
    expect(codes(other)).toEqual(['version.adopted']);
  });

  it('is registered as GTO does before it is put in a stage', async () => {
    const [first] = plainVersions('v1.0.0', 'v1.1.0');
    const preview = await run(assignJob, { model: 'm', version: 'v1.0.0', stage: 'prod', dryRun: true });
    expect(preview.tags).toEqual(['m@v1.0.0', 'm#prod#1']);
    expect(preview.consequences[0]).toMatchObject({ code: 'version.adopted', values: { version: 'v1.0.0', tag: 'v1.0.0', commit: first } });
    await run(assignJob, { model: 'm', version: 'v1.0.0', stage: 'prod' });
    expect(repository.tags()).toEqual(['m#prod#1', 'm@v1.0.0', 'v1.0.0', 'v1.1.0']);
    expect(repository.git('rev-parse', 'm@v1.0.0^{commit}').trim()).toBe(first);
    expect(await shown()).toEqual({ m: { version: 'v1.0.0', stage: { prod: 'v1.0.0' }, registered: true, active: true } });
    const again = await run(assignJob, { model: 'm', version: 'v1.1.0', stage: 'prod' });
    expect(again.tags).toEqual(['m@v1.1.0', 'm#prod#2']);
    expect((await run(rollbackJob, { model: 'm', stage: 'prod' })).tags).toEqual(['m#prod#3']);
  });

  it('is registered before it is taken out of a stage that somebody put it in', async () => {
    const [first] = plainVersions('v1.0.0');
    annotate(repository.root, 'm#prod#1', first!, EPOCH + 200);
    expect(await shown()).toMatchObject({ m: { stage: { prod: first } } });
    expect((await run(unassignJob, { model: 'm', stage: 'prod' })).tags).toEqual(['m@v1.0.0', 'm#prod!#2']);
    expect(await shown()).toEqual({ m: { version: 'v1.0.0', stage: {}, registered: true, active: true } });
  });

  it('is registered before it is deregistered, and stays in the list', async () => {
    plainVersions('v1.0.0', 'v1.1.0');
    const done = await run(deregisterJob, { model: 'm', version: 'v1.1.0' });
    expect(done.tags).toEqual(['m@v1.1.0', 'm@v1.1.0!']);
    const { versions } = await look<VersionsResult>(versionsJob, { model: 'm' });
    expect(versions.map(({ version, active, pattern }) => [version, active, pattern])).toEqual([
      ['v1.1.0', false, undefined],
      ['v1.0.0', true, 'v'],
    ]);
  });

  it('is no second version of a commit', async () => {
    const [first] = plainVersions('v1.0.0');
    annotate(repository.root, 'm@v3.0.0', first!, EPOCH + 100);
    await expect(run(assignJob, { model: 'm', version: 'v1.0.0', stage: 'prod' })).rejects.toMatchObject({ code: 'register.commitTaken' });
  });

  it('may be registered for GTO by itself, at its commit', async () => {
    plainVersions('v1.0.0', 'v1.1.0');
    await expect(run(registerJob, { model: 'm', version: 'v1.0.0' })).rejects.toMatchObject({ code: 'version.registered' });
    expect((await run(registerJob, { model: 'm', version: 'v1.0.0', ref: 'v1.0.0' })).tags).toEqual(['m@v1.0.0']);
  });
});
