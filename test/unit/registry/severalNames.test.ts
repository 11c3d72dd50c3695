import { describe, expect, it } from 'vitest';
import { doctorJob } from '../../../src/jobs/doctor/job';
import { loaded } from '../../../src/jobs/job';
import { modelsJob } from '../../../src/jobs/models/job';
import { registerJob } from '../../../src/jobs/register/job';
import { versionsJob } from '../../../src/jobs/versions/job';
import type { ModelsResult } from '../../../src/report/schemas/models';
import type { VersionsResult } from '../../../src/report/schemas/versions';
import { writingContext } from './actionContext';
import { actionRepository } from './actionRepository';
import { scaleModel } from './versionModels';

const repository = actionRepository('several-names');
const { look, run } = repository;

describe('a file with two names', () => {
  it('is two models, each with its own versions', async () => {
    const [first, second] = ['det: {type: model, path: m.onnx}\n', 'prod-det: {path: m.onnx}\n'];
    repository.commit({ 'm.onnx': scaleModel([1, 2]), 'artifacts.yaml': first + second });
    await run(registerJob, { model: 'det', version: 'v1.0.0' });
    await run(registerJob, { model: 'prod-det', version: 'v7.0.0', stage: 'prod' });
    const { models } = await look<ModelsResult>(modelsJob, { folder: '.', tags: true });
    expect(models.map(({ name, also, path, state, latest, stages }) => ({ name, also, path, state, latest, stages }))).toEqual([
      { name: 'det', also: ['prod-det'], path: 'm.onnx', state: 'file', latest: 'v1.0.0', stages: {} },
      { name: 'prod-det', also: ['det'], path: 'm.onnx', state: 'file', latest: 'v7.0.0', stages: { prod: 'v7.0.0' } },
    ]);
    for (const [name, version] of [
      ['det', 'v1.0.0'],
      ['prod-det', 'v7.0.0'],
    ] as const) {
      const found = await look<VersionsResult>(versionsJob, { model: name });
      expect(found).toMatchObject({ name, versions: [{ version }], workingCopy: { state: 'clean', version } });
    }
    const ambiguous = { code: 'model.ambiguous', message: expect.stringContaining('det, prod-det') };
    await expect(run(registerJob, { model: 'm.onnx', dryRun: true })).rejects.toMatchObject(ambiguous);
    await expect(look(versionsJob, { model: 'm.onnx' })).rejects.toMatchObject(ambiguous);
    const { context } = writingContext(repository.root);
    expect((await loaded(doctorJob).run({}, context)).verdict).toBe('2 models, 2 versions, 3 tags: nothing wrong');
  });
});
