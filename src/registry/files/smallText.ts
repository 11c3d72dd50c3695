import { readSmallFile } from '../../base/smallFile';
import type { CommitTree } from './commitTree';
import type { LocatedFile } from './located';
import { storedFile } from './stored';

/** A located text file, from wherever it is kept; undefined where its bytes are not here, or more than `limit`. */
export async function smallText(tree: CommitTree, located: LocatedFile, limit: number): Promise<string | undefined> {
  if (located.bytes !== undefined && located.bytes > limit) return undefined;
  if (located.storage === 'git') return (await tree.objects.read(located.oid, limit))?.toString('utf8');
  const path = located.dvc?.unlisted ? undefined : await storedFile(tree, located);
  return path === undefined ? undefined : readSmallFile(path, limit);
}
