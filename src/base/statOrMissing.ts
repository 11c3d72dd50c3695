import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { errorCode, fileError } from './files';

/** @throws UserError `file.*` for any refusal but that there is no such file */
export async function statOrMissing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE'].includes(errorCode(error) ?? '')) return undefined;
    throw fileError(error, path);
  }
}
