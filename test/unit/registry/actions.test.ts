import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { assignJob } from '../../../src/jobs/assign/job';
import { deleteTagJob } from '../../../src/jobs/deleteTag/job';
import { deprecateJob } from '../../../src/jobs/deprecate/job';
import { deregisterJob } from '../../../src/jobs/deregister/job';
import { type Job, loaded } from '../../../src/jobs/job';
import { pushJob } from '../../../src/jobs/push/job';
import { registerJob } from '../../../src/jobs/register/job';
import { rollbackJob } from '../../../src/jobs/rollback/job';
import { unassignJob } from '../../../src/jobs/unassign/job';
import type { ActionResult } from '../../../src/report/schemas/action';
import type { PushResult } from '../../../src/report/schemas/push';
import { git, scratchFolder } from '../git/scratch';
import { writingContext } from './actionContext';
import { ARTIFACTS, templates } from './actionRepository';
import { annotate, commitFiles, scaleModel } from './versionModels';

const { folder: home, remove } = scratchFolder('actions');
let root: string;
let count = 0;

/** The jobs run git with this process's environment: no configuration but the repository's own. */
const environment = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', MODELWRIGHT_CACHE: join(home, 'cache') };
const before = Object.fromEntries(Object.keys(environment).map((name) => [name, process.env[name]]));
Object.assign(process.env, environment);
afterAll(() => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  remove();
});

const template = templates(home);
beforeEach(() => {
  root = join(home, `r${count++}`);
  template.start(root);
});
const threeVersions = () => template.threeVersions(root);

// biome-ignore lint/suspicious/noExplicitAny: jobs of every parameter type
async function run(job: Job<any, ActionResult>, parameters: Record<string, unknown>, signal?: AbortSignal): Promise<ActionResult> {
  const { context } = writingContext(root, signal ? { signal } : {});
  const outcome = await loaded(job).run({ yes: true, ...parameters }, context);
  return outcome.result as ActionResult;
}

const tags = () => git(root, ['tag']).trim().split('\n').filter(Boolean);
const codes = (result: ActionResult) => result.consequences.map((consequence) => consequence.code);
const status = () => git(root, ['status', '--porcelain']);

