import { join } from 'node:path';
import type { ObjectReader } from '../../git/objects';
import type { GitRepository } from '../../git/repository';
import type { FolderModels } from '../declared/declared';
import { TreeModels } from '../declared/treeModels';
import { CommitTree } from './commitTree';
import { type DvcTree, dvcFilesOf, dvcOutsAnywhere, isTracker } from './dvc';
import { WorkTree } from './workTree';

/** The models in the folders that DVC tracks as one: by the lists in its cache, which are on this machine or not. */
export function dvcFolderModels(repository: GitRepository, objects: ObjectReader): FolderModels {
  const trackers = new TreeModels(objects, (name) => (isTracker(name) ? name : undefined));
  return {
    // Not remembered: a list may be fetched at any time.
    at: async (commit) => ((await trackers.paths(commit)).length === 0 ? [] : modelsIn(new CommitTree(repository, objects, commit))),
    today: async () => (repository.root === undefined ? [] : modelsIn(await WorkTree.around(join(repository.root, 'any')))),
  };
}

async function modelsIn(tree: DvcTree): Promise<readonly string[]> {
  const models = new Set<string>();
  for (const out of await dvcOutsAnywhere(tree)) {
    if (!out.md5.endsWith('.dir')) continue;
    for (const path of await dvcFilesOf(tree, out)) if (/\.onnx$/i.test(path)) models.add(path);
  }
  return [...models];
}
