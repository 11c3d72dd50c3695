import { isAbort, UserError } from '../../base/errors';
import { CommitTree } from '../files/commitTree';
import { locateFile } from '../files/locate';
import type { LocatedFile } from '../files/located';
import type { Registry } from '../registry';
import type { VersionState } from '../tags/state';

/** Where a version's model is. */
export interface VersionFile {
  /** From the root with `/`; absent where it cannot be told. */
  readonly path?: string;
  /** Of its commit, as far as it was read. */
  readonly tree?: CommitTree;
  /** Absent where the commit has no such file, or this clone lacks the commit's tree. */
  readonly located?: LocatedFile;
  /** Why it cannot be located, where that is an error a person can act on. */
  readonly problem?: UserError;
}

/** Where each of an artifact's versions has its file, in the same order. Only pointers are read, no model. */
export function versionFiles(registry: Registry, name: string, versions: readonly VersionState[]): Promise<VersionFile[]> {
  const trees = new Map<string, CommitTree>();
  const paths = registry.declarations.paths();
  return Promise.all(
    versions.map(async ({ commit }) => {
      const path = await paths.at(name, commit);
      if (path === undefined) return {};
      let tree = trees.get(commit);
      if (!tree) {
        tree = new CommitTree(registry.repository, registry.objects, commit);
        trees.set(commit, tree);
      }
      try {
        return { path, tree, located: await locateFile(tree, path) };
      } catch (error) {
        if (!(error instanceof UserError) || isAbort(error)) throw error;
        return { path, tree, problem: error };
      }
    }),
  );
}
