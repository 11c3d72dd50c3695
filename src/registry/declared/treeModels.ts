import type { ObjectReader } from '../../git/objects';

/** Folders within folders that are looked into. */
const MAX_DEPTH = 512;
/** Paths that one tree may hold: a few trees that name each other ten times over stand for more files than there are atoms. */
const MAX_PATHS = 10_000;
/** Trees whose models are remembered. */
const REMEMBERED = 50_000;

/**
 * The `.onnx` files that git or DVC tracks in trees. What a folder holds is remembered by the name of its tree, so that the next commit, in which most
 * folders are as they were, costs the folders that changed.
 */
export class TreeModels {
  readonly #objects: ObjectReader;
  readonly #known = new Map<string, Promise<readonly string[]>>();

  constructor(objects: ObjectReader) {
    this.#objects = objects;
  }

  /** @param tree name of a tree or of a commit @returns paths below it, with `/`, `.dvc` left off */
  async paths(tree: string, depth = 0): Promise<readonly string[]> {
    const found = this.#known.get(tree);
    if (found) return found;
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    const read = this.#read(tree, depth);
    this.#known.set(tree, read);
    read.catch(() => this.#known.delete(tree));
    return read;
  }

  async #read(tree: string, depth: number): Promise<readonly string[]> {
    const entries = [...((await this.#objects.list(tree)) ?? [])];
    const lists = await Promise.all(
      entries.map(async ([name, { type, oid }]) => {
        if (type === 'blob') return isModel(name) ? [name.replace(/\.dvc$/i, '')] : [];
        if (type !== 'tree' || depth >= MAX_DEPTH) return [];
        return (await this.paths(oid, depth + 1)).map((path) => `${name}/${path}`);
      }),
    );
    return [...new Set(lists.flat())].slice(0, MAX_PATHS);
  }
}

function isModel(name: string): boolean {
  return /\.onnx(\.dvc)?$/i.test(name);
}
