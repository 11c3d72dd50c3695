import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/errors';
import { seededRandom } from '../../../src/base/random';
import { loaded } from '../../../src/jobs/job';
import { restoreJob } from '../../../src/jobs/restore/job';
import type { RestoreResult } from '../../../src/report/schemas/restore';
import { EPOCH, git, scratchFolder } from '../git/scratch';
import { writingContext } from './actionContext';
import { annotate, commitFiles, floats, lfsPath, lfsPointer, scaleModel, writeFile } from './versionModels';

const { folder: home, remove } = scratchFolder('restore');
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

const MANIFEST = '{"task":"other"}';
let count = 0;

/** v1.0.0 with external data and metrics; v2.0.0, at HEAD, with both inside other bytes. */
function repository(): { root: string; wanted: Record<string, Buffer> } {
  const root = join(home, `r${count++}`);
  mkdirSync(root);
  git(root, ['init', '-q', '--template=']);
  const wanted = {
    'models/m.onnx': scaleModel('m.data'),
    'models/m.data': floats(1, 2),
    'models/m.model.json': Buffer.from(MANIFEST),
    'models/m.metrics.json': Buffer.from('{"evaluation":{"accuracy":0.5}}\n'),
  };
  const artifacts = 'm:\n  type: model\n  path: models/m.onnx\n';
  annotate(
    root,
    'm@v1.0.0',
    commitFiles(root, { ...wanted, 'artifacts.yaml': artifacts, '.gitignore': '*.log\nmodels/ignored.onnx\n' }),
    EPOCH,
  );
  const newer = { 'models/m.data': floats(3, 4), 'models/m.metrics.json': '{"evaluation":{"accuracy":0.9}}\n', 'keep.txt': 'kept' };
  annotate(root, 'm@v2.0.0', commitFiles(root, newer), EPOCH + 60);
  return { root, wanted };
}

async function restore(
  root: string,
  parameters: Record<string, unknown> = {},
  more: Parameters<typeof writingContext>[1] = {},
): Promise<RestoreResult> {
  const { context, clean } = writingContext(root, more);
  try {
    return (await loaded(restoreJob).run({ model: 'm@v1.0.0', yes: true, ...parameters }, context)).result as RestoreResult;
  } finally {
    await clean();
  }
}

/** A file's bytes as git would name them. */
function blobName(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}

/** What lies below a folder: path → the name of a file's bytes, or a link's target. */
function contents(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (at: string) => {
    for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (path === '.git') continue;
      if (entry.isDirectory()) walk(path);
      else if (entry.isSymbolicLink()) found.set(path, `link ${readlinkSync(join(folder, path))}`);
      else found.set(path, blobName(readFileSync(join(folder, path))));
    }
  };
  walk('');
  return found;
}

/** Names of everything that a commit has. */
function committed(root: string): Set<string> {
  return new Set(
    git(root, ['rev-list', '--objects', '--all'])
      .split('\n')
      .map((line) => line.split(' ')[0]!),
  );
}

function expectRestored(root: string, wanted: Record<string, Buffer>): void {
  for (const [path, content] of Object.entries(wanted)) expect(readFileSync(join(root, path)).equals(content), path).toBe(true);
}

describe('restoring a version', () => {
  it('writes the model, its data, manifest and metrics, and nothing else; the index stays', async () => {
    const { root, wanted } = repository();
    const result = await restore(root);
    expect(result.files.map(({ path, state }) => [path, state])).toEqual([
      ['models/m.onnx', 'same'],
      ['models/m.model.json', 'same'],
      ['models/m.data', 'replaced'],
      ['models/m.metrics.json', 'replaced'],
    ]);
    expectRestored(root, wanted);
    expect(git(root, ['status', '--porcelain'])).toBe(' M models/m.data\n M models/m.metrics.json\n');
  });

  it('goes on to another version where the files are a version’s', async () => {
    const { root } = repository();
    await restore(root);
    await restore(root, { model: 'm@v2.0.0' });
    expect(git(root, ['status', '--porcelain'])).toBe('');
  });

  it('shows what it would write, writes that alone, and refuses where something changed since', async () => {
    const { root } = repository();
    const shown = await restore(root, { yes: false, dryRun: true });
    expect(git(root, ['status', '--porcelain'])).toBe('');
    writeFileSync(join(root, 'models/m.metrics.json'), 'mine');
    await expect(restore(root, { expect: shown.digest, keepMine: true })).rejects.toMatchObject({ code: 'registry.changed' });
    await expect(restore(root)).rejects.toMatchObject({
      code: 'restore.inTheWay',
      message: expect.stringContaining('models/m.metrics.json: changed and not committed'),
    });
  });

  it('sees what git status hides', async () => {
    const { root } = repository();
    git(root, ['update-index', '--assume-unchanged', 'models/m.data']);
    writeFileSync(join(root, 'models/m.data'), 'mine');
    expect(git(root, ['status', '--porcelain'])).toBe('');
    await expect(restore(root)).rejects.toMatchObject({ code: 'restore.inTheWay' });
  });

  it('writes the bytes of a Git LFS pointer', async () => {
    const { root } = repository();
    const large = scaleModel([8, 9]);
    writeFile(join(root, '.git', lfsPath(large)), large);
    annotate(root, 'm@v3.0.0', commitFiles(root, { 'models/m.onnx': lfsPointer(large) }), EPOCH + 120);
    await restore(root, { model: 'm@v3.0.0' });
    expect(readFileSync(join(root, 'models/m.onnx')).equals(large)).toBe(true);
    // The pointer's object is here: its bytes may be replaced.
    await restore(root);
  });

  it('refuses a link for a folder, which leads anywhere', async () => {
    const { root } = repository();
    renameSync(join(root, 'models'), join(home, `moved${count}`));
    symlinkSync(join(home, `moved${count}`), join(root, 'models'));
    await expect(restore(root)).rejects.toMatchObject({ code: 'restore.inTheWay' });
    const result = await restore(root, { keepMine: true });
    expect(result.files[0]).toMatchObject({ keptAs: 'models.mine-1' });
    expect(lstatSync(join(root, 'models')).isDirectory()).toBe(true);
  });
});

