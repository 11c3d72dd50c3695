import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../base/files';
import type { GitRepository } from './repository';

/** Where a repository's tags stood, as the file system tells without git. */
export interface RefsState {
  /** What was seen of files and folders: equal where no tag changed. */
  readonly seen: string;
  /** Latest change of one of them, and when it was looked at; milliseconds. */
  readonly changed: number;
  readonly at: number;
}

const MAX_FOLDERS = 10_000;
/** A change as young as this may share its time with one that follows. */
const RACY = 2000;

/** Looks at `packed-refs`, the folders of `refs/tags` and, where refs are kept so, the list of `reftable/`. */
export async function readRefsState(repository: GitRepository): Promise<RefsState> {
  const at = Date.now();
  const seen: string[] = [];
  let changed = 0;
  const look = async (path: string) => {
    const found = await stat(path, { bigint: true }).catch(absent);
    seen.push(found ? `${path}\0${found.mtimeNs} ${found.size} ${found.ino}` : path);
    if (found) changed = Math.max(changed, Number(found.mtimeMs));
  };
  await Promise.all(['packed-refs', 'reftable/tables.list'].map((name) => look(join(repository.commonDir, name))));
  const folders = [join(repository.commonDir, 'refs', 'tags')];
  for (let index = 0; index < folders.length; index++) {
    const folder = folders[index]!;
    await look(folder);
    const entries = await readdir(folder, { withFileTypes: true }).catch(absent);
    for (const entry of entries ?? []) {
      if (entry.isDirectory() && folders.length < MAX_FOLDERS) folders.push(join(folder, entry.name));
    }
  }
  return { seen: seen.sort().join('\n'), changed, at };
}

/** Whether no tag changed between two looks. */
export function sameRefs(now: RefsState, before: RefsState): boolean {
  return now.seen === before.seen && before.at - before.changed > RACY;
}

function absent(error: unknown): undefined {
  if (['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(errorCode(error) ?? '')) return undefined;
  throw error;
}
