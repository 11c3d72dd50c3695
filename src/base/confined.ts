import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from './errors';
import { fileError } from './files';

/**
 * The file that an untrusted `reference` names, if it lies in `folder` or below, links followed.
 * @param owner what holds the reference, as messages name it
 * @returns its absolute path
 * @throws UserError `file.outside` for an absolute path, one with `..` or a link that leaves; `file.missing`
 */
export async function confinedPath(folder: string, reference: string, owner: string): Promise<string> {
  const outside = (found?: string) =>
    new UserError('file.outside', l10n.t('{0} names the file {1}, which is not in the folder {2}.', owner, reference, folder), {
      where: found ?? reference,
      remedy: l10n.t('Copy the file beside it and name it by its relative path.'),
    });
  if (isAbsolute(reference) || reference.includes('\\') || reference.includes('\0') || !isInside(folder, resolve(folder, reference))) {
    throw outside();
  }
  const path = resolve(folder, reference);
  let real: string;
  try {
    real = await realpath(path);
  } catch (error) {
    throw fileError(error, path);
  }
  if (!isInside(await realpath(folder), real)) throw outside(path);
  return path;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
