import { posix } from 'node:path';
import type { ArtifactEntry } from './artifacts';

/** Where the paths of models are told. */
export interface PathSources {
  /** What the work tree declares in a folder (`''`: the root). */
  today(folder: string): Promise<readonly ArtifactEntry[]>;
  /** What a commit declares there. */
  declared(commit: string, folder: string): Promise<readonly ArtifactEntry[]>;
  /** Paths of the `.onnx` files of a commit: the same list for the same tree. */
  models(commit: string): Promise<readonly string[]>;
  /** The same of those in folders that DVC tracks as one. */
  inFolders(commit: string): Promise<readonly string[]>;
}

/**
 * Where an artifact's file is at a commit: as declared there; else where the work tree declares it, if that is in the commit's tree; else
 * the one file of the tree that is called `NAME.onnx`, or tracked by DVC under that name, by itself or in a folder.
 */
export class ModelPaths {
  readonly #sources: PathSources;
  readonly #today = new Map<string, Promise<readonly ArtifactEntry[]>>();
  /** By the list itself. */
  readonly #byName = new WeakMap<readonly ArtifactEntry[], ReadonlyMap<string, ArtifactEntry>>();
  readonly #byStem = new WeakMap<readonly string[], ReadonlyMap<string, readonly string[]>>();

  constructor(sources: PathSources) {
    this.#sources = sources;
  }

  /**
   * @param name of an artifact, `dir:name` for one of a `dvc.yaml` in a folder
   * @returns from the root with `/`; undefined where it cannot be told
   */
  async at(name: string, commit: string): Promise<string | undefined> {
    const colon = name.indexOf(':');
    const [folder, plain] = colon < 0 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)];
    const there = this.#named(await this.#sources.declared(commit, folder), plain);
    if (there !== undefined) return there;
    const today = this.#named(await this.#todayIn(folder), plain);
    // What is in DVC's folders costs reading their trackers: it is asked for last.
    return (
      this.#among(await this.#sources.models(commit), folder, plain, today) ??
      this.#among(await this.#sources.inFolders(commit), folder, plain, today)
    );
  }

  #among(paths: readonly string[], folder: string, plain: string, today: string | undefined): string | undefined {
    const models = this.#stems(paths);
    if (today !== undefined && models.get(fileName(today))?.includes(today)) return today;
    const wanted = `${plain}.onnx`.toLowerCase();
    const same = (models.get(fileName(wanted)) ?? []).filter((path) => folder === '' || path.startsWith(`${folder}/`));
    const exact = same.filter((path) => path.toLowerCase() === wanted || path.toLowerCase().endsWith(`/${wanted}`));
    const found = exact.length > 0 ? exact : same;
    return found.length === 1 ? found[0] : undefined;
  }

  #todayIn(folder: string): Promise<readonly ArtifactEntry[]> {
    const known = this.#today.get(folder) ?? this.#sources.today(folder);
    this.#today.set(folder, known);
    return known;
  }

  #named(entries: readonly ArtifactEntry[], name: string): string | undefined {
    let index = this.#byName.get(entries);
    if (!index) {
      index = new Map(entries.map((entry) => [entry.name, entry]));
      this.#byName.set(entries, index);
    }
    return index.get(name)?.path;
  }

  #stems(models: readonly string[]): ReadonlyMap<string, readonly string[]> {
    const known = this.#byStem.get(models);
    if (known) return known;
    const index = new Map<string, string[]>();
    for (const path of models) {
      const name = fileName(path);
      const paths = index.get(name);
      if (paths) paths.push(path);
      else index.set(name, [path]);
    }
    this.#byStem.set(models, index);
    return index;
  }
}

function fileName(path: string): string {
  return posix.basename(path).toLowerCase();
}