describe('assigning', () => {
  it('writes the next counted tag at the version’s commit, annotated, by whoever git says', async () => {
    const [, second] = threeVersions();
    const result = await run(assignJob, { model: 'm', version: 'v1.1.0', stage: 'production' });
    expect(result.tags).toEqual(['m#production#1']);
    expect(git(root, ['cat-file', 'tag', 'm#production#1'])).toMatch(
      new RegExp(
        `^object ${second}\ntype commit\ntag m#production#1\ntagger Eve <eve@example.com> \\d+ [+-]\\d{4}\n\nAssigning stage production to artifact m version v1.1.0\n$`,
      ),
    );
    expect((await run(assignJob, { model: 'm', version: 'v1.2.0', stage: 'dev', message: '#1: try\n\nit' })).tags).toEqual(['m#dev#2']);
    expect(git(root, ['tag', '-l', '--format=%(contents)', 'm#dev#2']).trim()).toBe('#1: try\n\nit');
  });

  it('shows in a dry run what the real run writes, and writes nothing', async () => {
    threeVersions();
    const seen = tags();
    const shown = await run(assignJob, { model: 'm', stage: 'production', yes: false, dryRun: true });
    expect(tags()).toEqual(seen);
    const done = await run(assignJob, { model: 'm', stage: 'production', expect: shown.digest });
    expect({ ...done, dryRun: true }).toEqual(shown);
  });

  it('refuses what was confirmed where it would be something else by now', async () => {
    threeVersions();
    const shown = await run(assignJob, { model: 'm', stage: 'production', dryRun: true });
    annotate(root, 'm#dev#1', 'm@v1.0.0');
    await expect(run(assignJob, { model: 'm', stage: 'production', expect: shown.digest })).rejects.toMatchObject({
      code: 'registry.changed',
    });
    expect(tags()).not.toContain('m#production#1');
  });

  it('counts lightweight tags too, as GTO does', async () => {
    threeVersions();
    git(root, ['tag', 'm#x#41']);
    expect((await run(assignJob, { model: 'm', stage: 'production' })).tags).toEqual(['m#production#42']);
  });

  it('writes nothing where the version is in the stage, unless forced', async () => {
    threeVersions();
    await run(assignJob, { model: 'm', stage: 'production' });
    const again = await run(assignJob, { model: 'm', stage: 'production' });
    expect([again.tags, codes(again)]).toEqual([[], ['stage.already']]);
    expect((await run(assignJob, { model: 'm', stage: 'production', force: true })).tags).toEqual(['m#production#2']);
  });

  it.each([
    [{ stage: 'live' }, 'stage.unknown', /production/],
    [{ stage: 'a b' }, 'stage.name', /letters/],
    [{ stage: 'dev', version: 'v9.9.9' }, 'version.unknown', /v1\.2\.0, v1\.1\.0, v1\.0\.0/],
    [{ model: 'n', stage: 'dev' }, 'model.missing', /./],
  ])('refuses %j', async (parameters, code, remedy) => {
    threeVersions();
    writeFileSync(join(root, '.gto'), 'stages: [dev, production]\n');
    await expect(run(assignJob, { model: 'm', ...parameters })).rejects.toMatchObject({ code, remedy: expect.stringMatching(remedy) });
    expect(tags()).toHaveLength(3);
  });

  it('dates a tag after the last event, whatever the clock says', async () => {
    const [first] = threeVersions();
    const future = Math.floor(Date.now() / 1000) + 86_400;
    annotate(root, 'm#production#1', first, future);
    const result = await run(assignJob, { model: 'm', version: 'v1.2.0', stage: 'production' });
    expect(codes(result)).toContain('clock.behind');
    expect(Number(git(root, ['tag', '-l', '--format=%(taggerdate:unix)', 'm#production#2']))).toBe(future + 1);
    const quick = await run(assignJob, { model: 'm', version: 'v1.0.0', stage: 'production' });
    expect(Number(git(root, ['tag', '-l', '--format=%(taggerdate:unix)', quick.tags[0]!]))).toBe(future + 2);
  });
});

