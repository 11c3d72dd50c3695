import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diffJob } from '../../../src/jobs/diff/job';
import type { DiffResult } from '../../../src/report/schemas/diff';
import { actionRepository } from './actionRepository';
import { scaleModel } from './versionModels';

const repository = actionRepository('diff-sides');
const { look } = repository;
const diff = async (before: string, cwd?: string) => (await look<DiffResult>(diffJob, { before }, cwd)).summary.split('\n')[0];

describe('one model alone is compared', () => {
  it('as a version, a stage or at a ref with the working copy', async () => {
    repository.threeVersions();
    repository.git('tag', '-a', '-m', 'stage', 'm#prod#1', 'm@v1.1.0^{commit}');
    expect(await diff('m@v1.1.0')).toBe('### m@v1.1.0 → m');
    expect(await diff('m#prod')).toBe('### m@v1.1.0 → m');
    expect(await diff('models/m.onnx@m@v1.0.0')).toBe('### m@v1.0.0 → m');
    const { tensors } = await look<DiffResult>(diffJob, { before: 'm@v1.0.0' });
    expect(tensors).toMatchObject([{ name: 'w', change: 'changed', l2: 2 }]);
  });

  it('as a file or by its name with the version it was changed from', async () => {
    repository.threeVersions();
    writeFileSync(join(repository.root, 'models/m.onnx'), scaleModel([9, 1]));
    for (const [given, cwd] of [
      ['m', undefined],
      ['models/m.onnx', undefined],
      ['m.onnx', join(repository.root, 'models')],
    ] as const) {
      expect(await diff(given, cwd)).toBe('### m@v1.2.0 → m');
    }
  });

  it('with nothing where there is no file, or no version', async () => {
    repository.commit({ 'n.onnx': scaleModel([0, 1]) });
    await expect(diff('n.onnx')).rejects.toMatchObject({ code: 'version.none' });
    repository.threeVersions();
    rmSync(join(repository.root, 'models/m.onnx'));
    await expect(diff('m@v1.1.0')).rejects.toMatchObject({ code: 'model.missing' });
    await expect(diff('other')).rejects.toMatchObject({ code: 'model.missing' });
  });
});
