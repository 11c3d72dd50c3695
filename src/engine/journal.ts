import { randomBytes } from 'node:crypto';
import { appendFile, lstat, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { isTemporaryName } from '../base/files';
import { isAlive } from '../base/processes';

const NAME = /^(\d+)-[0-9a-f]{12}\.journal$/;
const SCRATCH = /^scratch-[0-9a-f]{12}$/;

/** Where journals and scratch folders of this user lie. */
export function journalDirectory(): string {
  const user = userInfo({ encoding: 'utf8' });
  return join(tmpdir(), `modelwright-${user.uid >= 0 ? user.uid : user.username}`);
}

/**
 * Names of temporary files that this process's jobs may leave behind, kept in a file until they are gone. What a
 * process that died left is removed by the next one.
 */
export class Journal {
  readonly #file: string;
  readonly #open = new Set<string>();
  #ready: Promise<void> | undefined;
  #writes: Promise<void> = Promise.resolve();

  constructor(
    private readonly directory: string,
    pid: number = process.pid,
  ) {
    this.#file = join(directory, `${pid}-${randomBytes(6).toString('hex')}.journal`);
  }

  /** Resolves when the name is on disk: only then may the file be made. */
  async add(path: string): Promise<void> {
    await this.#prepare();
    this.#open.add(path);
    await this.#append({ add: path });
  }

  /** The file was renamed into place or removed by its owner. */
  async forget(path: string): Promise<void> {
    if (this.#open.delete(path)) await this.#append({ gone: path });
  }

  /** Removes the file, then its entry. */
  async remove(path: string): Promise<void> {
    if (!this.#open.has(path)) return;
    await rm(path, { recursive: SCRATCH.test(baseName(path)), force: true });
    await this.forget(path);
  }

  /** A fresh folder for this process, removed with {@link remove} or by the next process. */
  async scratch(): Promise<string> {
    const path = join(this.directory, `scratch-${randomBytes(6).toString('hex')}`);
    await this.add(path);
    await mkdir(path, { mode: 0o700 });
    return path;
  }

  /** Removes everything still open, and the journal; what cannot be removed now stays in it for the next start. */
  async close(): Promise<void> {
    const removals = await Promise.allSettled([...this.#open].map((path) => this.remove(path)));
    await this.#writes;
    if (removals.every((removal) => removal.status === 'fulfilled')) await rm(this.#file, { force: true });
  }

  /** Makes the folder, and sweeps what processes that died have left there. */
  #prepare(): Promise<void> {
    this.#ready ??= (async () => {
      await ownFolder(this.directory);
      await sweep(this.directory);
    })();
    return this.#ready;
  }

  #append(entry: { add: string } | { gone: string }): Promise<void> {
    const write = this.#writes.then(() => appendFile(this.#file, `${JSON.stringify(entry)}\n`, { mode: 0o600 }));
    this.#writes = write.catch(() => undefined);
    return write;
  }
}

/** Removes the temporary files named in journals whose process is dead. @returns what was removed */
export async function sweep(directory: string): Promise<string[]> {
  const removed: string[] = [];
  for (const name of await readdir(directory).catch(() => [])) {
    const pid = Number(NAME.exec(name)?.[1]);
    if (!Number.isSafeInteger(pid) || isAlive(pid)) continue;
    const journal = join(directory, name);
    for (const path of openEntries(await readFile(journal, 'utf8').catch(() => ''))) {
      // A journal is a file in a shared place: it may only name what we ourselves would have named.
      const ours = isTemporaryName(path) || (SCRATCH.test(baseName(path)) && dirname(path) === directory);
      if (!ours) continue;
      await rm(path, { recursive: dirname(path) === directory, force: true });
      removed.push(path);
    }
    await rm(journal, { force: true });
  }
  return removed;
}

function openEntries(text: string): Set<string> {
  const open = new Set<string>();
  for (const line of text.split('\n')) {
    const entry = readEntry(line);
    if (entry?.add !== undefined) open.add(entry.add);
    if (entry?.gone !== undefined) open.delete(entry.gone);
  }
  return open;
}

/** A line; undefined for one that its writer's death cut short. */
function readEntry(line: string): { add?: string; gone?: string } | undefined {
  if (!line.endsWith('}')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    const { add, gone } = value as Record<string, unknown>;
    return { add: typeof add === 'string' ? add : undefined, gone: typeof gone === 'string' ? gone : undefined };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A folder in the shared temporary place that is ours alone: never a link, never another user's. */
export async function ownFolder(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const found = await lstat(directory);
  const uid = process.getuid?.();
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid)) throw new Error(`${directory} is not a folder of this user`);
}

function baseName(path: string): string {
  return path.slice(dirname(path).length).replace(/^[\\/]/, '');
}
