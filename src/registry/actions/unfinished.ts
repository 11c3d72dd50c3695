import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { UserError } from '../../base/errors';
import { writeAtomic } from '../../base/files';
import { readSmallFile } from '../../base/smallFile';
import { GitActions } from '../../git/actions';
import { git } from '../../git/process';
import type { GitRepository } from '../../git/repository';
import { staysInside } from '../declared/artifacts';
import { look } from './inTheWay';
import { withRegistryLock } from './lock';

/** In the work tree's own git directory. */
const NAME = 'modelwright.unfinished.json';
const LIMIT = 16 << 20;

const zPath = z.string().refine(staysInside, 'leaves the work tree');
const zUnfinished = z.object({
  /** Texts written for a commit, with what was there before: nothing where it is null. */
  edits: z.array(z.object({ path: zPath, before: z.string().nullable(), after: z.string() })),
  /** Files that git did not know before and was told of. */
  untracked: z.array(zPath),
});

/** What a commit changes in the work tree and the index before it is made. */
export type Unfinished = z.infer<typeof zUnfinished>;

/**
 * Writes down what is about to be changed for a commit, so that whoever comes next can put it back should this process end before the
 * commit is made.
 */
export async function noteUnfinished({ gitDir }: GitRepository, unfinished: Unfinished): Promise<void> {
  await writeAtomic(join(gitDir, NAME), JSON.stringify(unfinished));
}

/** The commit is made, or all is as it was. */
export async function forgetUnfinished({ gitDir }: GitRepository): Promise<void> {
  await rm(join(gitDir, NAME), { force: true });
}

/** Puts back what a process that died left of a commit, if one did. For whoever does not hold the registry's lock. @throws as {@link recoverUnfinished} */
export async function recoverIfUnfinished(repository: GitRepository, signal?: AbortSignal): Promise<void> {
  if (!(await look(join(repository.gitDir, NAME)))) return;
  await withRegistryLock(repository, () => recoverUnfinished(repository), signal);
}

/**
 * Puts back what a process that died left of a commit: a text that was written for it, where it is still that text and no commit has it, and
 * files that git was told of. What a person has changed since stays. Only for who holds the registry's lock, which that process held.
 * @throws UserError `git.locked` where that commit may still be under way; `git.*`, `file.*`
 */
export async function recoverUnfinished(repository: GitRepository): Promise<void> {
  const { gitDir, root } = repository;
  const text = await readSmallFile(join(gitDir, NAME), LIMIT);
  if (text === undefined || root === undefined) return;
  if (await look(join(gitDir, 'index.lock'))) throw underWay(gitDir);
  const unfinished = parse(text);
  for (const { path, before, after } of unfinished?.edits ?? []) {
    const file = join(root, path);
    if (!(await look(file))?.isFile() || (await readSmallFile(file, LIMIT)) !== after || (await isCommitted(root, path))) continue;
    if (before === null) await rm(file);
    else await writeAtomic(file, before);
  }
  const untracked = unfinished?.untracked ?? [];
  if (untracked.length > 0) {
    // Told of, but without content: what is staged by now is the person's.
    const listed = await git(['diff', '--name-only', '--diff-filter=A', '-z', '--', ...untracked], { cwd: root });
    const told = listed.split('\0').filter((path) => untracked.includes(path));
    if (told.length > 0) await new GitActions(repository).run(['rm', '--quiet', '--cached', '--force', '--', ...told]);
  }
  await forgetUnfinished(repository);
}

/** The texts that a commit which was cut off had written; undefined where none was. They are not looked at. */
export async function unfinishedPaths({ gitDir }: GitRepository): Promise<string[] | undefined> {
  const text = await readSmallFile(join(gitDir, NAME), LIMIT);
  return text === undefined ? undefined : (parse(text)?.edits.map(({ path }) => path) ?? []);
}

/** Undefined for what is none of ours: half a text cannot be, since it is written whole or not at all. */
function parse(text: string): Unfinished | undefined {
  try {
    return zUnfinished.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whether HEAD has the file as it is in the work tree. */
async function isCommitted(root: string, path: string): Promise<boolean> {
  const options = { cwd: root, accept: [1, 128] };
  const [own, head] = await Promise.all([
    git(['hash-object', '--', path], options),
    git(['rev-parse', '--verify', '--quiet', `HEAD:${path}`], options),
  ]);
  return own.trim() !== '' && own.trim() === head.trim();
}

function underWay(gitDir: string): UserError {
  return new UserError('git.locked', l10n.t('A registration was cut off, and its commit may still be under way: the index is locked.'), {
    where: join(gitDir, 'index.lock'),
    remedy: l10n.t('Wait until git has ended. Where none runs, a crashed one left .git/index.lock: delete that file.'),
  });
}
