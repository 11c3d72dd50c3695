import { join, resolve } from 'node:path';
import { readSmallFile } from '../../base/smallFile';
import { statOrMissing } from '../../base/statOrMissing';
import { git } from '../../git/process';
import { type GitRepository, workingFolder } from '../../git/repository';

const MAX_ALTERNATES = 1 << 16;

/**
 * The file that holds an object of Git LFS on this machine: in the common git directory, so that worktrees share it, in
 * `lfs.storage`, or in a repository that this one borrows objects from. Undefined where it was not fetched.
 * @param oid 64 hex digits
 */
export async function lfsObject(repository: GitRepository, oid: string): Promise<string | undefined> {
  for (const place of PLACES) {
    for (const folder of await place(repository)) {
      const path = lfsPath(folder, oid);
      if ((await statOrMissing(path))?.isFile()) return path;
    }
  }
  return undefined;
}

/** Every folder that objects of Git LFS may be in, for one who looks for many. */
export async function lfsFolders(repository: GitRepository): Promise<string[]> {
  return (await Promise.all(PLACES.map((place) => place(repository)))).flat();
}

/** Where an object is in one of those folders. */
export function lfsPath(folder: string, oid: string): string {
  return join(folder, 'objects', oid.slice(0, 2), oid.slice(2, 4), oid);
}

const PLACES = [usual, configured, borrowed];

async function usual({ commonDir }: GitRepository): Promise<string[]> {
  return [join(commonDir, 'lfs')];
}

async function configured(repository: GitRepository): Promise<string[]> {
  const asked = ['config', '--type=path', '--get', 'lfs.storage'];
  const storage = (await git(asked, { cwd: workingFolder(repository), accept: [1] })).replace(/\n$/, '');
  return storage === '' ? [] : [resolve(repository.commonDir, storage)];
}

/** `git clone --reference` and `--shared` name the objects they borrow in a file; LFS's lie beside those. */
async function borrowed({ commonDir }: GitRepository): Promise<string[]> {
  const objects = join(commonDir, 'objects');
  const text = (await readSmallFile(join(objects, 'info', 'alternates'), MAX_ALTERNATES)) ?? '';
  const lines = text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => join(resolve(objects, line), '..', 'lfs'));
}
