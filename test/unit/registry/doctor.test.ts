import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { doctorJob } from '../../../src/jobs/doctor/job';
import { diagnose as diagnoseRegistry } from '../../../src/registry/doctor/doctor';
import { isRefusedByGit } from '../../../src/registry/doctor/nameRules';
import { Stores } from '../../../src/registry/doctor/stores';
import { WeightFiles } from '../../../src/registry/doctor/weights';
import { CommitTree } from '../../../src/registry/files/commitTree';
import { locateFile } from '../../../src/registry/files/locate';
import { Registry } from '../../../src/registry/registry';
import { type DoctorResult, zDoctorResult } from '../../../src/report/schemas/doctor';
import { bundle } from '../engine/bundle';
import { CLEAN_ENVIRONMENT, EPOCH, git, makeRepository, type ScratchCommit, type ScratchTag, scratchFolder } from '../git/scratch';
import { bareContext } from '../jobs/inspectContext';
import { scaleModel } from './versionModels';

type Finding = DoctorResult['findings'][number];

// Programs are started by the dozen: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 });

let bundled: Awaited<ReturnType<typeof bundle>>;
let scratch: string;
let folder: string;
let remove: () => void;
beforeAll(async () => {
  bundled = await bundle({ cli: 'src/cli.ts', worker: 'src/worker.ts' });
});
beforeEach(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  ({ folder: scratch, remove } = scratchFolder('doctor'));
  scratch = realpathSync(scratch);
  folder = join(scratch, 'repository');
});
afterEach(() => {
  vi.unstubAllEnvs();
  remove();
});

const MODEL: ScratchCommit = { files: { 'artifacts.yaml': 'm:\n  path: m.onnx\n', 'm.onnx': 'weights' } };
const at = (name: string, second: number, commit = 0): ScratchTag => ({ name, commit, time: EPOCH + second });

function contextOf(trusted: boolean, signal?: AbortSignal) {
  return Object.defineProperty(bareContext(folder, undefined, signal), 'trusted', { value: trusted });
}

async function diagnose(parameters: { remote?: string } = {}, trusted = true) {
  const outcome = await doctorJob.run({ folder: '.', ...parameters }, contextOf(trusted));
  return { ...outcome, result: zDoctorResult.parse(outcome.result) };
}
async function findings(parameters: { remote?: string } = {}): Promise<Finding[]> {
  return (await diagnose(parameters)).result.findings;
}
const codes = (list: readonly Finding[]) => list.map(({ severity, code, where }) => `${severity} ${code} ${where}`);

/** Runs a remedy as it is printed, answering every question with yes. */
function follow(remedy: string | undefined): void {
  const programs = join(scratch, 'bin');
  mkdirSync(programs, { recursive: true });
  const program = join(programs, 'modelwright');
  writeFileSync(
    program,
    `#!/bin/sh\nexec ${JSON.stringify(process.execPath)} ${JSON.stringify(join(bundled.directory, 'cli.js'))} "$@" --yes\n`,
  );
  chmodSync(program, 0o755);
  execFileSync('/bin/sh', ['-c', `set -e; ${remedy}`], {
    cwd: folder,
    env: { ...CLEAN_ENVIRONMENT, PATH: `${programs}:${process.env.PATH}` },
    stdio: 'pipe',
  });
}

/** One fault, how it is told, and that what the remedy says takes it away. */
async function curable(expected: string[], code: string): Promise<Finding> {
  const found = await findings();
  expect(codes(found)).toEqual(expected);
  const finding = found.find((one) => one.code === code)!;
  follow(finding.remedy);
  expect(codes(await findings())).toEqual(expected.filter((text) => !text.includes(` ${code} `)));
  return finding;
}

