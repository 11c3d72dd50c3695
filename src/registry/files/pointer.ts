import { type Command, LFS_LIMIT, lfsPull, parseLfs } from '../../base/lfsPointer';
import { readSmallFile } from '../../base/smallFile';
import { statOrMissing } from '../../base/statOrMissing';
import { locateInDvc } from './dvc';
import { dvcPull } from './dvcPull';
import { WorkTree } from './workTree';

/** What stands in the place of a file that Git LFS or DVC has not fetched yet, and the command that fetches it. */
export interface Pointer extends Command {
  readonly kind: 'lfs' | 'dvc';
  /** SHA-256 (LFS) or MD5 (DVC) of the real file; with `.dir` behind it, that of the list of the folder which it may be in. */
  readonly oid: string;
  /** Size of the real file, where the pointer says it. */
  readonly bytes?: number;
}

/**
 * Reads `path` as a Git LFS pointer, or, where there is no such file, finds it among what DVC tracks: by a `.dvc` file, in
 * `dvc.lock`, or in a tracked folder. Undefined where neither is there: then `path` is a real file, or missing.
 * @param from where its command will be run; it works anywhere where that is left out
 * @param tree the work tree around it, for whoever asks for many: what was read of it is remembered
 */
export async function readPointer(path: string, from?: string, tree?: WorkTree): Promise<Pointer | undefined> {
  const found = await statOrMissing(path);
  if (found?.isFile()) {
    // One that may not be read is no pointer: whoever needs its content is told.
    const text = found.size <= LFS_LIMIT ? await readSmallFile(path, LFS_LIMIT) : undefined;
    const pointer = text === undefined ? undefined : parseLfs(text);
    return pointer && { kind: 'lfs', ...pointer, ...lfsPull(path, from) };
  }
  if (found) return undefined;
  const work = tree ?? (await WorkTree.around(path));
  const inside = work.inside(path);
  const located = inside === undefined ? undefined : await locateInDvc(work, inside);
  if (!located) return undefined;
  const { oid, bytes } = located;
  return { kind: 'dvc', oid, ...(bytes === undefined ? {} : { bytes }), ...(await dvcPull(work.root, located, from)) };
}

/** What keeps the file, by its own name. */
export function pointerOwner({ kind }: Pointer): string {
  return kind === 'lfs' ? 'Git LFS' : 'DVC';
}

export { quoted } from '../../base/shell';
