import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../../base/errors';
import { git } from '../../../git/process';
import type { Registry } from '../../registry';
import type { PlannedFile } from './plan';

/** How a file of the model stands to HEAD. */
export interface FileState extends PlannedFile {
  /** Staged in another state than the work tree's: committing the one would lose the other. */
  readonly partlyStaged: boolean;
  /** Excluded by `.gitignore`. */
  readonly ignored: boolean;
  readonly unmerged: boolean;
}

/** Those of `paths` that are not as HEAD has them. */
export async function uncommitted(registry: Registry, paths: readonly string[], signal?: AbortSignal): Promise<FileState[]> {
  const root = registry.repository.root!;
  const output = await git(
    ['status', '--porcelain=v2', '-z', '--no-renames', '--untracked-files=all', '--ignored=matching', '--', ...paths],
    {
      cwd: root,
      signal,
      limit: 1 << 28,
    },
  );
  const states: FileState[] = [];
  for (const line of output.split('\0')) {
    const read = readStatus(line);
    if (!read) continue;
    // An ignored folder stands for what is in it.
    const folder = read.path.endsWith('/');
    const own = folder ? paths.filter((path) => path.startsWith(read.path)) : [read.path];
    for (const path of own) {
      const stamp = await stampOf(join(root, path));
      if (read.ignored && stamp === undefined) continue;
      states.push({ ...read, path, ...(stamp === undefined ? {} : { stamp }) });
    }
  }
  return states;
}

/** Size and time of a file, to tell whether it is the one that was looked at. */
export async function stampOf(path: string): Promise<string | undefined> {
  const found = await lstat(path, { bigint: true }).catch(() => undefined);
  return found && `${found.size} ${found.mtimeNs} ${found.ino}`;
}

/** A line of `git status --porcelain=v2`. */
function readStatus(line: string): Omit<FileState, 'stamp'> | undefined {
  const plain = { partlyStaged: false, ignored: false, unmerged: false };
  switch (line[0]) {
    case '?':
      return { ...plain, path: line.slice(2), change: 'added', untracked: true };
    case '!':
      return { ...plain, path: line.slice(2), change: 'added', untracked: true, ignored: true };
    case 'u':
      return { ...plain, path: line.split(' ').slice(10).join(' '), change: 'changed', untracked: false, unmerged: true };
    case '1': {
      const [index, tree] = [line[2]!, line[3]!];
      const path = line.split(' ').slice(8).join(' ');
      // Intent to add is an empty entry: nothing staged that could be lost.
      const partlyStaged = index !== '.' && tree !== '.';
      const gone = tree === 'D' || (tree === '.' && index === 'D');
      const change = gone ? 'deleted' : index === 'A' || (index === '.' && tree === 'A') ? 'added' : 'changed';
      return { ...plain, path, change, untracked: false, partlyStaged };
    }
    default:
      return undefined;
  }
}

/**
 * Refuses what a commit of these files could not take whole.
 * @throws UserError `commit.partlyStaged`, `commit.ignored`, `git.merging`
 */
export function assertCommittable(files: readonly FileState[]): void {
  const list = (found: readonly FileState[]) => found.map((file) => file.path).join(', ');
  const unmerged = files.filter((file) => file.unmerged);
  if (unmerged.length > 0) {
    throw new UserError('git.merging', l10n.t('A merge has left conflicts in {0}.', list(unmerged)), {
      where: unmerged[0]!.path,
      remedy: l10n.t('Resolve them and commit, then register.'),
    });
  }
  const partly = files.filter((file) => file.partlyStaged);
  if (partly.length > 0) {
    throw new UserError('commit.partlyStaged', l10n.t('{0} is staged in another state than it has in the work tree.', list(partly)), {
      where: partly[0]!.path,
      remedy: l10n.t('Commit what is staged, or stage the file as it is now (git add) or not at all (git restore --staged).'),
    });
  }
  const ignored = files.filter((file) => file.ignored);
  if (ignored.length > 0) {
    throw new UserError('commit.ignored', l10n.t('{0} is ignored by git, so no commit has it.', list(ignored)), {
      where: ignored[0]!.path,
      remedy: l10n.t('Take it out of .gitignore, or keep it with Git LFS or DVC.'),
    });
  }
}