describe.skipIf(process.platform === 'win32')('what the doctor finds, and its remedies followed to the letter', () => {
  it('finds nothing where all is well', async () => {
    makeRepository(folder, [MODEL, {}], [at('m@v1.0.0', 0), at('m@v1.1.0', 1, 1), at('m#prod#1', 2), at('release-1', 3)]);
    const { result, verdict, failedCheck } = await diagnose({}, false);
    expect(result).toEqual({ findings: [], checked: { tags: 4, models: 1, versions: 2 } });
    expect(verdict).toBe('1 model, 2 versions, 4 tags: nothing wrong');
    expect(failedCheck).toBeUndefined();
  });

  it('creation tags', async () => {
    makeRepository(folder, [MODEL], [at('m@created', 0)]);
    expect((await diagnose()).failedCheck).toBe(true);
    await curable(['error tag.created m@created'], 'tag.created');
  });

  it('lightweight tags', async () => {
    makeRepository(folder, [MODEL], [{ ...at('m@v1.0.0', 0), lightweight: true }]);
    await curable(['warning tag.lightweight m@v1.0.0'], 'tag.lightweight');
    expect(git(folder, ['cat-file', '-t', 'refs/tags/m@v1.0.0']).trim()).toBe('tag');
  });

  it('tags of tags', async () => {
    makeRepository(folder, [MODEL], [at('m@v1.0.0', 0)]);
    const date = { ...CLEAN_ENVIRONMENT, GIT_COMMITTER_DATE: `${EPOCH + 60} +0000` };
    execFileSync('git', ['tag', '-a', '-m', 'x', 'm#prod#1', 'm@v1.0.0'], { cwd: folder, env: date });
    await curable(['warning tag.nested m#prod#1'], 'tag.nested');
  });

  it('a stage of a version that only another pattern tells', async () => {
    makeRepository(folder, [MODEL], [at('v1.0.0', 0), at('m#prod#1', 60)]);
    const finding = await curable(['warning stage.pattern m'], 'stage.pattern');
    expect(finding.remedy).toBe('modelwright register m --version v1.0.0 --ref v1.0.0');
  });

  it('submodules, which it does not look at', async () => {
    const files = { ...MODEL.files, '.gitmodules': '[submodule "v"]\n\tpath = vendor/v\n[submodule "w"]\n\tpath = ../w\n' };
    makeRepository(folder, [{ files }], [at('m@v1.0.0', 0)]);
    const [finding] = await findings();
    expect(finding).toMatchObject({
      code: 'repository.submodule',
      severity: 'info',
      where: 'vendor/v',
      remedy: 'modelwright doctor --cwd vendor/v',
    });
  });

  it.each([
    ['m@1.0.0', 'm@v1.0.0', '"1.0.0" is no version'],
    ['m.onnx@V2.1', 'm@v2.1.0', 'GTO takes no model called "m.onnx"'],
    ['m@v1.0.0-01', undefined, '"v1.0.0-01" is no version'],
    ['m#prod#one', undefined, 'what follows the last "#" is no number'],
    ['m#a.b#1', undefined, '"a.b" is no name of a stage'],
  ])('the misnamed tag %s', async (tag, meant, message) => {
    makeRepository(folder, [MODEL], [at(tag, 0)]);
    const [finding] = await findings();
    expect(finding).toMatchObject({ code: 'tag.invalid', severity: 'warning', where: tag });
    expect(finding!.message).toContain(message);
    follow(finding!.remedy);
    expect(git(folder, ['tag', '-l']).trim().split('\n')).toEqual(meant === undefined ? [''] : [tag, meant].sort());
  });

  it('leaves alone what packages and releases are tagged with', async () => {
    makeRepository(folder, [MODEL], [at('v1.0', 0), at('@scope/package@1.0.0', 1), at('someone@home', 2), at('package@1.0.0', 3)]);
    expect(codes(await findings())).toEqual(['info tag.invalid package@1.0.0']);
  });

  it.each(['m@v99999999999999999999.0.0', 'm@v99999999999999999999.0.0!#3', 'm@v1.99999999999999999999.0-rc.1'])(
    'a version that GTO reads and Modelwright does not: %s',
    async (tag) => {
      makeRepository(folder, [MODEL], [at(tag, 0)]);
      expect(await findings()).toMatchObject([
        { code: 'tag.invalid', where: tag, message: expect.stringMatching(/^GTO reads it, but not/) },
      ]);
    },
  );

  it('tags that lead to no commit', async () => {
    makeRepository(folder, [MODEL], []);
    git(folder, ['tag', '-a', '-m', 'x', 'm@v1.0.0', git(folder, ['rev-parse', 'HEAD:m.onnx']).trim()]);
    await curable(['warning tag.noCommit m@v1.0.0'], 'tag.noCommit');
  });

  it('tags of the future, made again with their message', async () => {
    const message = "a title\n\nit's #1\n# not a comment\n";
    const time = Math.floor(Date.now() / 1000) + 10_000;
    makeRepository(folder, [MODEL], [{ name: 'm@v1.0.0', commit: 0, time, message }]);
    await curable(['warning tag.future m@v1.0.0'], 'tag.future');
    expect(git(folder, ['for-each-ref', '--format=%(contents)', 'refs/tags']).trimEnd()).toBe(message.trimEnd());
  });

  it('two versions on one commit, fatal to GTO with a stage there', async () => {
    makeRepository(folder, [MODEL], [at('m@v1.0.0', 0), at('m@v2.0.0', 1)]);
    expect(codes(await findings())).toEqual(['warning version.shared m']);
    git(folder, ['tag', '-a', '-m', 'x', 'm#prod#1', 'HEAD']);
    await curable(['error version.shared m'], 'version.shared');
  });

  it('one version on two commits', async () => {
    makeRepository(folder, [MODEL, {}], [at('m@v1.0.0', 0), at('m@v1.0.0#2', 1, 1)]);
    await curable(['warning version.moved m'], 'version.moved');
  });

  it('tags of one second that undo or replace each other, unless later ones decide', async () => {
    makeRepository(
      folder,
      [MODEL, {}],
      [
        at('m@v1.0.0', 0),
        at('m@v1.1.0', 0, 1),
        at('m#prod#1', 5),
        at('m#prod#2', 5, 1),
        at('m#dev#3', 5),
        at('m#dev!#4', 5),
        at('m#dev#5', 6),
      ],
    );
    const found = await findings();
    expect(codes(found)).toEqual(['warning tag.tie m', 'warning stage.which m', 'info tag.tie m']);
    expect(found[0]!.message).toContain('m#prod#1');
    expect(found[0]!.remedy).toContain('m#prod#2');
    follow(found[0]!.remedy);
    expect(codes(await findings())).toEqual(['info tag.tie m']);
  });

  it('where gto show and find_versions_in_stage tell different versions of a stage', async () => {
    makeRepository(folder, [MODEL, {}], [at('m@v1.0.0', 0), at('m@v2.0.0', 1, 1), at('m#prod#1', 2, 1), at('m#prod#2', 3)]);
    const { message } = await curable(['warning stage.which m'], 'stage.which');
    expect(message).toContain('prod holds v1.0.0');
  });

  it('tags that take back what was not there', async () => {
    makeRepository(
      folder,
      [MODEL, {}],
      [at('m@v1.0.0', 0), at('m#prod!#1', 1), at('m#prod!#2', 2, 1), at('m@v1.0.0!', 3, 1), at('m@v3.0.0!', 4)],
    );
    const found = await findings();
    expect(codes(found).sort()).toEqual([
      'error version.shared m',
      'warning tag.noEffect m#prod!#1',
      'warning tag.noEffect m#prod!#2',
      'warning tag.noEffect m@v1.0.0!',
      'warning tag.noEffect m@v3.0.0!',
    ]);
    const { remedy } = found.find((finding) => finding.where === 'm@v1.0.0!')!;
    expect(remedy).toBe('modelwright deregister m --version v1.0.0');
    follow(remedy);
    expect(git(folder, ['tag', '-l', 'm@v1.0.0!#*']).trim()).toMatch(/^m@v1\.0\.0!#\d+$/);
  });

  it('stages and types that .gto does not list, and a .gto that says nothing', async () => {
    makeRepository(
      folder,
      [{ files: { ...MODEL.files, '.gto': 'stages: [dev]\ntypes: [model]\n', 'artifacts.yaml': 'm:\n  path: m.onnx\n  type: dataset\n' } }],
      [at('m@v1.0.0', 0), at('m#prod#1', 1)],
    );
    await curable(['warning stage.unknown m', 'warning type.unknown m'], 'stage.unknown');
    writeFileSync(join(folder, '.gto'), 'stage: [dev]\n');
    expect(codes(await findings())).toEqual(['error gto.settings .gto']);
  });

  it('models declared without their file, and paths that leave the repository', async () => {
    const declared =
      'm:\n  path: m.onnx\nlost:\n  path: lost.onnx\nkept:\n  path: kept.onnx\n  virtual: true\nremote:\n  path: s3://bucket/x.onnx\nup:\n  path: ../up.onnx\nabsolute:\n  path: /etc/passwd\nnone: {}\n';
    makeRepository(folder, [{ files: { 'artifacts.yaml': declared, 'm.onnx': 'weights' } }], []);
    expect(codes(await findings()).sort()).toEqual([
      'error artifact.missing lost',
      'error artifact.outside absolute',
      'error artifact.outside up',
    ]);
    rmSync(join(folder, 'm.onnx'));
    const { remedy } = (await findings()).find((finding) => finding.where === 'm')!;
    follow(remedy);
    expect((await findings()).map((finding) => finding.where)).not.toContain('m');
    writeFileSync(join(folder, 'lost.onnx.dvc'), `outs:\n- md5: ${'0'.repeat(32)}\n  path: lost.onnx\n`);
    expect((await findings()).map((finding) => finding.where)).not.toContain('lost');
  });

  it('names that GTO or git refuse, and tags in their way', async () => {
    const declared = 'a.b:\n  path: m.onnx\na//b: {}\n"n/o": {}\n';
    makeRepository(
      folder,
      [{ files: { 'artifacts.yaml': declared, 'm.onnx': 'm', 'my model.onnx': 'x', 'm.int8.onnx': 'y' } }],
      [at('n', 0)],
    );
    const found = await findings();
    expect(codes(found)).toEqual(['warning name.gto a.b', 'warning name.git a//b', 'warning tag.blocks n', 'info name.file my model.onnx']);
    expect(found[3]!.remedy).toBe("modelwright register 'my model.onnx' --name my-model");
    follow(found[2]!.remedy);
    expect(codes(await findings())).not.toContain('warning tag.blocks n');
  });

  it('versions without a file, and with bytes that are not here', async () => {
    const oid = 'a'.repeat(64);
    const pointer = (name: string) => `version https://git-lfs.github.com/spec/v1\noid sha256:${name}\nsize 5\n`;
    makeRepository(
      folder,
      [
        { files: { 'README.md': 'nothing yet' } },
        { files: { ...MODEL.files, 'm.onnx': pointer(oid), 'm.onnx.data': pointer('b'.repeat(64)) } },
        { files: { 'd.onnx.dvc': `outs:\n- md5: ${'c'.repeat(32)}\n  size: 3\n  path: d.onnx\n` } },
      ],
      [at('m@v1.0.0', 0), at('m@v1.1.0', 1, 1), at('d@v1.0.0', 2, 2)],
    );
    const found = await findings();
    expect(codes(found).sort()).toEqual([
      'warning object.missing d@v1.0.0',
      'warning object.missing m@v1.1.0',
      'warning version.path m@v1.0.0',
    ]);
    const remedies = Object.fromEntries(found.map(({ where, remedy }) => [where, remedy]));
    expect(remedies['d@v1.0.0']).toBe('dvc fetch d.onnx.dvc');
    expect(remedies['m@v1.1.0']).toMatch(/^git lfs fetch origin 'm@v1\.1\.0' --include /);
    expect(found.find(({ where }) => where === 'm@v1.1.0')!.message).toContain('1 more of its files');
    follow(remedies['m@v1.0.0']);
    expect(codes(await findings()).sort()).toEqual(['warning object.missing d@v1.0.0', 'warning object.missing m@v1.1.0']);
    const store = join(folder, '.git', 'lfs', 'objects');
    for (const name of [oid, 'b'.repeat(64)]) {
      mkdirSync(join(store, name.slice(0, 2), name.slice(2, 4)), { recursive: true });
      writeFileSync(join(store, name.slice(0, 2), name.slice(2, 4), name), 'bytes');
    }
    expect(codes(await findings())).toEqual(['warning object.missing d@v1.0.0']);
  });

  it('weights that a model keeps in files of any name', async () => {
    const model = (location: string) => scaleModel(location).toString('latin1');
    expect(Buffer.from(model('w/a.bin')).equals(scaleModel('w/a.bin'))).toBe(true);
    const lfs = `version https://git-lfs.github.com/spec/v1\noid sha256:${'b'.repeat(64)}\nsize 5\n`;
    makeRepository(
      folder,
      [
        { files: { 'artifacts.yaml': 'm:\n  path: m.onnx\n', 'm.onnx': model('weights.bin') } },
        { files: { 'm.onnx': model('w/a.bin'), 'w/a.bin': lfs } },
        { files: { 'm.onnx': model('w/b.bin'), 'w/b.bin.dvc': `outs:\n- md5: ${'c'.repeat(32)}\n  size: 3\n  path: b.bin\n` } },
        { files: { 'm.onnx': model('w/c.bin'), 'w/c.bin': 'here' } },
        { files: { 'm.onnx': model('../up.bin') } },
      ],
      [0, 1, 2, 3, 4].map((index) => at(`m@v1.${index}.0`, index, index)),
    );
    const found = await findings();
    expect(codes(found)).toEqual([
      'warning version.weights m@v1.4.0',
      'warning object.missing m@v1.2.0',
      'warning object.missing m@v1.1.0',
      'warning version.weights m@v1.0.0',
    ]);
    expect(found.map(({ message }) => message)).toEqual([
      'Its model keeps weights in "../up.bin", which its commit does not have beside it: it cannot be used.',
      expect.stringContaining('w/b.bin at m@v1.2.0 is not fetched yet'),
      expect.stringContaining('w/a.bin at m@v1.1.0 is not fetched yet'),
      'Its model keeps weights in "weights.bin", which its commit does not have beside it: it cannot be used.',
    ]);
    expect(found.map(({ remedy }) => remedy)).toEqual([
      'modelwright deregister m --version v1.4.0',
      'dvc fetch w/b.bin.dvc',
      expect.stringMatching(/^git lfs fetch origin 'm@v1\.1\.0' --include /),
      'modelwright deregister m --version v1.0.0',
    ]);
    follow(found[3]!.remedy);
    expect(codes(await findings())).toEqual(codes(found).slice(0, 3));
  });

  it('models that are too large together to be read for weights elsewhere are counted', async () => {
    const model = scaleModel('w.bin').toString('latin1');
    const [commit] = makeRepository(folder, [{ files: { 'm.onnx': model, 'n.onnx': `${model}` } }], []);
    const registry = (await Registry.open(folder))!;
    const tree = new CommitTree(registry.repository, registry.objects, commit!);
    const located = (await locateFile(tree, 'm.onnx'))!;
    const few = new WeightFiles(new Stores(registry.repository), located.bytes! - 1);
    expect([await few.of(tree, located), few.unread]).toEqual([[], 1]);
    // The same model again is not another.
    expect([await few.of(tree, { ...located, path: 'n.onnx' }), few.unread]).toEqual([[], 1]);
    const enough = new WeightFiles(new Stores(registry.repository), located.bytes!);
    expect([await enough.of(tree, located), enough.unread]).toEqual([['w.bin'], 0]);
    registry.dispose();
  });

  it('tags without a date', async () => {
    const [commit] = makeRepository(folder, [MODEL], []);
    const tag = git(
      folder,
      ['hash-object', '-t', 'tag', '-w', '--literally', '--stdin'],
      `object ${commit}\ntype commit\ntag m@v1.0.0\n\nold\n`,
    );
    git(folder, ['update-ref', 'refs/tags/m@v1.0.0', tag.trim()]);
    await curable(['warning tag.undated m@v1.0.0'], 'tag.undated');
  });

  it('a version that tags of two patterns tell', async () => {
    makeRepository(
      folder,
      [MODEL, {}],
      [at('m@v1.0.0', 0), at('m-v1.0.0', 1), at('m/v1.1.0', 2, 1), at('v1.1.0', 3), at('m-v2.0.0', 4), at('m/v2.0.0', 5)],
    );
    expect(codes(await findings())).toEqual(['warning version.patterns m', 'info version.patterns m']);
  });

  it('nothing about a version that a tag of GTO and another one tell of one commit', async () => {
    makeRepository(folder, [MODEL], [at('v1.0.0', 0), at('m@v1.0.0', 1), at('m#prod#1', 2)]);
    expect(codes(await findings())).toEqual([]);
  });
});

describe.skipIf(process.platform === 'win32')('a remote', () => {
  it('is compared with when asked, tag by tag', async () => {
    makeRepository(folder, [MODEL], [at('m@v1.0.0', 0), at('m@v1.1.0', 1), at('other', 2)]);
    git(folder, ['tag', '-d', 'm@v1.1.0']);
    git(scratch, ['init', '-q', '--bare', 'remote.git']);
    git(folder, ['remote', 'add', 'origin', join(scratch, 'remote.git')]);
    git(folder, ['push', '-q', 'origin', 'main', 'refs/tags/m@v1.0.0', 'refs/tags/m@v1.0.0:refs/tags/m@v2.0.0']);
    git(folder, ['tag', '-f', '-a', '-m', 'again', 'm@v1.0.0']);
    git(folder, ['tag', '-a', '-m', 'mine', 'm#prod#1']);
    expect(codes(await findings())).toEqual([]);
    const found = await findings({ remote: 'origin' });
    expect(codes(found)).toEqual(['warning remote.differs m', 'info remote.lacks m', 'info remote.only m']);
    // The one the doors name where nobody does.
    expect(codes(await findings({ remote: '' }))).toEqual(codes(found));
    for (const { remedy } of found) follow(remedy);
    expect((await findings({ remote: 'origin' })).filter(({ code }) => code.startsWith('remote.'))).toEqual([]);
  });

  it('that is not there, wants a password or is a stranger’s is told as it is', async () => {
    makeRepository(folder, [MODEL], []);
    await expect(findings({ remote: 'origin' })).rejects.toMatchObject({ code: 'push.remote' });
    git(folder, ['remote', 'add', 'origin', join(scratch, 'nowhere.git')]);
    await expect(findings({ remote: 'origin' })).rejects.toMatchObject({ code: 'push.unreachable' });
    await expect(diagnose({ remote: 'origin' }, false)).rejects.toMatchObject({ code: 'action.untrusted' });
  });

  it('that never answers can be left', async () => {
    makeRepository(folder, [MODEL], []);
    git(folder, ['remote', 'add', 'origin', 'ssh://nobody.invalid/x']);
    git(folder, ['config', 'core.sshCommand', 'sleep 30; true']);
    const abort = new AbortController();
    const running = doctorJob.run({ folder: '.', remote: 'origin' }, contextOf(true, abort.signal));
    setTimeout(() => abort.abort(), 300);
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe.skipIf(process.platform === 'win32')('many tags', () => {
  /** Versions of one model, each on a commit of its own with a Git LFS pointer of its own. */
  function versions(count: number): void {
    const pointer = (index: number) =>
      `version https://git-lfs.github.com/spec/v1\noid sha256:${index.toString(16).padStart(64, '0')}\nsize 5\n`;
    const commits = Array.from({ length: count }, (_, index) => ({
      files: { ...(index === 0 ? MODEL.files : {}), 'm.onnx': pointer(index) },
    }));
    makeRepository(
      folder,
      commits,
      commits.map((_, index) => at(`m@v1.${index}.0`, index, index)),
    );
  }

  /** Puts a git first on the path that notes each time it is started. @returns how often it was */
  function counted(): () => number {
    const [programs, notes] = [join(scratch, 'counting'), join(scratch, 'started')];
    mkdirSync(programs, { recursive: true });
    writeFileSync(notes, '');
    const real = execFileSync('/bin/sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    writeFileSync(join(programs, 'git'), `#!/bin/sh\necho x >> '${notes}'\nexec '${real}' "$@"\n`);
    chmodSync(join(programs, 'git'), 0o755);
    vi.stubEnv('PATH', `${programs}:${process.env.PATH}`);
    return () => readFileSync(notes, 'utf8').split('\n').length - 1;
  }

  it('start no more programs than few', async () => {
    const started: number[] = [];
    for (const count of [3, 300]) {
      versions(count);
      const times = counted();
      expect((await findings()).filter(({ code }) => code === 'object.missing').length).toBe(Math.min(count, 101));
      started.push(times());
      vi.unstubAllEnvs();
      vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
      rmSync(folder, { recursive: true });
    }
    expect(started[1]).toBe(started[0]);
    expect(started[0]).toBeLessThan(20);
  });

  it('tell how far they are, and can be left on the way', async () => {
    versions(200);
    const registry = (await Registry.open(folder))!;
    const done: number[] = [];
    const { checked } = await diagnoseRegistry(registry, {
      progress: (progress) => progress.total !== undefined && done.push(progress.done!),
    });
    expect(checked.versions).toBe(200);
    expect(done.at(-1)).toBe(200);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    const abort = new AbortController();
    const told: string[] = [];
    const running = diagnoseRegistry(registry, {
      signal: abort.signal,
      progress: ({ message, total }) => {
        told.push(message);
        if (total !== undefined) abort.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ name: 'AbortError' });
    expect(told.length).toBeGreaterThan(1);
    registry.dispose();
  });
});

it('what git makes no tag of is what is told of', () => {
  makeRepository(folder, [{ files: { a: 'b' } }], []);
  const names = [
    ...['m@v1.0.0', 'a/b@v1.0.0', 'a//b@v1.0.0', '/a@v1.0.0', 'a/', '-a@v1.0.0', 'a/-b@v1.0.0', '.a@v1.0.0', 'a/.b@v1.0.0'],
    ...['a.lock/b=m@v1.0.0', 'a.lock', 'a..b=m@v1.0.0', 'a.b=m@v1.0.0', 'a@{b', '@', 'a b', 'a~b', 'a^b', 'a:b', 'a?b', 'a*b'],
    ...['a[b', 'a\\b', 'a\u007fb', 'a\u0001b', 'a.', 'ä#p#1', ''],
  ];
  for (const name of names) {
    const made = () => git(folder, ['tag', name, 'HEAD']);
    if (isRefusedByGit(name)) expect(made, name).toThrow();
    else expect(made, name).not.toThrow();
  }
});
