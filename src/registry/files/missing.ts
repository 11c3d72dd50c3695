import { posix } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { lfsPattern } from '../../base/lfsPointer';
import { shownCommand } from '../../base/shell';
import { git } from '../../git/process';
import { type GitRepository, workingFolder } from '../../git/repository';
import type { CommitTree } from './commitTree';
import { asArgument, dvcTarget } from './dvcPull';
import type { LocatedFile } from './located';

/** Every repository has it, without storing it. */
const EMPTY_TREE = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const;
/** More names than this are not put into one command. */
const MAX_NAMED = 20;

/**
 * Says that bytes of a version are not on this machine, and the command that brings them without touching the work tree.
 * @param ref how the version is named in the command: a tag or a commit
 * @param remote where Git LFS would fetch from, for one who asks often
 */
export async function missingObjects(
  tree: CommitTree,
  ref: string,
  files: readonly LocatedFile[],
  remote: () => Promise<string> = () => remoteOf(tree.repository),
): Promise<UserError> {
  const [first] = files;
  const { storage } = first!;
  const same = files.filter((file) => file.storage === storage);
  const owner = { git: l10n.t('a partial clone'), lfs: 'Git LFS', dvc: 'DVC' }[storage];
  const message =
    storage === 'git'
      ? l10n.t('{0} at {1} is not here: this is a partial clone, and its bytes are still at the remote.', first!.path, ref)
      : l10n.t('{0} at {1} is not fetched yet: only its {2} pointer is here.', first!.path, ref, owner);
  const argv = await fetchCommand(tree, ref, same, remote);
  const cwd = workingFolder(tree.repository);
  const run = l10n.t('Run: {0}', shownCommand(argv));
  return new UserError('model.pointer', message, {
    where: `${first!.path}@${ref}`,
    remedy: storage === 'git' ? `${l10n.t('Any command that reads it has git download it.')}\n${run}` : run,
    actions: [{ kind: 'terminal', argv, cwd }],
  });
}

async function fetchCommand(
  tree: CommitTree,
  ref: string,
  files: readonly LocatedFile[],
  remote: () => Promise<string>,
): Promise<string[]> {
  const [first] = files;
  switch (first!.storage) {
    case 'git':
      // Asking for an object by its name makes git fetch it from where the clone left it; a comparison with nothing, all at once.
      if (files.length === 1) return ['git', 'cat-file', '-e', first!.oid];
      return [
        ...['git', '--literal-pathspecs', 'diff', '--stat', EMPTY_TREE[tree.repository.objectFormat], tree.commit, '--'],
        ...files.map((file) => file.path),
      ];
    case 'lfs': {
      const include = files.length > MAX_NAMED ? [] : ['--include', lfsPattern(files.map((file) => file.path))];
      return ['git', 'lfs', 'fetch', await remote(), hasControls(ref) ? tree.commit : ref, ...include];
    }
    case 'dvc': {
      const trackers = new Set(files.map(({ dvc }) => dvc!.tracker));
      const targets = new Set(files.map(dvcTarget));
      const scope = (await atHead(tree, [...trackers])) ? [] : ['--all-commits'];
      return ['dvc', 'fetch', ...scope, ...[...targets].slice(0, MAX_NAMED).map(asArgument)];
    }
  }
}

/** Whether the trackers are in the work tree's commit as they are at this one: then DVC need not look through the history. */
async function atHead(tree: CommitTree, trackers: readonly string[]): Promise<boolean> {
  for (const path of trackers) {
    const [here, head] = await Promise.all([tree.objects.info(`${tree.commit}:${path}`), tree.objects.info(`HEAD:${path}`)]);
    if (here === undefined || here.oid !== head?.oid) return false;
  }
  return true;
}

/** `origin` where there is one, else the first. */
export async function remoteOf(repository: GitRepository): Promise<string> {
  const remotes = (await git(['remote'], { cwd: workingFolder(repository) })).split('\n').filter((name) => name !== '');
  return remotes.includes('origin') ? 'origin' : (remotes[0] ?? 'origin');
}

function hasControls(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/** Refuses names that could be read as something else on some system. @throws UserError `model.path` */
export function assertPlainPath(path: string): void {
  const parts = path.split('/');
  const odd = parts.find((part) => part === '..' || hasControls(part) || (process.platform === 'win32' && /[\\:*?"<>|]|[. ]$/.test(part)));
  if (odd === undefined && path !== '' && !posix.isAbsolute(path)) return;
  throw new UserError('model.path', l10n.t('{0} is not a path that a file can have here.', JSON.stringify(path)), {
    where: path,
    remedy: l10n.t('Rename it in the repository.'),
  });
}
