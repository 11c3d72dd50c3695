import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { readRegular } from '../../base/readRegular';

/** Largest file that is read whole as one model input. */
export const MAX_INPUT_BYTES = 2 ** 31 - 1;

/**
 * A regular file's bytes, whole.
 * @param limit most bytes it may have
 * @throws UserError `file.*`; `file.pointer` for one that Git LFS has not fetched
 */
export async function readInputFile(path: string, limit = MAX_INPUT_BYTES, signal?: AbortSignal): Promise<Uint8Array> {
  const tooLarge = (size: number) =>
    new UserError('file.size', l10n.t('{0} has {1} bytes; at most {2} are read.', basename(path), size, limit), {
      where: path,
      remedy: l10n.t('Give a smaller file, or a part of it.'),
    });
  const bytes = await readRegular(path, limit, tooLarge, signal);
  // Not as a Buffer, whose slice() shares memory.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The error for a file that is not what its name or its beginning says. */
export function damaged(path: string, kind: string, reason: string): UserError {
  return new UserError('data.damaged', l10n.t('{0} cannot be read as {1}: {2}', basename(path), kind, reason), {
    where: path,
    remedy: l10n.t('Write the file again, or give another one.'),
  });
}
