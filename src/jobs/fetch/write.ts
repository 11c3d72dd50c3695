import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { errorCode, fileError } from '../../base/files';
import type { JobContext } from '../../engine/context';
import type { Target } from './targets';

/**
 * Writes what is not there yet: all under temporary names, then each into its place, the model last, so that a model is never
 * without its data.
 * @throws UserError `file.*`; AbortError when cancelled
 */
export async function writeTargets(targets: readonly Target[], folder: string, context: JobContext): Promise<void> {
  const open = targets.filter((target) => target.existing !== 'same').reverse();
  const total = open.reduce((sum, target) => sum + target.bytes, 0);
  const made: string[] = [];
  const temporaries: string[] = [];
  let done = 0;
  try {
    for (const target of open) {
      context.signal.throwIfAborted();
      context.progress({ message: l10n.t('Writing {0}', target.name), done, total, unit: 'bytes' });
      await makeFolders(dirname(target.path), made);
      const temporary = await context.outputFile(target.path);
      temporaries.push(temporary);
      // Copies share their blocks where the file system can; never a link, since the folder is the person's to write in.
      await copyFile(target.source, temporary, constants.COPYFILE_FICLONE);
      await chmod(temporary, 0o644);
      done += target.bytes;
    }
    context.signal.throwIfAborted();
    for (const target of open) await context.commitOutput(target.path);
  } catch (error) {
    for (const temporary of temporaries) await rm(temporary, { force: true });
    for (const each of made.reverse()) await removeEmpty(each);
    throw fileError(error, folder);
  }
}

/** Makes a folder and those above it. @param made gets those that were not there, outermost first */
async function makeFolders(path: string, made: string[]): Promise<void> {
  try {
    await mkdir(path);
    made.push(path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return;
    if (errorCode(error) !== 'ENOENT') throw error;
    await makeFolders(dirname(path), made);
    await makeFolders(path, made);
  }
}

/** Removes a folder, unless something is in it. */
async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errorCode(error) ?? '')) throw error;
  });
}
