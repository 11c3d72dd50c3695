import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assignJob } from '../../../src/jobs/assign/job';
import { registerJob } from '../../../src/jobs/register/job';
import { recentCommits } from '../../../src/registry/actions/recentCommits';
import { Registry } from '../../../src/registry/registry';
import type { ActionResult } from '../../../src/report/schemas/action';
import { EPOCH } from '../git/scratch';
import { ARTIFACTS, actionRepository } from './actionRepository';
import { annotate, dvcStore, floats, lfsPath, lfsPointer, md5, scaleModel, writeFile } from './versionModels';

const repository = actionRepository('registering');
const { run, commit, status, tags, threeVersions } = repository;
const at = (path: string) => join(repository.root, path);
const codes = (result: ActionResult) => result.consequences.map((consequence) => consequence.code);
const files = (result: ActionResult) => result.commit?.files.map(({ path, change }) => `${change} ${path}`).sort();

describe('a model that has not changed', () => {
  it('is told of whichever way the version is chosen, and registered when confirmed', async () => {
    threeVersions();
    commit({ 'README.md': 'x' });
    for (const version of [{}, { bump: 'major' }, { version: 'v3.0.0' }]) {
      const shown = await run(registerJob, { model: 'm', dryRun: true, ...version });
      expect(codes(shown), JSON.stringify(version)).toContain('version.identical');
      expect(shown.consequences[0]!.message).toMatch(/byte for byte that of v1\.2\.0/);
    }
    const shown = await run(registerJob, { model: 'm', version: 'v3.0.0', dryRun: true });
    expect((await run(registerJob, { model: 'm', version: 'v3.0.0', expect: shown.digest })).tags).toEqual(['m@v3.0.0']);
  });

  it('is told to be an older version where it is that one again', async () => {
    threeVersions();
    repository.git('checkout', '-q', 'm@v1.0.0', '--', 'models/m.onnx');
    const back = await run(registerJob, { model: 'm', commit: true, message: 'back', dryRun: true });
    expect(back.consequences).toContainEqual(
      expect.objectContaining({ code: 'version.older', severity: 'info', values: { version: 'v1.0.0' } }),
    );
    repository.git('commit', '-q', '-m', 'back');
    expect(codes(await run(registerJob, { model: 'm', bump: 'major', dryRun: true }))).toContain('version.older');
    repository.git('reset', '-q', '--hard', 'm@v1.2.0');
  });

  it('is one whose external data are the same too', async () => {
    const data = { 'models/m.onnx': scaleModel('m.data'), 'models/m.data': floats(1, 2), 'artifacts.yaml': ARTIFACTS };
    annotate(repository.root, 'm@v1.0.0', commit(data), EPOCH);
    const again = commit({ 'README.md': 'x' });
    expect(codes(await run(registerJob, { model: 'm', bump: 'patch', dryRun: true }))).toEqual(['version.identical']);
    commit({ 'models/m.data': floats(3, 4) });
    expect(codes(await run(registerJob, { model: 'm', bump: 'patch', dryRun: true }))).toEqual([]);
    expect(codes(await run(registerJob, { model: 'm', bump: 'patch', ref: again, dryRun: true }))).toEqual(['version.identical']);
  });

  it('is told by its pointer where Git LFS keeps it', async () => {
    const model = scaleModel([1, 2]);
    writeFile(at(join('.git', lfsPath(model))), model);
    annotate(repository.root, 'm@v1.0.0', commit({ 'models/m.onnx': lfsPointer(model), 'artifacts.yaml': ARTIFACTS }), EPOCH);
    commit({ 'README.md': 'x' });
    expect(codes(await run(registerJob, { model: 'm', bump: 'patch', dryRun: true }))).toEqual(['version.identical']);
  });
});

