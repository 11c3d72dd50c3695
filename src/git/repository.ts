import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { git } from './process';

/** A repository as git has it. */
export interface GitRepository {
  /** The work tree, absolute; absent: bare. */
  readonly root?: string;
  /** Absolute. In a worktree or submodule a folder of its own, not `.git`. */
  readonly gitDir: string;
  /** Where refs and objects are: the same as `gitDir` but in a worktree, where it is the main repository's. */
  readonly commonDir: string;
  readonly objectFormat: 'sha1' | 'sha256';
  /** A clone without the older commits. */
  readonly shallow: boolean;
  /** A clone that leaves objects at its remote until they are asked for. */
  readonly partial: boolean;
}

/** The oldest git whose commands are used here. */
const OLDEST = [2, 25] as const;
let version: Promise<string> | undefined;

/**
 * The version of the git on the PATH, asked once.
 * @throws UserError `git.missing`, `git.old`
 */
export async function gitVersion(): Promise<string> {
  version ??= git(['version'], { cwd: process.cwd() });
  try {
    return checkedVersion(await version);
  } catch (error) {
    // Somebody may install it while we run.
    version = undefined;
    throw error;
  }
}

/** The number in what `git version` prints. @throws UserError `git.old` */
export function checkedVersion(printed: string): string {
  const [found, major, minor] = /(\d+)\.(\d+)[\w.-]*/.exec(printed) ?? ['', '0', '0'];
  if (Number(major) > OLDEST[0] || (Number(major) === OLDEST[0] && Number(minor) >= OLDEST[1])) return found;
  throw new UserError('git.old', l10n.t('This git is too old: {0}.', printed.trim()), {
    remedy: l10n.t('Install git {0} or newer.', OLDEST.join('.')),
  });
}

/**
 * The repository that holds `path` (a file or folder, there or not yet); undefined where there is none. Worktrees, submodules,
 * bare repositories and `.git` files are found as git finds them.
 * @throws UserError `git.missing`, `git.old`, `git.unsafe`
 */
export async function findRepository(path: string, signal?: AbortSignal): Promise<GitRepository | undefined> {
  await gitVersion();
  const cwd = await nearestFolder(path);
  const options = { cwd, signal };
  const asked = ['--git-dir', '--git-common-dir', '--is-bare-repository', '--is-inside-work-tree', '--is-shallow-repository'];
  let answer: string[];
  try {
    // A git older than 2.29 echoes --show-object-format; all it knows is SHA-1.
    answer = (await git(['rev-parse', ...asked, '--show-object-format'], options)).split('\n');
  } catch (error) {
    if (error instanceof UserError && error.code === 'git.notRepository') return undefined;
    throw error;
  }
  const [gitDir, commonDir, , inside, shallow, format] = answer as [string, string, string, string, string, string];
  const [root, promisors] = await Promise.all([
    inside === 'true' ? git(['rev-parse', '--show-toplevel'], options) : undefined,
    git(['config', '--get-regexp', '^(remote\\..*\\.promisor|extensions\\.partialclone)$'], { ...options, accept: [1] }),
  ]);
  return {
    ...(root === undefined ? {} : { root: resolve(root.replace(/\n$/, '')) }),
    gitDir: resolve(cwd, gitDir),
    commonDir: resolve(cwd, commonDir),
    objectFormat: format === 'sha256' ? 'sha256' : 'sha1',
    shallow: shallow === 'true',
    partial: promisors.trim() !== '',
  };
}

/** Where git's commands about a repository run: its work tree, or the bare repository itself. */
export function workingFolder(repository: GitRepository): string {
  return repository.root ?? repository.gitDir;
}

/** The deepest folder of `path` that exists. */
async function nearestFolder(path: string): Promise<string> {
  for (let at = resolve(path); ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found?.isDirectory() || dirname(at) === at) return at;
  }
}
