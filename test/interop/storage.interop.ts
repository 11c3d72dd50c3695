import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { UserError } from '../../src/base/errors';
import { resolveModelFile } from '../../src/registry/references/resolve';
import { CLEAN_ENVIRONMENT, git, scratchFolder } from '../unit/git/scratch';
import { annotate, commitFiles, scaleModel, writeFile } from '../unit/registry/versionModels';

// MODELWRIGHT_DVC names DVC's program.
const dvc = process.env.MODELWRIGHT_DVC;
const [first, second, third] = [scaleModel([1, 2]), scaleModel([3, 4]), scaleModel([5, 6])];
const before = process.env.MODELWRIGHT_CACHE;
let scratch: ReturnType<typeof scratchFolder>;
let folder: string;

beforeEach(() => {
  scratch = scratchFolder('storage');
  folder = realpathSync(scratch.folder);
  process.env.MODELWRIGHT_CACHE = join(folder, 'cache');
});
afterEach(() => {
  if (before === undefined) delete process.env.MODELWRIGHT_CACHE;
  else process.env.MODELWRIGHT_CACHE = before;
  scratch.remove();
});

function hasLfs(): boolean {
  try {
    execFileSync('git', ['lfs', 'version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What the error says to run, run; then the model's bytes. */
async function afterItsCommand(reference: string, cwd: string, program: (args: readonly string[]) => void): Promise<Buffer> {
  const missing = (await resolveModelFile(reference, cwd).catch((error: unknown) => error)) as UserError;
  expect(missing).toMatchObject({ code: 'model.pointer', actions: [{ kind: 'terminal', cwd }] });
  const [action] = missing.actions;
  program(action?.kind === 'terminal' ? action.argv.slice(1) : []);
  return readFileSync((await resolveModelFile(reference, cwd)).path);
}

describe.skipIf(!hasLfs())('Git LFS', () => {
  it('fetches a version by the command that is named, and checks nothing out', async () => {
    const [root, remote, clone] = [join(folder, 'repository'), join(folder, 'remote.git'), join(folder, 'clone')];
    mkdirSync(root);
    git(folder, ['init', '-q', '--bare', remote]);
    git(root, ['init', '-q']);
    git(root, ['lfs', 'install', '--local']);
    commitFiles(root, { '.gitattributes': '*.onnx filter=lfs diff=lfs merge=lfs -text\n', 'm/a.onnx': first });
    annotate(root, 'a@v1.0.0');
    commitFiles(root, { 'm/a.onnx': second });
    annotate(root, 'a@v1.1.0');
    expect(readFileSync((await resolveModelFile('a@v1.0.0', root)).path)).toEqual(first);
    git(root, ['remote', 'add', 'origin', `file://${remote}`]);
    git(root, ['push', '-q', 'origin', 'main', '--tags']);
    git(folder, ['clone', '-q', `file://${remote}`, clone], undefined, { GIT_LFS_SKIP_SMUDGE: '1' });
    expect(await afterItsCommand('a@v1.0.0', clone, (args) => git(clone, args))).toEqual(first);
    expect(readFileSync(join(clone, 'm/a.onnx'), 'utf8')).toMatch(/^version https:/);
  });
});

describe.skipIf(dvc === undefined)('DVC', () => {
  it('keeps files, folders and outputs where they are found, and brings them back by the commands that are named', async () => {
    const root = join(folder, 'repository');
    mkdirSync(root);
    const home = join(folder, 'home');
    const env = { ...CLEAN_ENVIRONMENT, HOME: home, XDG_CONFIG_HOME: home, DVC_NO_ANALYTICS: '1' };
    const run = (args: readonly string[], cwd = root) => execFileSync(dvc!, args, { cwd, env, stdio: 'ignore' });
    git(root, ['init', '-q']);
    run(['init', '-q']);
    run(['remote', 'add', '-q', '-d', 'store', join(folder, 'store')]);
    for (const [path, content] of [
      ['m/a.onnx', first],
      ['m/all/deep/b.onnx', second],
      ['source.onnx', third],
    ] as const) {
      writeFile(join(root, path), content);
    }
    writeFile(join(root, 'stage/dvc.yaml'), 'stages:\n  copy:\n    wdir: ..\n    cmd: cp source.onnx c.onnx\n    outs: [c.onnx]\n');
    run(['add', '-q', 'm/a.onnx', 'm/all']);
    run(['repro', '-q'], join(root, 'stage'));
    git(root, ['add', '-A']);
    git(root, ['commit', '-q', '-m', 'one']);
    writeFile(join(root, 'm/a.onnx'), second);
    run(['add', '-q', 'm/a.onnx']);
    git(root, ['commit', '-q', '-a', '-m', 'two']);
    run(['push', '-q', '--all-commits']);
    const wanted = [
      ['m/a.onnx@HEAD~1', first],
      ['m/a.onnx@HEAD', second],
      ['m/all/deep/b.onnx@HEAD', second],
      ['c.onnx@HEAD~1', third],
    ] as const;
    for (const [reference, content] of wanted) expect(readFileSync((await resolveModelFile(reference, root)).path)).toEqual(content);
    for (const [reference, content] of wanted) {
      rmSync(join(root, '.dvc/cache'), { recursive: true, force: true });
      rmSync(join(folder, 'cache'), { recursive: true, force: true });
      expect(await afterItsCommand(reference, root, run)).toEqual(content);
    }
    expect(git(root, ['status', '--porcelain', '--untracked-files=no'])).toBe('');
  });
});
