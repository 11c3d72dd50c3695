import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { errorCode, fileError } from '../../base/files';
import { statOrMissing } from '../../base/statOrMissing';
import { streamBlob } from '../../git/objects';
import type { GitRepository } from '../../git/repository';
import { Leases, ownTemporary } from './cacheOwners';
import { pruneCache } from './cachePrune';
import { linkOrCopy } from './linkOrCopy';

/** A file of a folder to be put together. */
export interface CachedFile {
  /** Relative to the folder, with forward slashes. */
  readonly name: string;
  /** Where its bytes are now, verified; absolute. */
  readonly source: string;
  readonly bytes: number;
}

/** Megabytes kept where nothing else is said. */
const MEGABYTES = 5120;
const FILES = 'files';
const LIST = 'version.json';

/** This user's cache: `MODELWRIGHT_CACHE`, else the system's place for such. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment.MODELWRIGHT_CACHE;
  if (given) return resolve(given);
  switch (process.platform) {
    case 'win32':
      return join(environment.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'modelwright', 'cache');
    case 'darwin':
      return join(homedir(), 'Library', 'Caches', 'modelwright');
    default:
      return join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'modelwright');
  }
}

/** Bytes the cache may take: `MODELWRIGHT_CACHE_MEGABYTES`, else 5 GB. */
export function cacheLimit(environment: NodeJS.ProcessEnv = process.env): number {
  const given = Number(environment.MODELWRIGHT_CACHE_MEGABYTES);
  return (Number.isFinite(given) && given > 0 ? given : MEGABYTES) * 1e6;
}

/**
 * Bytes of old versions, by what is in them, shared by all repositories and processes of a user:
 *
 * - `objects/FORMAT/aa/REST` blobs of git, verified by their name while they were written;
 * - `versions/KEY/files` the files of a version in one folder, hard links to those (copies where the file system has no
 *   links); never symbolic ones, which ONNX Runtime does not follow out of a folder;
 * - `external/…` which files the model of a name keeps its weights in;
 * - `leases/HOST-PID` which versions a process uses; `tmp/HOST-PID-…` what it is writing.
 *
 * Everything appears by a rename, so two processes that make the same thing make it once or twice, never half. What was used
 * last stays when the limit is reached.
 */
export class VersionCache {
  readonly #leases: Leases;

  constructor(
    readonly root = cacheFolder(),
    readonly limit = cacheLimit(),
  ) {
    this.#leases = new Leases(root);
  }

  /**
   * A blob of git as a file of the cache.
   * @param advance told the bytes written so far
   * @throws UserError `git.*`, `cache.damaged`, `file.*`; AbortError when cancelled
   */
  async object(
    repository: GitRepository,
    blob: { readonly oid: string; readonly bytes: number },
    signal?: AbortSignal,
    advance?: (done: number) => void,
  ): Promise<string> {
    const path = this.#objectPath(repository, blob.oid);
    const found = await statOrMissing(path);
    if (found?.isFile() && found.size === blob.bytes) {
      await touch(path);
      return path;
    }
    await this.#appear(path, async (temporary) => writeBlob(repository, blob, temporary, signal, advance));
    return path;
  }

  /**
   * A folder with these files in it, made once and kept from then on: as long as this process lives, and after that as long
   * as there is room.
   * @param key hex digits; the same for the same files
   * @returns its path, absolute
   * @throws UserError `file.*`; AbortError when cancelled
   */
  async folder(key: string, files: () => Promise<readonly CachedFile[]>, signal?: AbortSignal): Promise<string> {
    const place = join(this.root, 'versions', key);
    await this.#leases.take(key).catch((error: unknown) => {
      throw unusable(error, this.root);
    });
    if (await isWhole(place)) {
      await touch(place);
      return join(place, FILES);
    }
    const wanted = await files();
    await this.#appear(place, async (temporary) => fillFolder(temporary, wanted, signal));
    await pruneCache(this.root, this.limit);
    return join(place, FILES);
  }

  /** Removes a folder and blobs whose bytes have changed. */
  async discard(key: string, oids: readonly string[], repository: GitRepository): Promise<void> {
    const objects = oids.map((oid) => this.#objectPath(repository, oid));
    for (const path of [join(this.root, 'versions', key), ...objects]) await rm(path, { recursive: true, force: true });
  }

  /** What was noted of a key; undefined where nothing was. */
  async note(key: string): Promise<string | undefined> {
    try {
      return await readFile(join(this.root, 'notes', key), 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw unusable(error, this.root);
    }
  }

  /** Notes something that follows from the bytes that `key` names. */
  async setNote(key: string, text: string): Promise<void> {
    await this.#appear(join(this.root, 'notes', key), async (temporary) => {
      const handle = await open(temporary, 'wx');
      try {
        await handle.writeFile(text);
      } finally {
        await handle.close();
      }
    });
  }

  #objectPath({ objectFormat }: GitRepository, oid: string): string {
    return join(this.root, 'objects', objectFormat, oid.slice(0, 2), oid.slice(2));
  }

  /** Makes something under a temporary name and renames it into place; where another process was faster, its is taken. */
  async #appear(path: string, make: (temporary: string) => Promise<void>): Promise<void> {
    const temporary = ownTemporary(this.root);
    try {
      await mkdir(dirname(temporary), { recursive: true });
      await mkdir(dirname(path), { recursive: true });
      await make(temporary);
      await takePlace(temporary, path, ownTemporary(this.root));
    } catch (error) {
      throw unusable(error, this.root);
    } finally {
      await rm(temporary, { recursive: true, force: true });
    }
  }
}

