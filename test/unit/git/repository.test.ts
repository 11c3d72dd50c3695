import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { git as ask } from '../../../src/git/process';
import { checkedVersion, findRepository, gitVersion, workingFolder } from '../../../src/git/repository';
import { git, makeRepository, scratchFolder } from './scratch';

let folder: string;
let remove: () => void;
beforeEach(() => {
  vi.stubEnv('GIT_CONFIG_GLOBAL', '/dev/null');
  ({ folder, remove } = scratchFolder('repository'));
  folder = realpathSync(folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  remove();
});
const at = (...path: string[]) => join(folder, ...path);

describe('finding a repository', () => {
  it('finds it from a folder, a file, and what is not there yet', async () => {
    makeRepository(at('r'), [{ files: { 'models/m.onnx': 'm' } }], []);
    const wanted = { root: at('r'), gitDir: at('r/.git'), commonDir: at('r/.git'), objectFormat: 'sha1', shallow: false, partial: false };
    for (const path of ['r', 'r/models', 'r/models/m.onnx', 'r/models/new/n.onnx']) expect(await findRepository(at(path))).toEqual(wanted);
  });

  it('finds none where there is none', async () => {
    vi.stubEnv('GIT_CEILING_DIRECTORIES', join(folder, '..'));
    expect(await findRepository(folder)).toBeUndefined();
  });

  it('reads bare ones, empty ones, ones on no branch, and ones of SHA-256', async () => {
    makeRepository(at('bare.git'), [{}], [], ['--bare']);
    const bare = (await findRepository(at('bare.git')))!;
    expect(bare).toMatchObject({ gitDir: at('bare.git'), commonDir: at('bare.git') });
    expect(bare.root).toBeUndefined();
    expect(workingFolder(bare)).toBe(at('bare.git'));
    makeRepository(at('empty'), [], []);
    expect(await findRepository(at('empty'))).toMatchObject({ root: at('empty') });
    makeRepository(at('detached'), [{}], []);
    git(at('detached'), ['switch', '-q', '-d', 'HEAD']);
    expect(await findRepository(at('detached'))).toMatchObject({ root: at('detached') });
    makeRepository(at('sha256'), [{}], [], ['--object-format=sha256']);
    expect(await findRepository(at('sha256'))).toMatchObject({ objectFormat: 'sha256' });
  });

  it('tells a worktree from its main repository, and a submodule from what holds it', async () => {
    makeRepository(at('main'), [{}], []);
    git(at('main'), ['worktree', 'add', '-q', '../tree']);
    expect(await findRepository(at('tree'))).toMatchObject({
      root: at('tree'),
      gitDir: at('main/.git/worktrees/tree'),
      commonDir: at('main/.git'),
    });
    makeRepository(at('sub'), [{ files: { a: '1' } }], []);
    git(at('main'), ['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', at('sub'), 'inner']);
    const inner = at('main/.git/modules/inner');
    expect(await findRepository(at('main/inner/a'))).toMatchObject({ root: at('main/inner'), gitDir: inner, commonDir: inner });
  });

  it('knows shallow and partial clones', async () => {
    makeRepository(at('origin'), [{ files: { a: '1' } }, { files: { a: '2' } }], []);
    git(at('origin'), ['config', 'uploadpack.allowFilter', 'true']);
    git(folder, ['clone', '-q', '--depth=1', `file://${at('origin')}`, 'shallow']);
    git(folder, ['clone', '-q', '--filter=blob:none', '--no-checkout', `file://${at('origin')}`, 'partial']);
    expect(await findRepository(at('shallow'))).toMatchObject({ shallow: true, partial: false });
    expect(await findRepository(at('partial'))).toMatchObject({ shallow: false, partial: true });
  });

  it('is not led astray by what a hook leaves in the environment', async () => {
    makeRepository(at('a'), [{}], []);
    makeRepository(at('b'), [{}], []);
    vi.stubEnv('GIT_DIR', at('a/.git'));
    vi.stubEnv('GIT_WORK_TREE', at('a'));
    vi.stubEnv('GIT_INDEX_FILE', at('a/.git/index'));
    expect(await findRepository(at('b'))).toMatchObject({ root: at('b') });
  });
});

describe('what git refuses', () => {
  it('a repository of somebody else: with the command that trusts it', async () => {
    makeRepository(at("it's"), [{}], []);
    vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1');
    const command = `git config --global --add safe.directory '${folder}/it'\\''s'`;
    await expect(findRepository(at("it's"))).rejects.toMatchObject({
      code: 'git.unsafe',
      where: at("it's"),
      remedy: `If you trust it, run: ${command}`,
      actions: [{ kind: 'terminal', argv: ['git', 'config', '--global', '--add', 'safe.directory', at("it's")] }],
    });
  });

  it('without git: says so', async () => {
    vi.stubEnv('PATH', folder);
    await expect(ask(['version'], { cwd: folder })).rejects.toMatchObject({
      code: 'git.missing',
      remedy: expect.stringContaining('git-scm.com'),
    });
    await expect(findRepository(folder)).rejects.toMatchObject({ code: 'git.missing' });
  });

  it('a folder that is not there: not taken for a missing git', async () => {
    await expect(ask(['version'], { cwd: at('gone') })).rejects.toMatchObject({ code: 'file.missing', where: at('gone') });
  });

  it('an old git', async () => {
    for (const old of ['git version 1.8.3.1', 'git version 2.24.4', 'git version 2.24.3 (Apple Git-128)', 'nonsense']) {
      expect(() => checkedVersion(old)).toThrow(expect.objectContaining({ code: 'git.old', remedy: 'Install git 2.25 or newer.' }));
    }
    expect(
      ['git version 2.25.1', 'git version 2.39.5 (Apple Git-154)', 'git version 2.45.1.windows.1', 'git version 3.0'].map(checkedVersion),
    ).toEqual(['2.25.1', '2.39.5', '2.45.1.windows.1', '3.0']);
    expect(await gitVersion()).toMatch(/^\d+\.\d+/);
  });

  it('a damaged repository, in its own words', async () => {
    makeRepository(at('r'), [{}], []);
    writeFileSync(at('r/.git/config'), '[core\n');
    await expect(findRepository(at('r'))).rejects.toMatchObject({ code: 'git.failed', message: expect.stringContaining('config') });
    await expect(ask(['rev-parse', 'HEAD'], { cwd: folder, env: { GIT_CEILING_DIRECTORIES: join(folder, '..') } })).rejects.toMatchObject({
      code: 'git.notRepository',
    });
  });

  it('more than was asked for, and what was cancelled', async () => {
    makeRepository(at('r'), [{ files: { big: 'x'.repeat(100_000) } }], []);
    await expect(ask(['cat-file', 'blob', 'HEAD:big'], { cwd: at('r'), limit: 1000 })).rejects.toMatchObject({ code: 'git.large' });
    await expect(ask(['cat-file', 'blob', 'HEAD:big'], { cwd: at('r'), signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'AbortError',
    });
    const cancel = new AbortController();
    const waiting = ask(['cat-file', '--batch'], { cwd: at('r'), signal: cancel.signal, input: 'HEAD:big\n'.repeat(5000), limit: 1 << 30 });
    cancel.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('runs no program that the repository names', async () => {
    makeRepository(at('r'), [{ files: { a: '1' } }], []);
    const ran = at('ran');
    mkdirSync(at('bin'));
    writeFileSync(at('bin/spy'), `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 });
    for (const key of ['core.fsmonitor', 'core.pager', 'pager.config', 'core.sshCommand']) git(at('r'), ['config', key, at('bin/spy')]);
    const repository = (await findRepository(at('r')))!;
    await ask(['ls-files'], { cwd: workingFolder(repository) });
    await ask(['config', '--get', 'core.bare'], { cwd: workingFolder(repository) });
    expect(() => readFileSync(ran)).toThrow('ENOENT');
  });
});
