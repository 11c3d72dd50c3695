import { posix } from 'node:path';
import type { GitObjects } from '../../git/objects';
import { git } from '../../git/process';
import { type GitRepository, workingFolder } from '../../git/repository';
import { type Artifact, type ArtifactEntry, declarations, withPath } from './artifacts';
import { type RegistrySettings, readText, readTextAt } from './settings';
import { TreeModels } from './treeModels';

/** What `artifacts.yaml` and `dvc.yaml` declare, in the work tree and at commits, and where that puts a model's file. */
export class Declarations {
  readonly #repository: GitRepository;
  readonly #objects: GitObjects;
  readonly #settings: () => Promise<RegistrySettings>;
  /** Commits do not change, so what they declare is read once. */
  readonly #atCommit = new Map<string, Promise<ArtifactEntry[]>>();
  readonly #trees: TreeModels;

  constructor(repository: GitRepository, objects: GitObjects, settings: () => Promise<RegistrySettings>) {
    this.#repository = repository;
    this.#objects = objects;
    this.#trees = new TreeModels(objects);
    this.#settings = settings;
  }

  /** The entries at a ref; without one of the work tree, or of a bare repository's HEAD. Paths with `/`. */
  async entries(ref?: string, folder = ''): Promise<ArtifactEntry[]> {
    const { index } = await this.#settings();
    const read = (name: string) => {
      const path = posix.join(folder, name);
      return ref === undefined ? readText(this.#repository, this.#objects, path) : readTextAt(this.#objects, ref, path);
    };
    const [own, dvc] = await Promise.all([folder === '' ? read(index) : undefined, read('dvc.yaml')]);
    return declarations(own, dvc).map((entry) => {
      if (entry.path === undefined) return entry;
      return { ...entry, path: posix.join(folder, entry.path.replaceAll('\\', '/')) };
    });
  }

  /** The entries of `artifacts.yaml` alone (or whatever `.gto` calls it) at a ref: what GTO itself sees. */
  async indexed(ref: string): Promise<ArtifactEntry[]> {
    const { index } = await this.#settings();
    return declarations(await readTextAt(this.#objects, ref, index), undefined);
  }

  /** Those that name a file. */
  async artifacts(ref?: string): Promise<Artifact[]> {
    return withPath(await this.entries(ref));
  }

  /**
   * Where an artifact's file is at a commit: as declared there; else where the work tree declares it, if that is in the commit's tree; else
   * the one file of the tree that is called `NAME.onnx`, or tracked by DVC under that name.
   */
  async pathAt(name: string, commit: string): Promise<string | undefined> {
    const colon = name.indexOf(':');
    const [folder, plain] = colon < 0 ? ['', name] : [name.slice(0, colon), name.slice(colon + 1)];
    const there = (await this.#entriesAt(commit, folder)).find((entry) => entry.name === plain)?.path;
    if (there !== undefined) return there;
    const models = await this.#modelsAt(commit);
    const today = (await this.entries(undefined, folder)).find((entry) => entry.name === plain)?.path;
    if (today !== undefined && models.includes(today)) return today;
    const wanted = `${plain}.onnx`.toLowerCase();
    const base = posix.basename(wanted);
    for (const fits of [
      (path: string) => path === wanted || path.endsWith(`/${wanted}`),
      (path: string) => posix.basename(path) === base,
    ]) {
      const found = models.filter((path) => fits(path.toLowerCase()) && (folder === '' || path.startsWith(`${folder}/`)));
      if (found.length > 0) return found.length === 1 ? found[0] : undefined;
    }
    return undefined;
  }

  /** Paths of the `.onnx` files that git or DVC tracks in the work tree's index, or in a bare repository's HEAD. */
  async tracked(): Promise<readonly string[]> {
    if (this.#repository.root === undefined) return this.#modelsAt('HEAD');
    const output = await git(['ls-files', '-z', '--full-name'], { cwd: workingFolder(this.#repository), limit: 1 << 28 });
    return modelPaths(output.split('\0'));
  }

  /** Paths of the `.onnx` files of the work tree that git does not know yet and does not ignore. */
  async untracked(): Promise<string[]> {
    if (this.#repository.root === undefined) return [];
    const output = await git(['ls-files', '-z', '--full-name', '--others', '--exclude-standard'], {
      cwd: this.#repository.root,
      limit: 1 << 28,
    });
    return modelPaths(output.split('\0'));
  }

  #entriesAt(commit: string, folder: string): Promise<ArtifactEntry[]> {
    return remember(this.#atCommit, `${commit}:${folder}`, () => this.entries(commit, folder));
  }

  /** @param commit full name, or `HEAD`, which moves and is looked up each time */
  async #modelsAt(commit: string): Promise<readonly string[]> {
    const name = commit === 'HEAD' ? (await this.#objects.info('HEAD^{commit}'))?.oid : commit;
    return name === undefined ? [] : this.#trees.paths(name);
  }
}

const REMEMBERED = 2000;

function remember<Value>(map: Map<string, Promise<Value>>, key: string, make: () => Promise<Value>): Promise<Value> {
  const found = map.get(key);
  if (found) return found;
  if (map.size >= REMEMBERED) map.delete(map.keys().next().value!);
  const made = make();
  map.set(key, made);
  made.catch(() => map.delete(key));
  return made;
}

function modelPaths(paths: readonly string[]): string[] {
  return [...new Set(paths.filter((path) => /\.onnx(\.dvc)?$/i.test(path)).map((path) => path.replace(/\.dvc$/i, '')))];
}
