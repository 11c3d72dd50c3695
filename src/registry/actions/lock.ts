import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { errorCode, fileError } from '../../base/files';
import { isAlive } from '../../base/processes';
import type { GitRepository } from '../../git/repository';

const NAME = 'modelwright.lock';
/** Hooks of a commit may take their time; somebody who waits longer is told who holds it. */
const PATIENCE = 60_000;

/** What a file system says that has no links; one that is full of them or read-only says otherwise, or does so to `writeFile`. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly id: string;
}

/**
 * Runs `work` while no other process of this machine writes to the registry of `repository`, its worktrees included. A lock whose
 * process has died is taken over.
 * @param patience milliseconds to wait for another's
 * @throws UserError `registry.locked`, `git.readOnly`; AbortError when cancelled; what `work` throws
 */
export async function withRegistryLock<Value>(
  repository: GitRepository,
  work: () => Promise<Value>,
  signal?: AbortSignal,
  patience = PATIENCE,
): Promise<Value> {
  const path = join(repository.commonDir, NAME);
  const own: Holder = { pid: process.pid, host: hostname(), id: randomBytes(8).toString('hex') };
  await acquire(path, own, signal, patience);
  try {
    return await work();
  } finally {
    if ((await holderOf(path))?.id === own.id) await rm(path, { force: true });
  }
}

async function acquire(path: string, own: Holder, signal: AbortSignal | undefined, patience: number): Promise<void> {
  const deadline = Date.now() + patience;
  for (let wait = 5; ; wait = Math.min(wait * 1.5, 200)) {
    signal?.throwIfAborted();
    if (await create(path, own)) return;
    const holder = await holderOf(path);
    if (holder && isStale(holder)) {
      await removeStale(path, own, holder);
      continue;
    }
    if (holder && Date.now() > deadline) throw locked(path, holder);
    // Not all at the same moment.
    await sleep(wait * (0.5 + Math.random()), undefined, { signal });
  }
}

/** Makes a file with its content in one step: written aside, then linked, which fails where the name is taken. */
async function create(path: string, own: Holder): Promise<boolean> {
  const aside = `${path}.new-${own.id}`;
  try {
    await writeFile(aside, JSON.stringify(own), { flag: 'wx' });
    try {
      await link(aside, path);
    } catch (error) {
      if (!NO_LINKS.includes(errorCode(error) ?? '')) throw error;
      // A file system without links (exFAT, some shares): made in two steps, between which others take it for a lock they cannot read.
      await writeFile(path, JSON.stringify(own), { flag: 'wx' });
    }
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    if (['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) {
      throw new UserError('git.readOnly', l10n.t('The repository cannot be written to.'), {
        where: path,
        remedy: l10n.t('Check the permissions of its .git folder.'),
        cause: error,
      });
    }
    throw fileError(error, path);
  } finally {
    await rm(aside, { force: true });
  }
}

/**
 * Removes the lock of a dead process, under a lock of its own that is named by that process: else a second one that saw the same could
 * remove the lock that a first has made meanwhile. Who holds that one may die as well, and then it is removed in the same way.
 */
async function removeStale(path: string, own: Holder, dead: Holder): Promise<void> {
  const guard = `${path}.${dead.id}`;
  if (!(await create(guard, own))) {
    const other = await holderOf(guard);
    if (other && isStale(other)) await removeStale(guard, own, other);
    else await sleep(20);
    return;
  }
  try {
    if ((await holderOf(path))?.id === dead.id) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

function isStale(holder: Holder): boolean {
  return holder.host === hostname() && !isAlive(holder.pid);
}

/** Who holds it; undefined where nobody does. What cannot be read as a holder is nobody's file of ours: it stays, and blocks. */
async function holderOf(path: string): Promise<Holder | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileError(error, path);
  }
  const found = /^\{"pid":(\d+),"host":"([^"]*)","id":"([0-9a-f]+)"\}$/.exec(text);
  return found ? { pid: Number(found[1]), host: found[2]!, id: found[3]! } : { pid: 0, host: '?', id: '' };
}

function locked(path: string, holder: Holder): UserError {
  return new UserError(
    'registry.locked',
    l10n.t('Another Modelwright (process {0} on {1}) is writing to this registry.', holder.pid, holder.host),
    {
      where: path,
      remedy: l10n.t('Wait until it is done. Where no such process runs, delete {0}.', path),
    },
  );
}
