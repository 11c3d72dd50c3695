import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, open, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { errorCode, fileError } from '../../base/files';
import type { JobContext } from '../../engine/context';
import { streamSource } from '../../registry/actions/checkout';
import { forgetSizes } from '../../registry/actions/indexStat';
import { look, stampOf } from '../../registry/actions/inTheWay';
import type { RestoredFile } from '../../registry/actions/restore';
import type { Registry } from '../../registry/registry';

/**
 * Writes a version's files into the work tree: first all of them under temporary names, then what is in the way is moved aside, then each
 * file goes into its place. What was moved aside goes back where its file does not get there.
 * @returns path → where what was there is now, from the root
 * @throws UserError `restore.changed`, `file.*`; AbortError when cancelled, with nothing changed
 */
export async function writeRestored(files: readonly RestoredFile[], registry: Registry, context: JobContext): Promise<Map<string, string>> {
  const root = registry.repository.root!;
  const wanted = files.filter((file) => file.found.state !== 'same');
  const made: string[] = [];
  const kept = new Map<string, string>();
  const placed = new Set<string>();
  const temporaries: string[] = [];
  try {
    // A file or link that stands for a folder goes first: the new file's temporary name is below it.
    for (const file of wanted) if (file.found.blocking !== undefined) await moveAside(root, file.found.blocking, kept);
    for (const file of wanted) {
      context.signal.throwIfAborted();
      context.progress({ message: l10n.t('Writing {0}', file.path) });
      const path = join(root, file.path);
      await makeFolders(dirname(path), made);
      const temporary = await context.outputFile(path);
      temporaries.push(temporary);
      await writeSource(file, temporary, registry, context.signal);
      // What the person's mask leaves of it, as git does.
      await chmod(temporary, (file.executable ? 0o777 : 0o666) & ~process.umask());
    }
    context.signal.throwIfAborted();
    await forgetSizes(registry, files, context.signal);
    for (const file of wanted) {
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

/** @throws UserError `restore.filter` where git's filters make something else of it than when it was looked at */
async function writeSource(
  { source, path, sha256 }: RestoredFile,
  temporary: string,
  registry: Registry,
  signal: AbortSignal,
): Promise<void> {
  if (typeof source === 'string') return copyFile(source, temporary, constants.COPYFILE_FICLONE);
  const hash = createHash('sha256');
  const handle = await open(temporary, 'wx');
  try {
    await streamSource(
      registry,
      source,
      async (chunk) => {
        hash.update(chunk);
        await handle.writeFile(chunk);
      },
      signal,
    );
  } finally {
    await handle.close();
  }
  if (hash.digest('hex') === sha256) return;
  throw new UserError('restore.filter', l10n.t('A filter of git makes something else of {0} each time.', path), {
    where: path,
    remedy: l10n.t('"git check-attr filter" names the filter. Restore the file with git itself: git restore --source.'),
  });
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