describe('taking back', () => {
  it('says where a stage falls back to, and what find_versions_in_stage tells', async () => {
    threeVersions();
    await run(assignJob, { model: 'm', version: 'v1.0.0', stage: 'production' });
    await run(assignJob, { model: 'm', version: 'v1.2.0', stage: 'production' });
    const unassigned = await run(unassignJob, { model: 'm', stage: 'production' });
    expect(unassigned).toMatchObject({ tags: ['m#production!#3'], version: 'v1.2.0' });
    expect(unassigned.consequences).toContainEqual(
      expect.objectContaining({ code: 'stage.fallsBack', values: { stage: 'production', before: 'v1.2.0', after: 'v1.0.0' } }),
    );
    expect(codes(await run(unassignJob, { model: 'm', stage: 'production' }))).toContain('stage.emptied');
    await expect(run(unassignJob, { model: 'm', stage: 'production' })).rejects.toMatchObject({ code: 'stage.empty' });
  });

  it('deregisters, and registers again under a counted tag on the same commit only', async () => {
    threeVersions();
    await run(assignJob, { model: 'm', version: 'v1.1.0', stage: 'production' });
    await run(assignJob, { model: 'm', version: 'v1.2.0', stage: 'production' });
    const result = await run(deregisterJob, { model: 'm', version: 'v1.2.0' });
    expect(result.tags).toEqual(['m@v1.2.0!']);
    expect(codes(result)).toEqual(expect.arrayContaining(['version.latest', 'stage.fallsBack']));
    await expect(run(assignJob, { model: 'm', version: 'v1.2.0', stage: 'dev' })).rejects.toMatchObject({ code: 'version.deregistered' });
    await expect(run(registerJob, { model: 'm', version: 'v1.3.0' })).rejects.toMatchObject({ code: 'register.commitTaken' });
    expect((await run(registerJob, { model: 'm', version: 'v1.2.0' })).tags).toEqual(['m@v1.2.0#3']);
    expect((await run(deregisterJob, { model: 'm', version: 'v1.2.0' })).tags).toEqual(['m@v1.2.0!#4']);
    commitFiles(root, { 'models/m.onnx': scaleModel([7, 7]) });
    await expect(run(registerJob, { model: 'm', version: 'v1.2.0' })).rejects.toMatchObject({ code: 'version.moved' });
  });

  it('deprecates, once', async () => {
    threeVersions();
    expect((await run(deprecateJob, { model: 'm' })).tags).toEqual(['m@deprecated']);
    await expect(run(deprecateJob, { model: 'm' })).rejects.toMatchObject({ code: 'artifact.deprecated' });
  });

  it('deletes a tag and says how to have it back', async () => {
    threeVersions();
    const object = git(root, ['rev-parse', 'refs/tags/m@v1.2.0']).trim();
    const result = await run(deleteTagJob, { tag: 'm@v1.2.0' });
    expect([result.deletes, tags()]).toEqual([['m@v1.2.0'], ['m@v1.0.0', 'm@v1.1.0']]);
    expect(result.consequences[0]!.values).toEqual({ tag: 'm@v1.2.0', object });
    await expect(run(deleteTagJob, { tag: 'm@v1.2.0' })).rejects.toMatchObject({ code: 'tag.unknown' });
    git(root, ['tag', 'other']);
    await expect(run(deleteTagJob, { tag: 'other' })).rejects.toMatchObject({ code: 'tag.foreign' });
  });
});

describe('rolling back', () => {
  const back = async () => (await run(rollbackJob, { model: 'm', stage: 'production' })).version;
  const to = (version: string) => run(assignJob, { model: 'm', version, stage: 'production' });

  it('goes further back each time, and not forth again', async () => {
    threeVersions();
    await to('v1.0.0');
    await to('v1.1.0');
    await to('v1.2.0');
    expect(await back()).toBe('v1.1.0');
    expect(await back()).toBe('v1.0.0');
    await expect(back()).rejects.toMatchObject({ code: 'rollback.none' });
    await to('v1.2.0');
    expect(await back()).toBe('v1.0.0');
  });

  it('passes over a deregistered version and says so', async () => {
    threeVersions();
    await to('v1.0.0');
    await to('v1.1.0');
    await to('v1.2.0');
    await run(deregisterJob, { model: 'm', version: 'v1.1.0' });
    const result = await run(rollbackJob, { model: 'm', stage: 'production' });
    expect(result.version).toBe('v1.0.0');
    expect(codes(result)).toEqual(['rollback.skips', 'stage.replaces', 'stage.which']);
  });
});