describe('what a version needs in git', () => {
  const manifest = JSON.stringify({
    schemaVersion: 1,
    inputs: { x: { kind: 'text', tokenizer: 'tokenizer.json' } },
    outputs: { y: { classes: 'names/labels.txt' } },
  });

  it('are the files that the manifest names as well, and none besides', async () => {
    commit({ 'models/m.onnx': scaleModel([0, 1]), 'artifacts.yaml': ARTIFACTS, 'models/m.model.json': manifest });
    writeFile(at('models/names/labels.txt'), 'a\nb\n');
    writeFile(at('models/tokenizer.json'), '{}');
    writeFile(at('models/other.txt'), 'not named');
    await expect(run(registerJob, { model: 'm' })).rejects.toMatchObject({
      code: 'register.uncommitted',
      message: expect.stringMatching(/names\/labels\.txt \(new\)\n.*tokenizer\.json \(new\)$/),
    });
    const done = await run(registerJob, { model: 'm', commit: true });
    expect(files(done)).toEqual(['added models/names/labels.txt', 'added models/tokenizer.json']);
    expect(status()).toBe('?? models/other.txt\n');
  });

  it('are no files outside of the model’s folder, whatever a manifest says', async () => {
    const outside = JSON.stringify({ schemaVersion: 1, outputs: { y: { classes: '../secret.txt' } } });
    commit({ 'models/m.onnx': scaleModel([0, 1]), 'artifacts.yaml': ARTIFACTS, 'models/m.model.json': outside });
    writeFile(at('secret.txt'), 'secret');
    await run(registerJob, { model: 'm', commit: true });
    expect(status()).toBe('?? secret.txt\n');
  });

  const lock = (hash: string, other = 'x') =>
    `schema: '2.0'\nstages:\n  train:\n    cmd: train\n    outs:\n    - path: models/m.onnx\n      hash: md5\n      md5: ${hash}\n` +
    `  else:\n    cmd: ${other}\n`;

  it('is dvc.lock where a pipeline writes the model, with its dvc.yaml', async () => {
    const [old, model] = [scaleModel([0, 1]), scaleModel([2, 2])];
    commit({ 'dvc.lock': lock(md5(old)), 'dvc.yaml': 'stages: {}\n', '.gitignore': '/models/m.onnx\n', 'artifacts.yaml': ARTIFACTS });
    writeFile(at('.dvc/config'), '');
    dvcStore(at('.dvc/cache'), old);
    writeFile(at('models/m.onnx'), model);
    await expect(run(registerJob, { model: 'm', commit: true })).rejects.toMatchObject({
      code: 'register.dvcStale',
      remedy: 'Run: dvc commit models/m.onnx',
    });
    writeFile(at('dvc.lock'), lock(md5(model)));
    writeFile(at('dvc.yaml'), 'stages: {} # new\n');
    await expect(run(registerJob, { model: 'm' })).rejects.toMatchObject({
      code: 'register.uncommitted',
      message: expect.stringContaining('dvc.lock (changed)'),
    });
    const done = await run(registerJob, { model: 'm', commit: true });
    expect(files(done)).toEqual(['changed dvc.lock', 'changed dvc.yaml']);
    expect(codes(done)).toContain('commit.more');
    // Another stage's change is none of this model's.
    writeFile(at('dvc.lock'), lock(md5(model), 'y'));
    commit({ 'README.md': 'x' });
    const next = await run(registerJob, { model: 'm', bump: 'patch' });
    expect([next.commit, codes(next)]).toEqual([undefined, ['version.identical']]);
    // Nor is it missing where DVC has not checked it out.
    commit({ 'README.md': 'y' });
    rmSync(at('models/m.onnx'));
    expect((await run(registerJob, { model: 'm', bump: 'patch', dryRun: true })).tags).toEqual(['m@v0.0.3']);
  });

  it('is the tracker of external data that DVC keeps', async () => {
    const data = floats(1, 2);
    commit({ 'models/m.onnx': scaleModel('m.data'), 'artifacts.yaml': ARTIFACTS });
    writeFile(at('models/m.data'), data);
    writeFile(at('models/.gitignore'), '/m.data\n');
    writeFile(at('models/m.data.dvc'), `outs:\n- path: m.data\n  hash: md5\n  md5: ${md5(data)}\n`);
    expect(files(await run(registerJob, { model: 'm', commit: true }))).toEqual(['added models/m.data.dvc']);
  });

  it('is a file of git’s own though a pipeline writes it', async () => {
    const metrics = '{"accuracy":1}';
    const text = lock(md5(metrics)).replace('m.onnx', 'm.metrics.json');
    commit({ 'models/m.onnx': scaleModel([0, 1]), 'artifacts.yaml': ARTIFACTS, 'dvc.lock': text });
    writeFile(at('models/m.metrics.json'), metrics);
    expect(files(await run(registerJob, { model: 'm', commit: true }))).toEqual(['added models/m.metrics.json']);
  });
});

