import { UserError } from '../../base/errors';
import { externalFiles } from '../../onnx/externalFiles';
import { openModel, openModelBytes } from '../../onnx/open';
import type { CommitTree } from '../files/commitTree';
import type { LocatedFile } from '../files/located';
import type { Stores } from './stores';

/** Bytes of models in git that one diagnosis unpacks at most. Those of Git LFS and DVC are files, of which only the graph is read. */
const BUDGET = 1 << 28;
/** Every tensor whose data are elsewhere names its place by an entry of this key. */
const KEY = 'location';

/** Which files models keep their weights in. Each model is read once, however many versions have it. */
export class WeightFiles {
  readonly #stores: Stores;
  readonly #known = new Map<string, Promise<readonly string[]>>();
  #left: number;
  /** Different models that were not read, as they would have gone beyond the budget. */
  unread = 0;

  constructor(stores: Stores, budget = BUDGET) {
    this.#stores = stores;
    this.#left = budget;
  }

  /** The locations that a model's tensors name; none where its bytes are not here, or are those of no model: who opens it is told so. */
  of(tree: CommitTree, model: LocatedFile): Promise<readonly string[]> {
    const key = `${model.storage} ${model.oid}`;
    const known = this.#known.get(key) ?? this.#read(tree, model);
    this.#known.set(key, known);
    return known;
  }

  async #read(tree: CommitTree, model: LocatedFile): Promise<readonly string[]> {
    try {
      return model.storage === 'git' ? await this.#blob(tree, model) : await this.#file(model);
    } catch (error) {
      if (error instanceof UserError) return [];
      throw error;
    }
  }

  async #file(model: LocatedFile): Promise<readonly string[]> {
    const path = await this.#stores.path(model);
    return path === undefined ? [] : locations(openModel(path));
  }

  async #blob(tree: CommitTree, { oid, bytes }: LocatedFile): Promise<readonly string[]> {
    if (bytes === undefined) return [];
    if (bytes > this.#left) {
      this.unread++;
      return [];
    }
    this.#left -= bytes;
    const content = await tree.objects.read(oid, bytes);
    return content?.includes(KEY) ? locations(openModelBytes(content)) : [];
  }
}

function locations(model: ReturnType<typeof openModel>): readonly string[] {
  try {
    return externalFiles(model);
  } finally {
    model.close();
  }
}
