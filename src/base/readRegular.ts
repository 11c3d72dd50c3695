import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, readlink, stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { UserError } from './errors';
import { errorCode, fileError } from './files';
import { LFS_LIMIT, lfsPointerError, lfsPointerIn } from './lfsPointer';

/**
 * Opens a regular file for reading. A pipe would wait for its writer and a device may do anything when it is opened, so it
 * is asked first; and nothing waits where it changes in between.
 * @throws UserError `file.*`
 */
export async function openRegular(path: string): Promise<FileHandle> {
  try {
    refuseOthers(await stat(path), path);
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      refuseOthers(await handle.stat(), path);
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    throw (errorCode(error) === 'ENOENT' && (await deadLinkError(path))) || fileError(error, path);
  }
}

/**
 * As {@link openRegular}, for content that a Git LFS pointer must not be taken for.
 * @throws UserError `file.*`; `file.pointer` for one that Git LFS has not fetched
 */
export async function openFetched(path: string): Promise<FileHandle> {
  const handle = await openRegular(path);
  try {
    const { size } = await handle.stat();
    if (size > 0 && size <= LFS_LIMIT) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
      if (lfsPointerIn(buffer.subarray(0, bytesRead))) throw lfsPointerError('file.pointer', path);
    }
    return handle;
  } catch (error) {
    await handle.close();
    throw fileError(error, path);
  }
}

/**
 * A regular file's bytes, whole.
 * @param tooLarge the error for a file of more than `limit` bytes
 * @throws UserError `file.*`; `file.pointer` for one that Git LFS has not fetched; AbortError when cancelled
 */
export async function readRegular(
  path: string,
  limit: number,
  tooLarge: (bytes: number) => UserError,
  signal?: AbortSignal,
): Promise<Buffer> {
  const handle = await openRegular(path);
  try {
    const { size } = await handle.stat();
    if (size > limit) throw tooLarge(size);
    const bytes = await handle.readFile({ signal });
    if (lfsPointerIn(bytes)) throw lfsPointerError('file.pointer', path);
    return bytes;
  } catch (error) {
    throw fileError(error, path);
  } finally {
    await handle.close();
  }
}

/** The error for a link that leads to nothing, or round in a circle; undefined where there is no link. */
export async function deadLinkError(path: string): Promise<UserError | undefined> {
  const target = await readlink(path).catch(() => undefined);
  if (target === undefined) return undefined;
  const error: unknown = await stat(path).catch((refusal: unknown) => refusal);
  if (errorCode(error) === 'ELOOP') return fileError(error, path) as UserError;
  return new UserError('file.link', l10n.t('{0} is a link to {1}, which is not there.', path, target), {
    where: path,
    remedy: l10n.t('Fetch what it leads to, or name another file.'),
  });
}

function refuseOthers(found: Stats, path: string): void {
  if (found.isDirectory()) {
    throw new UserError('file.isFolder', l10n.t('{0} is a folder, not a file.', path), {
      where: path,
      remedy: l10n.t('Name one file in it.'),
    });
  }
  if (found.isFile()) return;
  throw new UserError('file.kind', notAFile(found, path), {
    where: path,
    remedy: l10n.t('Write what comes out of it to a file, and name that.'),
  });
}

/** @param found what stands at `path`: neither a file nor a folder */
function notAFile(found: Stats, path: string): string {
  if (found.isFIFO()) return l10n.t('{0} is a pipe, not a file.', path);
  return found.isSocket() ? l10n.t('{0} is a socket, not a file.', path) : l10n.t('{0} is a device, not a file.', path);
}