describe('assigning a commit', () => {
  it('assigns the version that it has', async () => {
    const [first] = threeVersions();
    const done = await run(assignJob, { model: 'm', stage: 'dev', ref: first });
    expect([done.version, done.tags]).toEqual(['v1.0.0', ['m#dev#1']]);
    await expect(run(assignJob, { model: 'm', stage: 'dev', ref: first, version: 'v5.0.0' })).rejects.toMatchObject({
      code: 'assign.otherVersion',
    });
    await expect(run(assignJob, { model: 'm', stage: 'dev', ref: 'nowhere' })).rejects.toMatchObject({ code: 'git.ref' });
  });

  it('registers one without a version first, as GTO does, and says so', async () => {
    threeVersions();
    const fresh = commit({ 'models/m.onnx': scaleModel([9, 9]) });
    const shown = await run(assignJob, { model: 'm', stage: 'dev', ref: 'HEAD', dryRun: true });
    expect([shown.tags, codes(shown)[0]]).toEqual([['m@v1.2.1', 'm#dev#1'], 'assign.registers']);
    const done = await run(assignJob, { model: 'm', stage: 'dev', ref: 'HEAD', message: 'try it', expect: shown.digest }).catch(
      (error: unknown) => error,
    );
    expect(done).toMatchObject({ code: 'registry.changed' });
    await run(assignJob, { model: 'm', stage: 'dev', ref: 'HEAD', expect: shown.digest });
    expect(tags()).toEqual(['m#dev#1', 'm@v1.0.0', 'm@v1.1.0', 'm@v1.2.0', 'm@v1.2.1']);
    expect(repository.git('rev-parse', 'm#dev#1^{commit}').trim()).toBe(fresh);
  });

  it('names the version that it registers', async () => {
    commit({ 'models/m.onnx': scaleModel([9, 9]), 'artifacts.yaml': ARTIFACTS });
    await expect(run(assignJob, { model: 'm', stage: 'dev' })).rejects.toMatchObject({ remedy: expect.stringContaining('--ref') });
    const done = await run(assignJob, { model: 'm', stage: 'dev', ref: 'HEAD', version: 'v2.0.0', message: 'why' });
    expect(done.tags).toEqual(['m@v2.0.0', 'm#dev#1']);
    expect(repository.git('tag', '-l', '--format=%(contents:subject)', 'm#dev#1').trim()).toBe('why');
  });

  it('warns where the commit has no file of the model', async () => {
    const empty = commit({ 'README.md': 'x' });
    commit({ 'models/m.onnx': scaleModel([9, 9]), 'artifacts.yaml': ARTIFACTS });
    expect(codes(await run(registerJob, { model: 'm', ref: empty, dryRun: true }))).toEqual(['register.noFile']);
    expect(readFileSync(at('README.md'), 'utf8')).toBe('x');
    writeFileSync(at('README.md'), 'y');
  });
});

describe('the last commits that changed a model', () => {
  it('are those of its file, of what lies beside it under its name, and of its tracker', async () => {
    repository.git('config', 'log.showSignature', 'true');
    commit({ 'models/m.onnx': scaleModel([0, 1]), 'artifacts.yaml': ARTIFACTS });
    commit({ 'README.md': 'x' });
    const beside = commit({ 'models/m.model.json': '{}' });
    const moved = commit({ 'models/m.onnx.dvc': `outs:\n- path: m.onnx\n  md5: ${md5('x')}\n` });
    const registry = (await Registry.open(repository.root))!;
    try {
      const found = await recentCommits(registry, 'models/m.onnx');
      expect(found.slice(0, 2).map(({ commit: name }) => name)).toEqual([moved, beside]);
      expect(found[0]).toMatchObject({ author: 'Ada', subject: 'commit' });
      expect(found).toHaveLength(3);
      expect(await recentCommits(registry, 'none.onnx')).toEqual([]);
    } finally {
      registry.dispose();
    }
  });
});
