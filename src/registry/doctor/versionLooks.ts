import { posix } from 'node:path';
import { isAbort, UserError } from '../../base/errors';
import { RememberedObjects } from '../../git/remembered';
import { inFolder } from '../cache/assemble';
import { Declarations } from '../declared/declared';
import type { ModelPaths } from '../declared/modelPaths';
import { CommitTree } from '../files/commitTree';
import { dvcFolderModels } from '../files/dvcFolders';
import { locateFile } from '../files/locate';
import type { LocatedFile } from '../files/located';
import { Stores } from './stores';
import { type Subject, stem } from './subject';
import { WeightFiles } from './weights';

/** What keeps a version from being used. */
export type VersionFault =
  /** The files of its commit are not here. */
  | { readonly kind: 'tree' }
  /** Its commit has no such file; without a path none could be told. */
  | { readonly kind: 'path'; readonly path?: string }
  | { readonly kind: 'problem'; readonly error: UserError }
  /** Files that its model keeps weights in, and its commit lacks. */
  | { readonly kind: 'weights'; readonly lacking: readonly string[] }
  /** Bytes that are not on this machine. */
  | { readonly kind: 'missing'; readonly tree: CommitTree; readonly files: readonly LocatedFile[] };

/** Looks at the files of versions, commit by commit: what commits share is read once. */
export class VersionLooks {
  readonly stores: Stores;
  readonly weights: WeightFiles;
  readonly #subject: Subject;
  readonly #objects: RememberedObjects;
  readonly #paths: ModelPaths;
  /** Files beside a model that go by its name: folder → stem → names. Of the commit that is being looked at. */
  #beside = new Map<string, Promise<ReadonlyMap<string, readonly string[]>>>();
  #tree: CommitTree | undefined;

  constructor(subject: Subject) {
    const { registry, settings } = subject;
    this.#subject = subject;
    this.#objects = new RememberedObjects(registry.objects);
    const inFolders = dvcFolderModels(registry.repository, this.#objects);
    this.#paths = new Declarations(registry.repository, this.#objects, async () => settings, inFolders).paths();
    this.stores = new Stores(registry.repository);
    this.weights = new WeightFiles(this.stores);
  }

  /** What is wrong with the version of a model at a commit. Those of one commit may be asked for together, and not together with those of another. */
  async faults(name: string, commit: string): Promise<readonly VersionFault[]> {
    const path = await this.#paths.at(name, commit);
    const tree = this.#treeOf(commit);
    let model: LocatedFile | undefined;
    if (path !== undefined) {
      try {
        model = await locateFile(tree, path);
      } catch (error) {
        if (!(error instanceof UserError) || isAbort(error)) throw error;
        return [{ kind: 'problem', error }];
      }
    }
    if (!model) {
      if (!(await this.#objects.info(`${commit}^{tree}`))) return [{ kind: 'tree' }];
      return [{ kind: 'path', ...(path === undefined ? {} : { path }) }];
    }
    const { files, lacking } = await this.#filesOf(tree, model);
    const missing: LocatedFile[] = [];
    for (const file of files) if (!(await this.#isHere(file))) missing.push(file);
    return [
      ...(lacking.length > 0 ? [{ kind: 'weights' as const, lacking }] : []),
      ...(missing.length > 0 ? [{ kind: 'missing' as const, tree, files: missing }] : []),
    ];
  }

  #treeOf(commit: string): CommitTree {
    if (this.#tree?.commit !== commit) {
      this.#tree = new CommitTree(this.#subject.registry.repository, this.#objects, commit);
      this.#beside = new Map();
    }
    return this.#tree;
  }

  /** The model, what goes by its name beside it, as external data do, and, where it can be read, all that it keeps weights in. */
  async #filesOf(tree: CommitTree, model: LocatedFile): Promise<{ files: LocatedFile[]; lacking: string[] }> {
    const folder = posix.dirname(model.path) === '.' ? '' : posix.dirname(model.path);
    const files = new Map([[model.path, model]]);
    const lacking: string[] = [];
    for (const location of await this.weights.of(tree, model)) {
      const located = await inside(() => inFolder(tree, folder, location));
      if (located) files.set(located.located.path, located.located);
      else lacking.push(location);
    }
    for (const name of (await this.#besideIn(tree, folder)).get(stem(model.path)) ?? []) {
      const path = posix.join(folder, name);
      if (files.has(path)) continue;
      const found = await inside(() => locateFile(tree, path));
      if (found) files.set(path, found);
    }
    return { files: [...files.values()], lacking };
  }

  #besideIn(tree: CommitTree, folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
    const known = this.#beside.get(folder) ?? byStem(tree, folder);
    this.#beside.set(folder, known);
    return known;
  }

  async #isHere(located: LocatedFile): Promise<boolean> {
    if (located.storage === 'git') return located.bytes !== undefined;
    return (await this.stores.path(located)) !== undefined;
  }
}

/** Names of files that are no models, by everything before one of their dots or underscores: that may be a model's stem. */
async function byStem(tree: CommitTree, folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  for (const name of new Set(((await tree.names(folder)) ?? []).map((one) => one.replace(/\.dvc$/, '')))) {
    if (/\.onnx$/i.test(name)) continue;
    for (const { index } of name.matchAll(/[._]/g)) {
      const names = found.get(name.slice(0, index));
      if (names) names.push(name);
      else found.set(name.slice(0, index), [name]);
    }
  }
  return found;
}

/** A link that leads elsewhere, or a path into a submodule, is no part of a version. */
async function inside<Value>(locate: () => Promise<Value | undefined>): Promise<Value | undefined> {
  try {
    return await locate();
  } catch (error) {
    if (error instanceof UserError && !isAbort(error)) return undefined;
    throw error;
  }
}
