import type { ObjectReader } from '../../git/objects';

/** Folders within folders that are looked into. */
const MAX_DEPTH = 512;
/** Paths that one tree may hold: a few trees that name each other ten times over stand for more files than there are atoms. */
const MAX_PATHS = 10_000;
/** Trees whose models are remembered. */
const REMEMBERED = 50_000;

/**
 * The files of a kind in trees: unless told otherwise the `.onnx` files that git or DVC tracks. What a folder holds is remembered by the name of its tree, so that the next commit, in which most
 * folders are as they were, costs the folders that changed.
 */
export class TreeModels {
  readonly #objects: ObjectReader;
  readonly #wanted: (name: string) => string | undefined;
  readonly #known = new Map<string, Promise<readonly string[]>>();

  /** @param wanted what a file's name stands for; undefined for one that is passed over */
  constructor(objects: ObjectReader, wanted: (name: string) => string | undefined = modelOf) {
    this.#objects = objects;
    this.#wanted = wanted;
  }

  /** @param tree name of a tree or of a commit @returns paths below it, with `/` */
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
        if (type === 'blob') return this.#wanted(name) ?? [];
        if (type !== 'tree' || depth >= MAX_DEPTH) return [];
        return (await this.paths(oid, depth + 1)).map((path) => `${name}/${path}`);
      }),
    );
    return [...new Set(lists.flat())].slice(0, MAX_PATHS);
  }
}

/** Without the `.dvc` of what DVC tracks. */
function modelOf(name: string): string | undefined {
  return /\.onnx(\.dvc)?$/i.test(name) ? name.replace(/\.dvc$/i, '') : undefined;
}
