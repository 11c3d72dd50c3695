import { type BigIntStats, constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from './errors';
import { errorCode, fileError } from './files';

/** As much of a file as is looked at to see whether it is a page. */
const HEAD_BYTES = 1024;

/**
 * Refuses to put a result in the place of a file that goes into it: the same path, or another way to the same file.
 * @param sources absolute paths of the model, the inputs and the like; those that do not exist do not count
 * @throws UserError `output.overwrites`
 */
export async function refuseOverwriting(path: string, sources: readonly string[]): Promise<void> {
  const target = await identity(path);
  if (!target) return;
  for (const source of sources) {
    const found = await identity(source);
    if (!found || found.ino !== target.ino || found.dev !== target.dev) continue;
    throw new UserError('output.overwrites', l10n.t('{0} goes into this job: its result is not written over it.', path), {
      where: path,
      remedy: l10n.t('Name another file or folder for the result. Nothing was changed.'),
    });
  }
}

/**
 * Sees to it, before a job is run, that a page can be written: to a new file, or over an earlier page and nothing else.
 * @throws UserError `output.overwrites`, `file.*`
 */
export async function refuseUnlessPage(path: string): Promise<void> {
  const found = await identity(path);
  if (!found) return refuseFolder(dirname(path));
  if (found.isDirectory()) {
    throw new UserError('file.isFolder', l10n.t('{0} is a folder, not a file.', path), {
      where: path,
      remedy: l10n.t('Name a file in it, such as {0}.', 'report.html'),
    });
  }
  const isEmptyPage = found.size === 0n && /\.html?$/i.test(path);
  if (found.isFile() && (isEmptyPage || (await startsAsPage(path)))) return;
  throw new UserError('output.overwrites', l10n.t('{0} exists and is no HTML file: it is not written over.', path), {
    where: path,
    remedy: l10n.t('Name a new file, or delete that one first. Nothing was changed.'),
  });
}

/** The nearest folder there is must be one, and may be written to. */
async function refuseFolder(folder: string): Promise<void> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await identity(at);
    if (!found && dirname(at) !== at) continue;
    if (!found?.isDirectory()) {
      throw new UserError('file.folder', l10n.t('{0} is not a folder: it, or a part of its path, is a file.', folder), {
        where: folder,
        remedy: l10n.t('Name a folder, one that exists or a new one.'),
      });
    }
    return access(at, constants.W_OK).catch((error: unknown) => {
      throw fileError(error, at);
    });
  }
}

async function startsAsPage(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return /^\ufeff?\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html)[\s>]/is.test(buffer.toString('utf8', 0, bytesRead));
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, path);
  }
}

/** A file's numbers, links followed; of a file's inode a double is too short on some systems. */
async function identity(path: string): Promise<BigIntStats | undefined> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE'].includes(errorCode(error) ?? '')) return undefined;
    throw fileError(error, path);
  }
}
