import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from './files';
import { isAlive, startOf } from './processes';

/** What a file system says that has no links; one that is full of them or read-only says otherwise, or does so to `writeFile`. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** Who has a lock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly id: string;
  /** When its process started, in the system's own count, where it tells: another process may get the same number. */
  readonly start?: string;
}

export interface LockRules {
  readonly signal?: AbortSignal;
  /** Milliseconds to wait for another's; until it is free where left out. */
  readonly patience?: number;
  /** The longest pause between two looks, milliseconds; 200 unless told. */
  readonly pause?: number;
  /** Told of who has it, once for each. */
  waiting?(holder: Holder): void;
}

/** A lock that is ours. */
export interface Lock {
  /** Whether another had it when it was asked for. */
  readonly waited: boolean;
  release(): Promise<void>;
}

/** A lock that another process had for longer than one would wait. */
export class Locked extends Error {
  override readonly name = 'Locked';

  constructor(readonly holder: Holder) {
    super(`process ${holder.pid} on ${holder.host} has it`);
  }
}

/**
 * Takes a lock between the processes of one machine: a file that says who has it. The lock of a dead process is taken over.
 * @param path of the file; its folder exists
 * @throws Locked when patience ends; AbortError when cancelled; system errors as they are
 */
export async function acquireLock(path: string, rules: LockRules = {}): Promise<Lock> {
  const { signal, patience = Number.POSITIVE_INFINITY, pause = 200, waiting } = rules;
  const own: Holder = { pid: process.pid, host: hostname(), id: randomBytes(8).toString('hex'), start: await startOf(process.pid) };
  const deadline = Date.now() + patience;
  let told: string | undefined;
  for (let wait = 5; ; wait = Math.min(wait * 1.5, pause)) {
    signal?.throwIfAborted();
    if (await create(path, own)) return { waited: told !== undefined, release: () => release(path, own) };
    const holder = await holderOf(path);
    if (holder && (await isStale(holder))) {
      await removeStale(path, own, holder);
      continue;
    }
    if (holder && Date.now() > deadline) throw new Locked(holder);
    if (holder && holder.id !== told) waiting?.(holder);
    told = holder?.id ?? told;
    // Not all at the same moment.
    await sleep(wait * (0.5 + Math.random()), undefined, { signal });
  }
}

async function release(path: string, own: Holder): Promise<void> {
  if ((await holderOf(path))?.id === own.id) await rm(path, { force: true });
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
    throw error;
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
    if (other && (await isStale(other))) await removeStale(guard, own, other);
    else await sleep(20);
    return;
  }
  try {
    if ((await holderOf(path))?.id === dead.id) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** Of a process of this machine that is no more. */
async function isStale({ pid, host, start }: Holder): Promise<boolean> {
  if (host !== hostname()) return false;
  if (!isAlive(pid)) return true;
  const now = start === undefined ? undefined : await startOf(pid);
  return now !== undefined && now !== start;
}

/** Who holds it; undefined where nobody does. What cannot be read as a holder is nobody's file of ours: it stays, and blocks. */
async function holderOf(path: string): Promise<Holder | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const found = /^\{"pid":(\d+),"host":"([^"]*)","id":"([0-9a-f]+)"(?:,"start":"([^"]*)")?\}$/.exec(text);
  if (!found) return { pid: 0, host: '?', id: '' };
  const [, pid, host, id, start] = found;
  return { pid: Number(pid), host: host!, id: id!, ...(start === undefined ? {} : { start }) };
}
