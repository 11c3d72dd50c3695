import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errorCode } from '../../base/files';
import { isAlive } from '../../base/processes';

/** What a process on another machine left is taken for dead after a day. */
const FOREIGN = 24 * 3600 * 1000;

/** This process, in names: a home folder may be shared by machines. */
function owner(): string {
  return `${host()}-${process.pid}`;
}

function host(): string {
  return hostname().replace(/[^A-Za-z0-9]+/g, '_') || 'host';
}

/** A fresh name for what this process is writing. */
export function ownTemporary(root: string): string {
  return join(root, 'tmp', `${owner()}-${randomBytes(6).toString('hex')}`);
}

/** Whether the process that a name begins with may still be there. @param path what bears the name */
async function ownerLives(name: string, path: string): Promise<boolean> {
  const [from, pid] = /^(.*?)-(\d+)(?:-|$)/.exec(name)?.slice(1) ?? [];
  if (from === host()) return isAlive(Number(pid));
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < FOREIGN;
}

/** Which versions this process uses. */
export class Leases {
  readonly #taken = new Set<string>();

  constructor(private readonly root: string) {}

  /** Says that this process uses a version, until it ends. */
  async take(key: string): Promise<void> {
    if (this.#taken.has(key)) return;
    const folder = join(this.root, 'leases', owner());
    await mkdir(folder, { recursive: true });
    await (await open(join(folder, key), 'w')).close();
    this.#taken.add(key);
  }
}

/** The versions that living processes use. What the dead left is removed. */
export async function leasedKeys(root: string): Promise<Set<string>> {
  const keys = new Set<string>();
  const folder = join(root, 'leases');
  for (const name of await names(folder)) {
    const path = join(folder, name);
    if (await ownerLives(name, path)) for (const key of await names(path)) keys.add(key);
    else await rm(path, { recursive: true, force: true });
  }
  return keys;
}

/** Removes what dead processes were writing. */
export async function removeLeftovers(root: string): Promise<void> {
  const folder = join(root, 'tmp');
  for (const name of await names(folder)) {
    const path = join(folder, name);
    if (!(await ownerLives(name, path))) await rm(path, { recursive: true, force: true });
  }
}

/** How many things other living processes are writing now. */
export async function livingWriters(root: string): Promise<number> {
  const folder = join(root, 'tmp');
  const others = (await names(folder)).filter((name) => !name.startsWith(`${owner()}-`));
  const living = await Promise.all(others.map((name) => ownerLives(name, join(folder, name))));
  return living.filter(Boolean).length;
}

/** Names in a folder; none where there is no such folder. */
export async function names(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return [];
    throw error;
  }
}
