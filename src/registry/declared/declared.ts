import { posix } from 'node:path';
import { remember } from '../../base/remember';
import type { ObjectReader } from '../../git/objects';
import { git } from '../../git/process';
import { type GitRepository, workingFolder } from '../../git/repository';
import { type Artifact, type ArtifactEntry, declarations, withPath } from './artifacts';
import { ModelPaths } from './modelPaths';
import { blobAt, type RegistrySettings, readText, readTextAt, textOf } from './settings';
import { TreeModels } from './treeModels';

/** Commits whose declarations are remembered, and different declarations. */
const REMEMBERED = 2000;
const REMEMBERED_TEXTS = 200;

/** Models in folders that DVC tracks as one: git has no name of them. Paths from the root with `/`. */
export interface FolderModels {
  /** @param commit full name */
  at(commit: string): Promise<readonly string[]>;
  /** In the work tree. */
  today(): Promise<readonly string[]>;
}

/** What `artifacts.yaml` and `dvc.yaml` declare, in the work tree and at commits, and where that puts a model's file. */
export class Declarations {
  readonly #repository: GitRepository;
  readonly #objects: ObjectReader;
  readonly #settings: () => Promise<RegistrySettings>;
  /** Commits do not change, so what they declare is read once. */
  readonly #atCommit = new Map<string, Promise<readonly ArtifactEntry[]>>();
  /** By the names of the files' blobs. */
  readonly #parsed = new Map<string, Promise<readonly ArtifactEntry[]>>();
  readonly #trees: TreeModels;
  readonly #inFolders: FolderModels;

  constructor(repository: GitRepository, objects: ObjectReader, settings: () => Promise<RegistrySettings>, inFolders: FolderModels) {
    this.#inFolders = inFolders;
    this.#repository = repository;
    this.#objects = objects;
    this.#trees = new TreeModels(objects);
    this.#settings = settings;
  }

  /** The entries at a ref; without one of the work tree, or of a bare repository's HEAD. Paths with `/`. */
  async entries(ref?: string, folder = ''): Promise<readonly ArtifactEntry[]> {
    const { index } = await this.#settings();
    const [own, dvc] = [folder === '' ? index : undefined, posix.join(folder, 'dvc.yaml')];
    const { root } = this.#repository;
    const at = ref ?? (root === undefined ? 'HEAD' : undefined);
    if (at === undefined) {
      const [ownText, dvcText] = await Promise.all([own === undefined ? undefined : this.#text(own), this.#text(dvc)]);
      return inFolder(declarations(ownText, dvcText), folder);
    }
    // Most commits declare what those before them did.
    const blobs = await Promise.all([own === undefined ? undefined : blobAt(this.#objects, at, own), blobAt(this.#objects, at, dvc)]);
    return remember(this.#parsed, JSON.stringify([folder, ...blobs.map((blob) => blob?.oid)]), REMEMBERED_TEXTS, async () => {
      const [ownText, dvcText] = await Promise.all(blobs.map((blob) => blob && textOf(this.#objects, blob)));
      return inFolder(declarations(ownText, dvcText), folder);
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
  pathAt(name: string, commit: string): Promise<string | undefined> {
    return this.paths().at(name, commit);
  }

  /** Finds the paths of many versions: what the work tree declares is read once, when it is first wanted. */
  paths(): ModelPaths {
    return new ModelPaths({
      today: (folder) => this.entries(undefined, folder),
      declared: (commit, folder) => this.#entriesAt(commit, folder),
      models: (commit) => this.#modelsAt(commit),
      inFolders: (commit) => this.#inFolders.at(commit),
    });
  }

  /** Paths of the `.onnx` files that git or DVC tracks in the work tree's index, or in a bare repository's HEAD. */
  async tracked(): Promise<readonly string[]> {
    if (this.#repository.root === undefined) return this.#modelsAt('HEAD');
    const output = await git(['ls-files', '-z', '--full-name'], { cwd: workingFolder(this.#repository), limit: 1 << 28 });
    return this.#withFolders(output.split('\0'));
  }

  /** Paths of the `.onnx` files of the work tree that git does not know yet and does not ignore. */
  async untracked(): Promise<string[]> {
    if (this.#repository.root === undefined) return [];
    const output = await git(['ls-files', '-z', '--full-name', '--others', '--exclude-standard'], {
      cwd: this.#repository.root,
      limit: 1 << 28,
    });
    return this.#withFolders(output.split('\0'));
  }

  /** The models among names of the work tree, with those in DVC's folders where DVC is in use. */
  async #withFolders(names: readonly string[]): Promise<string[]> {
    const models = modelPaths(names);
    return names.some((name) => /(^|\/)\.dvc\//.test(name)) ? [...new Set([...models, ...(await this.#inFolders.today())])] : models;
  }

  #entriesAt(commit: string, folder: string): Promise<readonly ArtifactEntry[]> {
    return remember(this.#atCommit, `${commit}:${folder}`, REMEMBERED, () => this.entries(commit, folder));
  }

  /** A file of the work tree. */
  #text(path: string): Promise<string | undefined> {
    return readText(this.#repository, this.#objects, path);
  }

  /** @param commit full name, or `HEAD`, which moves and is looked up each time */
  async #modelsAt(commit: string): Promise<readonly string[]> {
    const name = commit === 'HEAD' ? (await this.#objects.info('HEAD^{commit}'))?.oid : commit;
    return name === undefined ? [] : this.#trees.paths(name);
  }
}

/** Paths from the root of the repository, not from the folder of the file that declares them. */
function inFolder(entries: readonly ArtifactEntry[], folder: string): readonly ArtifactEntry[] {
  return entries.map((entry) =>
    entry.path === undefined ? entry : { ...entry, path: posix.join(folder, entry.path.replaceAll('\\', '/')) },
  );
}

function modelPaths(paths: readonly string[]): string[] {
  return [...new Set(paths.filter((path) => /\.onnx(\.dvc)?$/i.test(path)).map((path) => path.replace(/\.dvc$/i, '')))];
}
