import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderVersions } from '../../../src/cli/render/versions';
import { makeStyle } from '../../../src/cli/style';
import { assignJob } from '../../../src/jobs/assign/job';
import { deregisterJob } from '../../../src/jobs/deregister/job';
import { doctorJob } from '../../../src/jobs/doctor/job';
import { type Job, loaded } from '../../../src/jobs/job';
import { modelsJob } from '../../../src/jobs/models/job';
import { registerJob } from '../../../src/jobs/register/job';
import { rollbackJob } from '../../../src/jobs/rollback/job';
import { unassignJob } from '../../../src/jobs/unassign/job';
import { versionsJob } from '../../../src/jobs/versions/job';
import { patternsIn } from '../../../src/registry/declared/settings';
import { EXTRA_PATTERNS } from '../../../src/registry/tags/grammar';
import type { DoctorResult } from '../../../src/report/schemas/doctor';
import type { ModelsResult } from '../../../src/report/schemas/models';
import type { VersionsResult } from '../../../src/report/schemas/versions';
import { EPOCH } from '../git/scratch';
import { writingContext } from './actionContext';
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

describe('what is marked and told', () => {
  /** What a job logs as warnings. */
  async function warnings(job: Job<never, unknown>, parameters: Record<string, unknown>, cwd = repository.root): Promise<string[]> {
    const { context } = writingContext(cwd);
    const told: string[] = [];
    context.log = (level, message) => level === 'warning' && told.push(message);
    await loaded(job).run(parameters, context);
    return told;
  }

  it('is, on the command line, which versions only other patterns tell', async () => {
    plainVersions('v1.0.0', 'v1.1.0');
    repository.git('tag', '-a', '-m', 'own', 'm@v1.1.0');
    const lines = renderVersions(await look<VersionsResult>(versionsJob, { model: 'm' }), makeStyle(false), 100);
    expect(lines.filter((line) => line.includes('†')).map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      'v1.0.0 †',
      '† told by a tag that GTO does not read: v1.0.0',
    ]);
  });

  it('is what of modelwright.tagPatterns is none, and it is passed over', async () => {
    plainVersions('v1.0.0');
    repository.git('config', 'modelwright.tagPatterns', 'bogus');
    const text = 'bogus in modelwright.tagPatterns is no pattern of tags and is passed over: name-v, name/v, v or none.';
    expect(await warnings(modelsJob as never, { folder: '.', tags: true })).toEqual([text]);
    expect(await warnings(versionsJob as never, { model: 'm' })).toEqual([text]);
    expect((await look<VersionsResult>(versionsJob, { model: 'm' })).versions).toHaveLength(1);
    expect((await look<DoctorResult>(doctorJob, {})).findings).toMatchObject([{ code: 'tag.patterns', where: 'modelwright.tagPatterns' }]);
    expect([patternsIn('name-v, bogus'), patternsIn('none'), patternsIn('')]).toEqual([['name-v'], [], EXTRA_PATTERNS]);
  });

  it('is that a shallow clone leaves tags out, where no version is there', async () => {
    plainVersions('v1.0.0');
    const shallow = join(repository.home, 'shallow');
    repository.git('clone', '-q', '--depth', '1', '--no-tags', `file://${repository.root}`, shallow);
    const text = expect.stringMatching(/shallow clone.*git fetch --unshallow --tags$/);
    expect(await warnings(modelsJob as never, { folder: '.', tags: true }, shallow)).toEqual([text]);
    expect(await warnings(versionsJob as never, { model: 'm' }, shallow)).toEqual([text]);
    expect(await warnings(versionsJob as never, { model: 'm' })).toEqual([]);
  });

  it('is that a model has no such version or stage', async () => {
    plainVersions('v1.0.0');
    await expect(look(versionsJob, { model: 'm@v9.9.9' })).rejects.toMatchObject({ code: 'model.version' });
    await expect(look(versionsJob, { model: 'm#prod' })).rejects.toMatchObject({ code: 'model.stage' });
    for (const model of ['m@v1.0.0', 'm@latest']) expect((await look<VersionsResult>(versionsJob, { model })).versions).toHaveLength(1);
  });
});