/** What the file system says of a cache that cannot be written. */
function unusable(error: unknown, root: string): unknown {
  const told = fileError(error, root);
  if (!(told instanceof UserError) || !/^file\.(denied|readOnly|folder|missing|full)$/.test(told.code)) return told;
  return new UserError('cache.unusable', l10n.t('Old versions cannot be kept in {0}: {1}', root, told.message), {
    where: root,
    remedy: l10n.t('Set the variable {0} to a folder that can be written to and has room.', 'MODELWRIGHT_CACHE'),
    cause: error,
  });
}

/** Renames a file over what is there; a folder only after the one that is there, which is not whole, is out of the way. */
async function takePlace(temporary: string, path: string, aside: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await rename(temporary, path);
      return;
    } catch (error) {
      const taken = ['ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES'].includes(errorCode(error) ?? '');
      if (!taken || attempt >= 5) throw error;
      if (await isWhole(path)) return;
      await rename(path, aside).catch((reason: unknown) => {
        if (errorCode(reason) !== 'ENOENT') throw reason;
      });
      await rm(aside, { recursive: true, force: true });
    }
  }
}

async function writeBlob(
  repository: GitRepository,
  { oid, bytes }: { readonly oid: string; readonly bytes: number },
  temporary: string,
  signal?: AbortSignal,
  advance?: (done: number) => void,
): Promise<void> {
  const hash = createHash(repository.objectFormat).update(`blob ${bytes}\0`);
  const handle = await open(temporary, 'wx', 0o444);
  let done = 0;
  try {
    const write = async (chunk: Buffer) => {
      hash.update(chunk);
      await handle.writeFile(chunk);
      done += chunk.length;
      advance?.(done);
    };
    await streamBlob(repository, oid, write, signal);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (done !== bytes || hash.digest('hex') !== oid) {
    throw new UserError('cache.damaged', l10n.t('git gave other bytes for the object {0} than its name says.', oid), {
      where: repository.commonDir,
      remedy: l10n.t('Run "git fsck" in the repository.'),
    });
  }
}

async function fillFolder(temporary: string, files: readonly CachedFile[], signal?: AbortSignal): Promise<void> {
  for (const file of files) {
    signal?.throwIfAborted();
    const path = join(temporary, FILES, ...file.name.split('/'));
    await mkdir(dirname(path), { recursive: true });
    await linkOrCopy(file.source, path);
    const { size } = await stat(path);
    if (size !== file.bytes) {
      throw new UserError('cache.damaged', l10n.t('{0} has {1} bytes instead of {2}.', file.source, size, file.bytes), {
        where: file.source,
      });
    }
  }
  const handle = await open(join(temporary, LIST), 'wx');
  try {
    await handle.writeFile(JSON.stringify(files.map(({ name, bytes }) => ({ name, bytes }))));
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether each file of a folder is there with its size. Cheap, so that it can be asked each time. */
async function isWhole(place: string): Promise<boolean> {
  let list: { name: string; bytes: number }[];
  try {
    list = JSON.parse(await readFile(join(place, LIST), 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError || ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
  for (const { name, bytes } of list) {
    const found = await statOrMissing(join(place, FILES, ...name.split('/')));
    if (!found?.isFile() || found.size !== bytes) return false;
  }
  return true;
}

/** Notes a use. Another process may have taken it away in the meantime. */
async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch((error: unknown) => {
    // What somebody else made may be read and not touched.
    if (!['ENOENT', 'EPERM', 'EACCES', 'EROFS'].includes(errorCode(error) ?? '')) throw error;
  });
}
