import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import { UserError } from './errors';
import { fileError } from './files';
import { lfsPointerError, lfsPointerIn } from './lfsPointer';

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

function refuseOthers(found: { isFile(): boolean; isDirectory(): boolean }, path: string): void {
  if (found.isDirectory()) {
    throw new UserError('file.isFolder', l10n.t('{0} is a folder, not a file.', path), {
      where: path,
      remedy: l10n.t('Name one file in it.'),
    });
  }
  if (!found.isFile()) throw new UserError('file.kind', l10n.t('{0} is not a regular file.', path), { where: path });
}