describe('registering', () => {
  it('suggests by what changed, with the reason', async () => {
    threeVersions();
    commitFiles(root, { 'models/m.onnx': scaleModel([9, 9]) });
    const result = await run(registerJob, { model: 'm' });
    expect(result).toMatchObject({ tags: ['m@v1.2.1'], suggestion: { bump: 'patch', reasons: ['Values of weights changed.'] } });
    commitFiles(root, { 'README.md': 'x' });
    const same = await run(registerJob, { model: 'models/m.onnx' });
    expect([same.version, codes(same)]).toEqual(['v1.2.2', ['version.identical']]);
  });

  it('starts at v0.0.1 as GTO does, and takes what is typed', async () => {
    commitFiles(root, { 'models/m.onnx': scaleModel([0, 1]), 'artifacts.yaml': ARTIFACTS });
    expect((await run(registerJob, { model: 'm', dryRun: true })).version).toBe('v0.0.1');
    expect((await run(registerJob, { model: 'm', bump: 'major', dryRun: true })).version).toBe('v1.0.0');
    await expect(run(registerJob, { model: 'm', version: '1.0.0' })).rejects.toMatchObject({ code: 'version.invalid' });
    expect(codes(await run(registerJob, { model: 'm', version: 'v1.0.0-rc.1' }))).toEqual(['version.prerelease']);
  });

  it('refuses uncommitted files with their list, and commits just these where asked', async () => {
    threeVersions();
    writeFileSync(join(root, 'other.txt'), 'staged');
    git(root, ['add', 'other.txt']);
    writeFileSync(join(root, 'loose.txt'), 'untracked');
    writeFileSync(join(root, 'models/m.onnx'), scaleModel([5, 5]));
    writeFileSync(join(root, 'models/m.metrics.json'), '{}');
    await expect(run(registerJob, { model: 'm' })).rejects.toMatchObject({
      code: 'register.uncommitted',
      message: expect.stringMatching(/models\/m\.onnx \(changed\)[\s\S]*m\.metrics\.json \(new\)/),
    });
    const result = await run(registerJob, { model: 'm', commit: true, message: 'better' });
    expect(result.commit).toMatchObject({
      message: 'm: better',
      files: expect.arrayContaining([
        { path: 'models/m.onnx', change: 'changed' },
        { path: 'models/m.metrics.json', change: 'added' },
      ]),
    });
    expect(git(root, ['show', '--format=%s', '--name-only', 'm@v1.2.1^{commit}']).trim().split('\n')).toEqual([
      'm: better',
      '',
      'models/m.metrics.json',
      'models/m.onnx',
    ]);
    expect(status()).toBe('A  other.txt\n?? loose.txt\n');
    expect(result.writes[0]!.commit).toBe(result.commit!.id);
  });

  it('adds what artifacts.yaml lacks in the same commit, every other character kept', async () => {
    commitFiles(root, { 'models/m.onnx': scaleModel([0, 1]), 'models/new.v2.onnx': scaleModel([1, 1]), 'artifacts.yaml': ARTIFACTS });
    const result = await run(registerJob, { model: 'models/new.v2.onnx', description: 'a: b' });
    expect(result.tags).toEqual(['new-v2@v0.0.1']);
    expect(readFileSync(join(root, 'artifacts.yaml'), 'utf8')).toBe(
      `${ARTIFACTS}new-v2:\n  type: model\n  path: models/new.v2.onnx\n  description: "a: b"\n`,
    );
    expect(status()).toBe('');
    expect(codes(result)).toContain('commit.declares');
  });

  it('takes dvc.yaml’s word for a declaration', async () => {
    commitFiles(root, { 'm.onnx': scaleModel([0, 1]), 'dvc.yaml': 'artifacts:\n  m:\n    path: m.onnx\n    type: model\n' });
    expect((await run(registerJob, { model: 'm' })).commit).toBeUndefined();
    expect(existsSync(join(root, 'artifacts.yaml'))).toBe(false);
  });

  it('puts everything back where a hook refuses the commit', async () => {
    commitFiles(root, { 'README.md': 'x' });
    mkdirSync(join(root, '.git/hooks'));
    writeFileSync(join(root, '.git/hooks/pre-commit'), '#!/bin/sh\necho no models on fridays >&2\nexit 1\n');
    chmodSync(join(root, '.git/hooks/pre-commit'), 0o755);
    writeFileSync(join(root, 'm.onnx'), scaleModel([0, 1]));
    await expect(run(registerJob, { model: 'm.onnx', commit: true })).rejects.toMatchObject({
      code: 'git.commit',
      message: expect.stringContaining('no models on fridays'),
    });
    expect(status()).toBe('?? m.onnx\n');
    expect(tags()).toEqual([]);
  });

  it('never loses what is staged in another state', async () => {
    threeVersions();
    writeFileSync(join(root, 'models/m.onnx'), scaleModel([5, 5]));
    git(root, ['add', '-A']);
    writeFileSync(join(root, 'models/m.onnx'), scaleModel([6, 6]));
    await expect(run(registerJob, { model: 'm', commit: true })).rejects.toMatchObject({ code: 'commit.partlyStaged' });
    expect(status()).toBe('MM models/m.onnx\n');
  });

  it.each([
    ['a//b', 'tag.refused'],
    ['a.b', 'artifact.name'],
    ['-x', 'artifact.name'],
    ['a/b', 'tag.blocked'],
    ['$(touch pwned)', 'artifact.name'],
  ])('refuses the name %s', async (name, code) => {
    commitFiles(root, { 'm.onnx': scaleModel([0, 1]) });
    git(root, ['tag', 'a']);
    await expect(run(registerJob, { model: 'm.onnx', name })).rejects.toMatchObject({ code });
    expect(tags()).toEqual(['a']);
    expect(status()).toBe('');
  });

  it('refuses a type that .gto does not allow', async () => {
    commitFiles(root, { 'm.onnx': scaleModel([0, 1]), '.gto': 'types: [dataset]\n' });
    await expect(run(registerJob, { model: 'm.onnx' })).rejects.toMatchObject({ code: 'type.unknown', remedy: 'Allowed are dataset.' });
  });
});

