import { LFS_LIMIT, parseLfs } from '../../base/lfsPointer';
import type { CommitTree } from './commitTree';
import { locateInDvc } from './dvc';
import type { LocatedFile } from './located';

/**
 * Finds the bytes of a file at a commit: the blob, what its Git LFS pointer stands for, or what DVC tracks there. Reads
 * pointers only; nothing is written and nothing is downloaded.
 * @param path from the root of the repository
 * @returns undefined where the commit has no such file
 * @throws UserError `model.submodule`, `model.link`
 */
export async function locateFile(tree: CommitTree, path: string): Promise<LocatedFile | undefined> {
  const file = await tree.file(path);
  if (!file) return locateInDvc(tree, path);
  if (file.bytes !== undefined && file.bytes <= LFS_LIMIT) {
    const pointer = parseLfs((await tree.objects.read(file.oid, LFS_LIMIT))?.toString('utf8') ?? '');
    if (pointer) return { path: file.path, storage: 'lfs', oid: pointer.oid, bytes: pointer.bytes, sha256: pointer.oid };
  }
  return { path: file.path, storage: 'git', oid: file.oid, ...(file.bytes === undefined ? {} : { bytes: file.bytes }) };
}
