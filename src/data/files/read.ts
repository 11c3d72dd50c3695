import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { fileError } from '../../base/files';

/** Largest file that is read whole as one model input. */
export const MAX_INPUT_BYTES = 2 ** 31 - 1;

/**
 * A regular file's bytes, whole.
 * @param limit most bytes it may have
 * @throws UserError `file.*`
 */
export async function readInputFile(path: string, limit = MAX_INPUT_BYTES, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    const handle = await open(path, 'r');
    try {
      const found = await handle.stat();
      if (found.isDirectory()) {
        throw new UserError('file.isFolder', l10n.t('{0} is a folder, not a file.', path), {
          where: path,
          remedy: l10n.t('Name one file in it.'),
        });
      }
      if (!found.isFile()) throw new UserError('file.kind', l10n.t('{0} is not a regular file.', path), { where: path });
      if (found.size > limit) {
        throw new UserError('file.size', l10n.t('{0} has {1} bytes; at most {2} are read.', basename(path), found.size, limit), {
          where: path,
          remedy: l10n.t('Give a smaller file, or a part of it.'),
        });
      }
      const bytes = await handle.readFile({ signal });
      // Not as a Buffer, whose slice() shares memory.
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, path);
  }
}

/** The error for a file that is not what its name or its beginning says. */
export function damaged(path: string, kind: string, reason: string): UserError {
  return new UserError('data.damaged', l10n.t('{0} cannot be read as {1}: {2}', basename(path), kind, reason), {
    where: path,
    remedy: l10n.t('Write the file again, or give another one.'),
  });
}