describe('pushing', () => {
  let remote: string;
  const there = () => git(remote, ['tag']).trim().split('\n').filter(Boolean);
  beforeEach(() => {
    remote = `${root}.git`;
    git(home, ['init', '-q', '--bare', remote]);
    git(root, ['remote', 'add', 'origin', remote]);
    threeVersions();
  });

  it('never happens by itself, and is offered', async () => {
    const result = await run(assignJob, { model: 'm', stage: 'dev' });
    expect(result.push).toEqual({
      remotes: ['origin'],
      argv: ['git', 'push', 'origin', 'refs/tags/m#dev#1'],
      command: "git push origin 'refs/tags/m#dev#1'",
      pushed: false,
    });
    expect(there()).toEqual([]);
  });

  it('pushes the tags written alone, with their commits and no branch', async () => {
    const result = await run(assignJob, { model: 'm', stage: 'dev', push: true });
    expect([result.push!.pushed, there()]).toEqual([true, ['m#dev#1']]);
    expect(git(remote, ['for-each-ref', 'refs/heads'])).toBe('');
    await run(deleteTagJob, { tag: 'm#dev#1', push: true });
    expect(there()).toEqual([]);
  });

  it('pushes what the remote lacks, and leaves alone what differs there', async () => {
    git(root, ['push', '-q', 'origin', 'refs/tags/m@v1.0.0']);
    git(root, ['tag', '-f', '-a', '-m', 'other', 'm@v1.0.0', 'HEAD']);
    git(root, ['tag', 'unrelated']);
    const { context } = writingContext(root);
    const pushed = async (parameters: object) => (await loaded(pushJob).run(parameters, context)).result as PushResult;
    const shown = await pushed({ dryRun: true });
    expect(shown).toMatchObject({ remote: 'origin', tags: ['m@v1.1.0', 'm@v1.2.0'], differ: ['m@v1.0.0'] });
    expect(there()).toEqual(['m@v1.0.0']);
    await pushed({ yes: true, expect: shown.digest });
    expect(there()).toEqual(['m@v1.0.0', 'm@v1.1.0', 'm@v1.2.0']);
    await expect(pushed({ yes: true, remote: '--upload-pack=touch' })).rejects.toMatchObject({ code: 'push.remote' });
  });

  it.each([
    ['file:///nowhere/at/all', 'push.unreachable'],
    ['https://127.0.0.1:1/x.git', 'push.unreachable'],
  ])('says that %s cannot be reached, and what is done', async (address, code) => {
    git(root, ['remote', 'set-url', 'origin', address]);
    await expect(run(assignJob, { model: 'm', stage: 'dev', push: true })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/nothing was pushed: m#dev#1$/),
      remedy: expect.stringContaining("git push origin 'refs/tags/m#dev#1'"),
    });
    expect(tags()).toContain('m#dev#1');
  });

  it('says that a hook there refused', async () => {
    mkdirSync(join(remote, 'hooks'), { recursive: true });
    writeFileSync(join(remote, 'hooks/pre-receive'), '#!/bin/sh\necho closed today >&2\nexit 1\n');
    chmodSync(join(remote, 'hooks/pre-receive'), 0o755);
    await expect(run(assignJob, { model: 'm', stage: 'dev', push: true })).rejects.toMatchObject({
      code: 'push.rejected',
      message: expect.stringContaining('closed today'),
    });
  });
});

