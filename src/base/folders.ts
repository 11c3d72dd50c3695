import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from './errors';
import { errorCode, fileError } from './files';

/**
 * Makes a folder and those above it that are missing. Unlike Node's own recursive `mkdir` it ends where the system makes no
 * folder in one that exists, as below `/proc`.
 * @throws UserError `file.*`
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(path) === path) return accept(error, path);
    // Each step goes one folder up, so that this ends.
    await makeFolder(dirname(path));
    await mkdir(path).catch((again: unknown) => accept(again, path));
  }
}

/** That there is such a folder already is no failure. */
async function accept(error: unknown, path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw folderError(found ? Object.assign(new Error(), { code: 'EEXIST' }) : error, path);
}

function folderError(error: unknown, path: string): unknown {
  const more = { where: path, cause: error };
  switch (errorCode(error)) {
    case 'EEXIST':
    case 'ENOTDIR':
      return new UserError('file.folder', l10n.t('{0} is not a folder: it, or a part of its path, is a file.', path), {
        ...more,
        remedy: l10n.t('Name a folder, one that exists or a new one.'),
      });
    case 'ENOENT':
      return new UserError('file.folder', l10n.t('The folder {0} cannot be made: the system takes none there.', path), {
        ...more,
        remedy: l10n.t('Name a folder, one that exists or a new one.'),
      });
    default:
      return fileError(error, path);
  }
}
