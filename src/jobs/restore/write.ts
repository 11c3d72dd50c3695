import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { errorCode, fileError } from '../../base/files';
import type { JobContext } from '../../engine/context';
import { look, stampOf } from '../../registry/actions/inTheWay';
import type { RestoredFile } from '../../registry/actions/restore';

/**
 * Writes a version's files into the work tree: first all of them under temporary names, then what is in the way is moved aside, then each
 * file goes into its place. What was moved aside goes back where its file does not get there.
 * @returns path → where what was there is now, from the root
 * @throws UserError `restore.changed`, `file.*`; AbortError when cancelled, with nothing changed
 */
export async function writeRestored(files: readonly RestoredFile[], root: string, context: JobContext): Promise<Map<string, string>> {
  const open = files.filter((file) => file.found.state !== 'same');
  const made: string[] = [];
  const kept = new Map<string, string>();
  const placed = new Set<string>();
  const temporaries: string[] = [];
  try {
    // A file or link that stands for a folder goes first: the new file's temporary name is below it.
    for (const file of open) if (file.found.blocking !== undefined) await moveAside(root, file.found.blocking, kept);
    for (const file of open) {
      context.signal.throwIfAborted();
      context.progress({ message: l10n.t('Writing {0}', file.path) });
      const path = join(root, file.path);
      await makeFolders(dirname(path), made);
      const temporary = await context.outputFile(path);
      temporaries.push(temporary);
      if (typeof file.source === 'string') await copyFile(file.source, temporary, constants.COPYFILE_FICLONE);
      else await writeFile(temporary, file.source);
      await chmod(temporary, 0o644);
    }
    context.signal.throwIfAborted();
    for (const file of open) {
      const path = join(root, file.path);
      const found = await look(path);
      const stamp = found && stampOf(found);
      if (file.found.blocking === undefined && stamp !== file.found.stamp) throw changed(file.path);
      if (file.found.state === 'mine' && file.found.blocking === undefined) await moveAside(root, file.path, kept);
      await context.commitOutput(path);
      placed.add(file.path);
    }
    return kept;
  } catch (error) {
    for (const temporary of temporaries) await rm(temporary, { force: true });
    for (const folder of made.reverse()) await rmdir(folder).catch(ignoreFull);
    for (const [path, aside] of [...kept].reverse()) {
      const back = join(root, path);
      if (!placed.has(path) && !(await look(back))) await rename(join(root, aside), back);
    }
    throw fileError(error, root);
  }
}

/** Moves what is at a path to a name beside it that is free. */
async function moveAside(root: string, path: string, kept: Map<string, string>): Promise<void> {
  if (kept.has(path)) return;
  for (let number = 1; ; number++) {
    const aside = `${path}.mine-${number}`;
    if (await look(join(root, aside))) continue;
    await rename(join(root, path), join(root, aside));
    kept.set(path, aside);
    return;
  }
}

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

/** A folder that is not empty holds somebody's file by now; a temporary one is removed by the parent. */
function ignoreFull(error: unknown): void {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errorCode(error) ?? '')) throw error;
}

function changed(path: string): UserError {
  return new UserError('restore.changed', l10n.t('{0} has changed in the meantime.', path), {
    where: path,
    remedy: l10n.t('Look at it and try again.'),
  });
}
