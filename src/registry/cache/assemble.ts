import { createHash } from 'node:crypto';
import { join, posix } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { Progress } from '../../base/progress';
import { statOrMissing } from '../../base/statOrMissing';
import { MAX_MANIFEST_BYTES, manifestNames } from '../../manifest/load';
import { namedFilesIn } from '../../manifest/namedFiles';
import { locationComponents } from '../../onnx/externalData';
import { externalFiles } from '../../onnx/externalFiles';
import { openModel } from '../../onnx/open';
import type { CommitTree } from '../files/commitTree';
import { locateFile } from '../files/locate';
import type { LocatedFile } from '../files/located';
import { assertPlainPath, missingObjects } from '../files/missing';
import { smallText } from '../files/smallText';
import { isIntact, storedFile } from '../files/stored';
import type { CachedFile, VersionCache } from './cache';

/** What a file is to its version. */
export type FileRole = 'model' | 'data' | 'manifest' | 'named';

/** A file of a version, on disk. */
export interface VersionFile {
  /** Relative to the model's folder, with forward slashes. */
  readonly name: string;
  readonly role: FileRole;
  readonly located: LocatedFile;
  readonly bytes: number;
}

/** A version's files in one folder, as they lay beside each other. */
export interface AssembledVersion {
  /** In the cache; absolute. */
  readonly folder: string;
  /** The model first. */
  readonly files: readonly VersionFile[];
}

/** What those who wait for a version may say and hear. */
export interface ResolveOptions {
  readonly signal?: AbortSignal;
  /** Reads all files once more and compares them with their names; what has changed in the cache is made anew. */
  readonly verify?: boolean;
  progress?(progress: Progress): void;
}

/** A model whose tensors are spread over more files than this is none that was made to be used. */
const MAX_EXTERNAL = 10_000;

type Draft = Omit<VersionFile, 'bytes'>;

/**
 * Puts the files of a model at a commit into one folder of the cache: the model, its external data, the manifest in force
 * there, and what that names. Nothing in the work tree is read or written, and nothing is downloaded.
 * @param path of the model, from the root of the repository
 * @param ref how errors name the commit
 * @throws UserError `model.notInCommit`; `model.pointer` for what has to be fetched, with the command that does; `model.path`,
 * `model.link`, `model.submodule`, `cache.*`, `git.*`, `file.*`; AbortError when cancelled
 */
export async function assembleVersion(
  tree: CommitTree,
  path: string,
  ref: string,
  cache: VersionCache,
  options: ResolveOptions = {},
): Promise<AssembledVersion> {
  assertPlainPath(path);
  const located = await locateFile(tree, path);
  if (!located) throw notInCommit(path, ref);
  const model: Draft = { name: posix.basename(path), role: 'model', located };
  const store = new Store(tree, ref, cache, options);
  const known = [model, ...(await manifestFiles(tree, path))];
  // What is missing is told together, as far as it is known before the model is read.
  await store.sized(known);
  const files = await store.sized(distinct([...known, ...(await dataFiles(tree, path, located, store))]));
  const key = keyOf(tree, files);
  const make = () => cache.folder(key, () => store.all(files), options.signal);
  let folder = await make();
  if (options.verify && !(await allIntact(tree, folder, files, options.signal))) {
    const blobs = files.filter(({ located }) => located.storage === 'git').map(({ located }) => located.oid);
    await cache.discard(key, blobs, tree.repository);
    store.forget();
    folder = await make();
  }
  return { folder, files };
}

export function notInCommit(path: string, ref: string, remedy?: string): UserError {
  return new UserError('model.notInCommit', l10n.t('{0} has no file {1}.', ref, path), {
    where: `${path}@${ref}`,
    remedy: remedy ?? l10n.t('Its path may have been another then: artifacts.yaml or "git log --follow" says which.'),
  });
}

/** The manifest in force and the files it names. A manifest that cannot be read is told when it is read. */
async function manifestFiles(tree: CommitTree, path: string): Promise<Draft[]> {
  const folder = posix.dirname(path);
  for (const name of manifestNames(posix.basename(path))) {
    const located = await locateFile(tree, posix.join(folder, name));
    if (!located) continue;
    const files: Draft[] = [{ name, role: 'manifest', located }];
    for (const named of namedFilesIn((await smallText(tree, located, MAX_MANIFEST_BYTES)) ?? '')) {
      const found = await inFolder(tree, folder, named);
      if (found) files.push({ ...found, role: 'named' });
    }
    return files;
  }
  return [];
}

/** The files that the model keeps its weights in. One that the commit lacks is left out: whoever reads it says so. */
async function dataFiles(tree: CommitTree, path: string, model: LocatedFile, store: Store): Promise<Draft[]> {
  const files: Draft[] = [];
  for (const location of await store.externalOf(model)) {
    const found = await inFolder(tree, posix.dirname(path), location);
    if (found) files.push({ ...found, role: 'data' });
  }
  return files;
}