describe('a model kept with DVC', () => {
  it('is committed by its .dvc file', async () => {
    commitFiles(root, {
      'm.onnx.dvc': 'outs:\n- path: m.onnx\n  md5: 0123456789abcdef0123456789abcdef\n',
      '.gitignore': '/m.onnx\n',
      'artifacts.yaml': 'm:\n  path: m.onnx\n',
    });
    writeFileSync(join(root, 'm.onnx'), scaleModel([0, 1]));
    await expect(run(registerJob, { model: 'm' })).rejects.toMatchObject({ code: 'register.dvcStale', remedy: 'Run: dvc add m.onnx' });
    const md5 = createHash('md5')
      .update(scaleModel([0, 1]))
      .digest('hex');
    writeFileSync(join(root, 'm.onnx.dvc'), `outs:\n- path: m.onnx\n  md5: ${md5}\n`);
    const result = await run(registerJob, { model: 'm', commit: true });
    expect(result.commit!.files).toEqual([{ path: 'm.onnx.dvc', change: 'changed' }]);
    expect(status()).toBe('');
  });
});

describe('repositories in other states', () => {
  it('makes the first commit of an empty one', async () => {
    writeFileSync(join(root, 'm.onnx'), scaleModel([0, 1]));
    await expect(run(registerJob, { model: 'm.onnx' })).rejects.toMatchObject({ code: 'register.uncommitted' });
    expect((await run(registerJob, { model: 'm.onnx', commit: true })).tags).toEqual(['m@v0.0.1']);
    expect(git(root, ['show', '--name-only', '--format=', 'HEAD']).trim().split('\n')).toEqual(['artifacts.yaml', 'm.onnx']);
  });

  it('says that no branch has a commit of a detached HEAD', async () => {
    threeVersions();
    git(root, ['checkout', '-q', '--detach']);
    writeFileSync(join(root, 'models/m.onnx'), scaleModel([5, 5]));
    expect(codes(await run(registerJob, { model: 'm', commit: true }))).toContain('commit.detached');
  });

  it('works in a shallow clone', async () => {
    threeVersions();
    const clone = `${root}-clone`;
    git(home, ['clone', '-q', '--depth=1', `file://${root}`, clone]);
    git(clone, ['config', 'user.name', 'Eve']);
    git(clone, ['config', 'user.email', 'eve@example.com']);
    root = clone;
    commitFiles(root, { 'models/m.onnx': scaleModel([5, 5]) });
    expect((await run(registerJob, { model: 'm', version: 'v1.3.0' })).tags).toEqual(['m@v1.3.0']);
  });

  it('says who git does not know', async () => {
    threeVersions();
    git(root, ['config', '--unset', 'user.name']);
    git(root, ['config', '--unset', 'user.email']);
    git(root, ['config', 'user.useConfigOnly', 'true']);
    await expect(run(assignJob, { model: 'm', stage: 'dev' })).rejects.toMatchObject({ code: 'git.identity' });
    expect(tags()).toHaveLength(3);
  });

  it('says that the index is locked, with nothing changed', async () => {
    threeVersions();
    writeFileSync(join(root, 'models/m.onnx'), scaleModel([5, 5]));
    writeFileSync(join(root, 'models/m.metrics.json'), '{}');
    writeFileSync(join(root, '.git/index.lock'), '');
    await expect(run(registerJob, { model: 'm', commit: true })).rejects.toMatchObject({ code: 'git.locked' });
    rmSync(join(root, '.git/index.lock'));
    expect(status()).toBe(' M models/m.onnx\n?? models/m.metrics.json\n');
  });

  // Nothing is read-only to root.
  it.skipIf(process.getuid?.() === 0)('says that it cannot be written to', async () => {
    threeVersions();
    chmodSync(join(root, '.git'), 0o555);
    await expect(run(assignJob, { model: 'm', stage: 'dev' })).rejects.toMatchObject({ code: 'git.readOnly' });
    chmodSync(join(root, '.git'), 0o755);
    expect(tags()).toHaveLength(3);
  });

  it('does not write through a link', async () => {
    commitFiles(root, { 'm.onnx': scaleModel([0, 1]), 'real.yaml': ARTIFACTS.replace('m:', 'other:') });
    symlinkSync('real.yaml', join(root, 'artifacts.yaml'));
    git(root, ['add', 'artifacts.yaml']);
    git(root, ['commit', '-q', '-m', 'link']);
    await expect(run(registerJob, { model: 'm.onnx' })).rejects.toMatchObject({ code: 'artifacts.link' });
    expect([status(), tags()]).toEqual(['', []]);
  });

  it('says that a merge is under way', async () => {
    threeVersions();
    git(root, ['checkout', '-q', '-b', 'side', 'HEAD~1']);
    commitFiles(root, { 'side.txt': 'x' });
    git(root, ['merge', '-q', '--no-commit', '--no-ff', 'main']);
    writeFileSync(join(root, 'models/m.onnx'), scaleModel([5, 5]));
    await expect(run(registerJob, { model: 'm', commit: true })).rejects.toMatchObject({
      code: expect.stringMatching(/git\.merging|commit\.partlyStaged/),
    });
  });

  it('undoes the first tag where the second fails, and leaves no lock', async () => {
    threeVersions();
    mkdirSync(join(root, '.git/hooks'));
    writeFileSync(join(root, '.git/hooks/reference-transaction'), '#!/bin/sh\n[ "$1" = prepared ] && grep -q "#dev" && exit 1\nexit 0\n');
    chmodSync(join(root, '.git/hooks/reference-transaction'), 0o755);
    commitFiles(root, { 'models/m.onnx': scaleModel([5, 5]) });
    await expect(run(registerJob, { model: 'm', stage: 'dev' })).rejects.toMatchObject({ code: expect.stringMatching(/^git\./) });
    expect(tags()).toHaveLength(3);
    expect((await run(registerJob, { model: 'm', stage: 'production' })).tags).toEqual(['m@v1.2.1', 'm#production#1']);
    const [registered, assigned] = ['m@v1.2.1', 'm#production#1'].map((tag) =>
      Number(git(root, ['tag', '-l', '--format=%(taggerdate:unix)', tag])),
    );
    expect(assigned).toBe(registered! + 1);
    expect(existsSync(join(root, '.git/modelwright.lock'))).toBe(false);
  });

  it('is refused outside of a repository, untrusted, unconfirmed', async () => {
    threeVersions();
    const { context } = writingContext(root, { trusted: false });
    await expect(loaded(assignJob).run({ model: 'm', stage: 'dev', yes: true }, context)).rejects.toMatchObject({
      code: 'action.untrusted',
    });
    await expect(run(assignJob, { model: 'm', stage: 'dev', yes: false })).rejects.toMatchObject({ code: 'action.unconfirmed' });
    root = join(home, 'no-repository');
    mkdirSync(root);
    writeFileSync(join(root, 'm.onnx'), scaleModel([0, 1]));
    await expect(run(assignJob, { model: 'm', stage: 'dev' })).rejects.toMatchObject({ code: 'git.notRepository' });
  });
});