/** One way of leaving a file of the model, so that nothing but the work tree or the index has some bytes. */
type Mess = (root: string, path: string, bytes: string) => void;
const write: Mess = (root, path, bytes) => {
  const file = join(root, path);
  if (existsSync(file) && lstatSync(file).isDirectory()) rmSync(file, { recursive: true });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
};
const MESSES: Record<string, Mess> = {
  clean: () => undefined,
  unstaged: write,
  staged: (root, path, bytes) => {
    write(root, path, bytes);
    git(root, ['add', '-f', path]);
  },
  stagedThenChanged: (root, path, bytes) => {
    write(root, path, `${bytes} staged`);
    git(root, ['add', '-f', path]);
    write(root, path, bytes);
  },
  deleted: (root, path) => rmSync(join(root, path), { force: true }),
  removed: (root, path) => git(root, ['rm', '-q', '-f', '--cached', '--ignore-unmatch', path]),
  renamed: (root, path) => existsSync(join(root, path)) && renameSync(join(root, path), join(root, `${path}.moved`)),
  untracked: (root, path, bytes) => {
    git(root, ['rm', '-q', '-f', '--cached', '--ignore-unmatch', path]);
    write(root, path, bytes);
  },
  ignored: (root, path, bytes) => {
    git(root, ['rm', '-q', '-f', '--cached', '--ignore-unmatch', path]);
    writeFile(join(root, '.git/info/exclude'), `${path}\n`);
    write(root, path, bytes);
  },
  hidden: (root, path, bytes) => {
    if (git(root, ['ls-files', path]) !== '') git(root, ['update-index', '--skip-worktree', path]);
    write(root, path, bytes);
  },
  sameTime: (root, path, bytes) => {
    const found = lstatSync(join(root, path), { throwIfNoEntry: false });
    write(root, path, bytes.padEnd(found?.size ?? 0).slice(0, Math.max(found?.size ?? 0, bytes.length)));
    if (found) utimesSync(join(root, path), found.atime, found.mtime);
  },
  link: (root, path, bytes) => {
    rmSync(join(root, path), { force: true, recursive: true });
    writeFileSync(join(root, 'elsewhere'), bytes);
    symlinkSync('../elsewhere', join(root, path));
  },
  dangling: (root, path) => {
    rmSync(join(root, path), { force: true, recursive: true });
    symlinkSync('nowhere', join(root, path));
  },
  folder: (root, path, bytes) => {
    rmSync(join(root, path), { force: true, recursive: true });
    write(root, `${path}/inner/file`, bytes);
  },
  readOnly: (root, path, bytes) => {
    write(root, path, bytes);
    chmodSync(join(root, path), 0o444);
  },
  takenName: (root, path, bytes) => {
    write(root, path, bytes);
    write(root, `${path}.mine-1`, `${bytes} older`);
  },
};

describe('whatever the work tree’s state', () => {
  const runs = process.env.MODELWRIGHT_LONG === '1' ? 300 : 12;

  it(`loses no byte that no commit has (${runs} states)`, async () => {
    const random = seededRandom(4);
    const pick = <Value>(values: readonly Value[]) => values[random.integer(values.length)]!;
    for (let round = 0; round < runs; round++) {
      const { root, wanted } = repository();
      const story = Object.keys(wanted)
        .filter(() => random.next() < 0.6)
        .map((path) => [path, pick(Object.keys(MESSES))] as const);
      for (const [path, mess] of story) MESSES[mess]!(root, path, `${mess} ${round} ${path}`);
      const safe = committed(root);
      const index = git(root, ['ls-files', '--stage']);
      const had = contents(root);
      const own = [...had.values()].filter((hash) => !safe.has(hash));
      const where = `round ${round}: ${JSON.stringify(story)}`;

      const refused = await restore(root).then(
        () => false,
        (error: unknown) => {
          expect(error, where).toBeInstanceOf(UserError);
          return true;
        },
      );
      if (refused) expect(contents(root), where).toEqual(had);
      else expectRestored(root, wanted);
      const left = new Set(contents(root).values());
      for (const hash of own) expect(left.has(hash), where).toBe(true);

      // Cut off at any file: nothing lost, nothing half-written.
      const stopAt = random.integer(3);
      let commits = 0;
      const interrupt = () => {
        if (commits++ === stopAt) throw new Error('cut off');
      };
      await restore(root, { keepMine: true }, { onCommit: interrupt }).catch((error: unknown) => expect(String(error)).toMatch(/cut off/));
      const cut = contents(root);
      for (const hash of own) expect([...cut.values()].includes(hash), where).toBe(true);
      expect([...cut.keys()].filter((path) => path.endsWith('.mwtmp'))).toEqual([]);

      await restore(root, { keepMine: true });
      expectRestored(root, wanted);
      const kept = new Set(contents(root).values());
      for (const hash of own) expect(kept.has(hash), where).toBe(true);
      expect(git(root, ['ls-files', '--stage']), where).toBe(index);
      expect(existsSync(join(root, '.git/modelwright.lock'))).toBe(false);
    }
  }, 3_600_000);
});
