import { join, posix } from 'node:path';
import { isAbort, UserError } from '../../../base/errors';
import { CommitTree } from '../../files/commitTree';
import { locateFile } from '../../files/locate';
import type { LocatedFile } from '../../files/located';
import { resolveModelFile } from '../../references/resolve';
import { fingerprints } from '../../versions/workingCopy';
import { dataFiles } from './modelFiles';
import type { Situation } from './situation';

/** What is to be registered: the file at a commit, or where that is left out in the work tree. */
interface Candidate {
  /** From the root. */
  readonly path?: string;
  readonly commit?: string;
}

/**
 * Whether the model and its external data are, byte for byte, those of a version. The models are told apart by names and sizes alone; only
 * where these agree the list of data files is read. What cannot be found counts as different.
 * @throws UserError `file.*`; AbortError when cancelled
 */
export async function sameBytes(
  { registry, name, state }: Situation,
  version: string,
  { path, commit }: Candidate,
  signal?: AbortSignal,
): Promise<boolean> {
  const { repository, objects } = registry;
  const { root } = repository;
  const at = state?.versions.find((each) => each.registered && each.version === version)?.commit;
  if (at === undefined || path === undefined || (commit === undefined && root === undefined)) return false;
  const fresh = commit === undefined ? undefined : new CommitTree(repository, objects, commit);
  const matches = async (before: LocatedFile, place: string) => {
    if (fresh) {
      const after = await locateFile(fresh, place);
      return after?.storage === before.storage && after.oid === before.oid;
    }
    const file = await fingerprints(join(root!, place), repository.objectFormat, signal);
    if (!file || (before.bytes !== undefined && file.bytes !== undefined && before.bytes !== file.bytes)) return false;
    return (await file.of(before.storage)) === before.oid;
  };
  try {
    const place = await registry.pathAt(name, at);
    const old = new CommitTree(repository, objects, at);
    const model = place === undefined ? undefined : await locateFile(old, place);
    if (place === undefined || !model || !(await matches(model, path))) return false;
    // Two models of the same bytes name the same files.
    const names =
      commit === undefined ? await dataFiles(join(root!, path)) : await dataAt(`${name}@${version}`, root ?? repository.gitDir, signal);
    for (const data of names) {
      const before = await locateFile(old, posix.join(posix.dirname(place), data));
      if (before && !(await matches(before, posix.join(posix.dirname(path), data)))) return false;
    }
    return true;
  } catch (error) {
    // A version that leads out of the repository, or is not fetched, cannot be compared.
    if (!(error instanceof UserError) || isAbort(error)) throw error;
    return false;
  }
}

async function dataAt(reference: string, cwd: string, signal?: AbortSignal): Promise<string[]> {
  const { revision } = await resolveModelFile(reference, cwd, { signal });
  return (revision?.files ?? []).flatMap(({ role, name }) => (role === 'data' ? [name] : []));
}
