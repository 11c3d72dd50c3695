import { createHash } from 'node:crypto';
import { lstat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { errorCode } from '../base/files';
import { isAlive } from '../base/processes';

/** Folders of drafts and of reports on their way out: `.draft-ID.HOST.PID`, `.trash-ID.HOST.PID`. */
const TRANSIENT = /^\.(?:draft|trash)-.+\.([0-9a-f]{8})\.(\d{1,10})$/;
/** Beyond this age a folder is left over, whoever made it: process ids are used again. */
const MAX_AGE_MS = 24 * 3600 * 1000;

const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** The name of a folder that belongs to this process alone. */
export function transientName(what: 'draft' | 'trash', id: string): string {
  return `.${what}-${id}.${host}.${process.pid}`;
}

/** Whether `name` was made by {@link transientName}, here or elsewhere. */
export function isTransient(name: string): boolean {
  return TRANSIENT.test(name);
}

/**
 * Whether a folder made under a {@link transientName} has nobody left to finish it: its process on this machine is gone,
 * or it is a day old (the store may lie on a disk that several machines use).
 */
export async function isAbandoned(path: string, name: string): Promise<boolean> {
  const match = TRANSIENT.exec(name);
  if (!match) return false;
  if (match[1] === host) return !isAlive(Number(match[2]));
  try {
    return Date.now() - (await lstat(path)).mtimeMs > MAX_AGE_MS;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