/** A file that a stranger's model or manifest names, if its path stays in the model's folder. */
export async function inFolder(
  tree: CommitTree,
  folder: string,
  reference: string,
): Promise<{ name: string; located: LocatedFile } | undefined> {
  let name: string;
  try {
    name = locationComponents(reference, reference).join('/');
    assertPlainPath(name);
  } catch (error) {
    // Told by whoever follows it; nothing is put in its place.
    if (error instanceof UserError) return undefined;
    throw error;
  }
  const located = await locateFile(tree, posix.join(folder, name));
  return located && { name, located };
}

/** Each name once: the model's own before what it names. */
function distinct(files: readonly Draft[]): Draft[] {
  const names = new Map<string, Draft>();
  for (const file of files) if (!names.has(file.name)) names.set(file.name, file);
  return [...names.values()];
}

async function allIntact(tree: CommitTree, folder: string, files: readonly VersionFile[], signal?: AbortSignal): Promise<boolean> {
  for (const { name, located } of files) {
    if (!(await isIntact(tree, located, join(folder, ...name.split('/')), signal))) return false;
  }
  return true;
}

/**
 * The same for the same files under the same names. DVC names by MD5, for which two files of one name can be made: what it
 * keeps is shared within its repository only.
 */
function keyOf({ repository }: CommitTree, files: readonly VersionFile[]): string {
  const parts = files.map(({ name, located }) => [
    name,
    located.storage,
    located.oid,
    located.storage === 'dvc' ? repository.commonDir : '',
  ]);
  return createHash('sha256')
    .update(JSON.stringify([repository.objectFormat, parts]))
    .digest('hex');
}

/** Brings located files to disk, each once. */
class Store {
  readonly #paths = new Map<string, Promise<string>>();

  constructor(
    private readonly tree: CommitTree,
    private readonly ref: string,
    private readonly cache: VersionCache,
    private readonly options: ResolveOptions,
  ) {}

  /**
   * The files with their sizes.
   * @throws UserError `model.pointer` naming all that are not here
   */
  async sized(files: readonly Draft[]): Promise<VersionFile[]> {
    const sizes = await Promise.all(files.map(({ located }) => this.#size(located)));
    const missing = files.filter((_, index) => sizes[index] === undefined);
    if (missing.length > 0)
      throw await missingObjects(
        this.tree,
        this.ref,
        missing.map((file) => file.located),
      );
    return files.map((file, index) => ({ ...file, bytes: sizes[index]! }));
  }

  async all(files: readonly VersionFile[]): Promise<CachedFile[]> {
    const cached: CachedFile[] = [];
    for (const { name, located, bytes } of files) cached.push({ name, bytes, source: await this.path(located) });
    return cached;
  }

  /** Where a file's bytes are on disk, verified. */
  path(located: LocatedFile): Promise<string> {
    const key = `${located.storage} ${located.oid}`;
    const known = this.#paths.get(key);
    if (known) return known;
    const path = this.#bring(located);
    this.#paths.set(key, path);
    return path;
  }

  /** Looks for every file again. */
  forget(): void {
    this.#paths.clear();
  }

  /** Which files a model keeps its weights in. That follows from its bytes, so it is noted by their name. */
  async externalOf(model: LocatedFile): Promise<string[]> {
    const [file] = await this.sized([{ name: model.path, role: 'model', located: model }]);
    const key = `external-${keyOf(this.tree, [{ ...file!, name: '' }])}`;
    const known = await this.cache.note(key);
    if (known !== undefined) return JSON.parse(known) as string[];
    const opened = openModel(await this.path(model));
    let locations: string[];
    try {
      locations = externalFiles(opened).slice(0, MAX_EXTERNAL);
    } finally {
      opened.close();
    }
    await this.cache.setNote(key, JSON.stringify(locations));
    return locations;
  }

  /** Undefined where the bytes are not on this machine. */
  async #size(located: LocatedFile): Promise<number | undefined> {
    if (located.storage === 'git' || located.dvc?.unlisted) return located.dvc ? undefined : located.bytes;
    const path = await storedFile(this.tree, located);
    return path === undefined ? undefined : (await statOrMissing(path))?.size;
  }

  async #bring(located: LocatedFile): Promise<string> {
    const { signal } = this.options;
    const advance = (done: number) =>
      this.options.progress?.({ message: l10n.t('Reading {0}', posix.basename(located.path)), done, total: located.bytes });
    if (located.storage === 'git') {
      return this.cache.object(this.tree.repository, { oid: located.oid, bytes: located.bytes! }, signal, advance);
    }
    const path = await storedFile(this.tree, located, { signal, advance });
    if (path === undefined) throw await missingObjects(this.tree, this.ref, [located]);
    return path;
  }
}
