import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { UserError } from './errors';

/**
 * A file that appears whole or not at all: bytes go to a temporary name in the same folder, `commit` flushes and
 * renames it into place, `discard` leaves nothing. What was at `path` stays readable until the rename.
 */
export interface AtomicFile {
  /** Where the file will be. */
  readonly path: string;
  /** Where it is until then. */
  readonly temporary: string;
  /** Open for reading and writing. */
  readonly handle: FileHandle;
  /** Flushes, closes and renames. The temporary file is removed where that fails. */
  commit(): Promise<void>;
  /** Closes and removes the temporary file. Does nothing after `commit`. */
  discard(): Promise<void>;
}

const TEMPORARY = /^\..*\.[0-9a-f]{12}\.mwtmp$/;

/** A fresh temporary name in the folder of `path`, hidden and recognizable by {@link isTemporaryName}. */
export function temporaryName(path: string): string {
  // A name may have 255 bytes on the usual file systems; 200 of UTF-8 leave room for the rest.
  const stem = Buffer.from(basename(path))
    .subarray(0, 200)
    .toString()
    .replace(/\uFFFD+$/, '');
  return join(dirname(path), `.${stem}.${randomBytes(6).toString('hex')}.mwtmp`);
}

/** True for names made by {@link temporaryName}: what a crash may have left behind. */
export function isTemporaryName(path: string): boolean {
  return TEMPORARY.test(basename(path));
}

/**
 * Opens a file to be written atomically.
 * @param options.temporary a name to write under instead of a fresh one; must lie on the same file system
 * @throws UserError `file.*` where the folder is missing or not writable
 */
export async function atomicFile(path: string, options: { temporary?: string } = {}): Promise<AtomicFile> {
  const temporary = options.temporary ?? temporaryName(path);
  let handle: FileHandle;
  try {
    // A replaced file keeps its permissions; 0o666 is narrowed by the umask as for any new file.
    const mode = await stat(path).then(
      (found) => found.mode & 0o777,
      () => 0o666,
    );
    handle = await open(temporary, constants.O_RDWR | constants.O_CREAT | (options.temporary ? constants.O_TRUNC : constants.O_EXCL), mode);
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? noFolder(error, path) : fileError(error, path);
  }
  let state: 'open' | 'done' = 'open';
  const discard = async () => {
    if (state === 'done') return;
    state = 'done';
    await handle.close();
    await rm(temporary, { force: true });
  };
  const commit = async () => {
    if (state === 'done') throw new Error(`${path} was already committed or discarded`);
    try {
      await handle.sync();
      await handle.close();
      await replaceFile(temporary, path);
      state = 'done';
    } catch (error) {
      await discard();
      throw fileError(error, path);
    }
  };
  return { path, temporary, handle, commit, discard };
}

/**
 * Writes a whole file atomically.
 * @throws UserError `file.*`, with the file as it was before
 */
export async function writeAtomic(path: string, data: Uint8Array | string): Promise<void> {
  const file = await atomicFile(path);
  try {
    await file.handle.writeFile(data);
  } catch (error) {
    await file.discard();
    throw fileError(error, path);
  }
  await file.commit();
}

/**
 * Renames over `to`, and flushes the folder where the system allows it. On Windows a virus scanner or an indexer
 * may hold either file for a moment: such a refusal is tried again for about two seconds.
 */
export async function replaceFile(from: string, to: string): Promise<void> {
  for (let wait = 10; ; wait *= 2) {
    try {
      await rename(from, to);
      break;
    } catch (error) {
      const busy = process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '');
      if (!busy || wait > 1000) throw error;
      await sleep(wait);
    }
  }
  if (process.platform !== 'win32') await flushFolder(dirname(to));
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems have no fsync for folders; the rename itself has been done.
    if (!['EINVAL', 'ENOTSUP', 'EISDIR', 'EBADF'].includes(errorCode(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

/** A file that is to be made cannot be missing itself. */
function noFolder(error: unknown, path: string): UserError {
  return new UserError('file.missing', l10n.t('{0} cannot be made: its folder does not exist, or takes no files.', path), {
    where: path,
    remedy: l10n.t('Name another folder.'),
    cause: error,
  });
}

/** The `code` of a system error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Turns the usual refusals of the file system into a {@link UserError}; anything else is returned as it is. */
export function fileError(error: unknown, path: string): unknown {
  if (error instanceof UserError) return error;
  const more = { where: path, cause: error };
  switch (errorCode(error)) {
    case 'ENOENT':
      return new UserError('file.missing', l10n.t('{0} does not exist.', path), more);
    case 'ENOTDIR':
      return new UserError('file.folder', l10n.t('A part of the path {0} is not a folder.', path), more);
    case 'EISDIR':
      return new UserError('file.isFolder', l10n.t('{0} is a folder, not a file.', path), more);
    case 'ELOOP':
      return new UserError('file.link', l10n.t('{0} is a link that leads to itself, or one of too many.', path), {
        ...more,
        remedy: l10n.t('Remove the link, or let it lead to a file.'),
      });
    case 'EACCES':
    case 'EPERM':
    case 'EBUSY':
      return new UserError('file.denied', l10n.t('{0} cannot be opened or replaced: access was denied.', path), {
        ...more,
        remedy: l10n.t('Close programs that have it open, and check its permissions.'),
      });
    case 'EROFS':
      return new UserError('file.readOnly', l10n.t('{0} lies on a read-only file system.', path), more);
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new UserError('file.full', l10n.t('There is not enough room to write {0}.', path), {
        ...more,
        remedy: l10n.t('Free some space or choose another folder. Nothing was changed.'),
      });
    case 'ENAMETOOLONG':
      return new UserError('file.name', l10n.t('The name {0} is too long for the file system.', path), more);
    default:
      return error;
  }
}
