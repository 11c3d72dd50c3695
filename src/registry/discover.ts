import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { statOrMissing } from '../base/statOrMissing';
import { manifestCandidates } from '../manifest/load';
import { type Artifact, readArtifacts } from './declared/artifacts';
import { dvcFilesOf, dvcOutsAnywhere, dvcOutsIn } from './files/dvc';
import { type Pointer, readPointer } from './files/pointer';
import { dvcProject, isNoFolder, WorkTree } from './files/workTree';

/** A model found below a folder. */
export interface FoundModel {
  /** The artifact's name where it is declared, else the file name without `.onnx`. */
  readonly name: string;
  /** Other names that are declared for the same file: each is an entry of its own. */
  readonly also?: readonly string[];
  /** What `artifacts.yaml` calls its type. */
  readonly type?: string;
  /** Absolute. */
  readonly path: string;
  readonly bytes: number;
  /** `missing`: declared as an artifact, not there. */
  readonly state: 'file' | 'pointer' | 'missing';
  readonly pointer?: Pointer;
  /** The manifest in force: `NAME.model.json`, its own or that of the model it is a variant of. Absolute. */
  readonly manifest?: string;
  /** Names of other files in its folder that belong to it by name, such as `NAME.model.json`. */
  readonly files: readonly string[];
}

/** Folders that hold no models of the user's own, or copies of them. */
const SKIPPED = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  '.modelwright',
  '.dvc',
  '.venv',
  'venv',
  '__pycache__',
  '.tox',
  'site-packages',
  '.vscode-test',
]);
const MAX_FOLDERS = 20_000;
const MAX_DEPTH = 24;

export interface Discovery {
  readonly models: FoundModel[];
  /** True where the folder is larger than what is looked through. */
  readonly truncated: boolean;
}

/**
 * Finds the models below `root`: `.onnx` files, those that DVC tracks and that are not here, and what `artifacts.yaml` declares. Links
 * to folders are not followed, so that loops end and nothing outside is listed. Sorted by path.
 * @param cwd where the commands that fetch will be run
 */
export async function discoverModels(root: string, signal?: AbortSignal, cwd = root): Promise<Discovery> {
  const models = new Map<string, FoundModel>();
  const artifacts = new Map<string, { readonly folder: string; readonly named: readonly Artifact[] }>();
  const tracked = new TrackedModels(root, await WorkTree.around(join(root, 'any')));
  await tracked.readAbove();
  const queue = [{ folder: root, depth: 0 }];
  let truncated = false;
  const add = async (folder: string, entries: readonly Dirent[]) => {
    for (const model of await modelsIn(folder, entries, tracked, cwd)) models.set(model.path, model);
  };
  for (let index = 0; index < queue.length; index++) {
    signal?.throwIfAborted();
    const { folder, depth } = queue[index]!;
    const entries = await list(folder, index === 0);
    if (entries.some(({ name }) => name === 'dvc.lock' || name.endsWith('.dvc'))) await tracked.readIn(folder);
    await add(folder, entries);
    if (entries.some((entry) => entry.name === 'artifacts.yaml' || entry.name === 'dvc.yaml')) {
      for (const artifact of await readArtifacts(folder)) {
        if (!/\.onnx$/i.test(artifact.path)) continue;
        const path = join(folder, artifact.path);
        // What is declared nearer to the file goes before; one place may give it several names.
        const before = artifacts.get(path);
        artifacts.set(path, { folder, named: [...(before?.folder === folder ? before.named : []), artifact] });
      }
    }
    for (const entry of entries) {
      if (!entry.isDirectory() || SKIPPED.has(entry.name)) continue;
      if (depth < MAX_DEPTH && queue.length < MAX_FOLDERS) queue.push({ folder: join(folder, entry.name), depth: depth + 1 });
      else truncated = true;
    }
  }
  // In folders that are not there themselves, or that were looked into before their tracker.
  for (const folder of tracked.foldersWithout(models)) {
    signal?.throwIfAborted();
    await add(folder, await list(folder, false));
  }
  const all = [...models.values()].filter(({ path }) => !artifacts.has(path));
  for (const [path, { named }] of artifacts) {
    const model = models.get(path) ?? (await declared(path, tracked.tree, cwd));
    for (const { name, type } of named) {
      const also = named.flatMap((other) => (other.name === name ? [] : other.name));
      all.push({ ...model, name, ...(also.length > 0 ? { also } : {}), ...(type === undefined ? {} : { type }) });
    }
  }
  const sorted = all.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { models: sorted, truncated };
}

/** Models that DVC tracks, by folder. */
class TrackedModels {
  readonly #names = new Map<string, Set<string>>();

  constructor(
    readonly root: string,
    readonly tree: WorkTree,
  ) {}

  /** What is tracked from the folders above the root, or from anywhere else where it may be below the root. */
  async readAbove(): Promise<void> {
    if ((await dvcProject(this.root)) === undefined) return;
    for (let at = dirname(this.root); this.tree.inside(at) !== undefined; at = dirname(at)) await this.readIn(at);
    const inside = this.tree.inside(this.root) ?? '';
    for (const out of await dvcOutsAnywhere(this.tree)) {
      if (inside === '' || isWithin(out.path, inside) || isWithin(inside, out.path)) await this.#add(await dvcFilesOf(this.tree, out));
    }
  }

  async readIn(folder: string): Promise<void> {
    const inside = this.tree.inside(folder) ?? '';
    for (const out of await dvcOutsIn(this.tree, inside === '' ? '.' : inside)) await this.#add(await dvcFilesOf(this.tree, out));
  }

  namesIn(folder: string): ReadonlySet<string> {
    return this.#names.get(folder) ?? new Set();
  }

  foldersWithout(found: ReadonlyMap<string, FoundModel>): string[] {
    return [...this.#names].flatMap(([folder, names]) => ([...names].some((name) => !found.has(join(folder, name))) ? [folder] : []));
  }

  async #add(files: readonly string[]): Promise<void> {
    for (const file of files) {
      const path = join(this.tree.root, file);
      const way = relative(this.root, path);
      if (!/\.onnx$/i.test(path) || way.startsWith('..') || way.split(sep).some((part) => SKIPPED.has(part))) continue;
      const names = this.#names.get(dirname(path)) ?? new Set();
      this.#names.set(dirname(path), names.add(basename(path)));
    }
  }
}

/** Both from the root, with `/`. */
function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** A model of which `artifacts.yaml` alone speaks. */
async function declared(path: string, tree: WorkTree, cwd: string): Promise<FoundModel> {
  const pointer = await readPointer(path, cwd, tree);
  const facts = { name: stem(path), path, files: [] };
  return pointer ? { ...facts, bytes: pointer.bytes ?? 0, state: 'pointer', pointer } : { ...facts, bytes: 0, state: 'missing' };
}

/** A folder's entries. Below the root one that cannot be read is passed over, as any other tool that walks a tree does. */
async function list(folder: string, isRoot: boolean): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (!isRoot && isNoFolder(error)) return [];
    throw error;
  }
}

async function modelsIn(folder: string, entries: readonly Dirent[], tracked: TrackedModels, cwd: string): Promise<FoundModel[]> {
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  const present = files.filter((name) => /\.onnx$/i.test(name));
  const names = [...new Set([...present, ...tracked.namesIn(folder)])];
  const companions = companionsOf(names, files);
  const models: FoundModel[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const pointer = await readPointer(path, cwd, tracked.tree);
    const found = pointer ? undefined : await statOrMissing(path);
    if (!pointer && !found?.isFile()) continue;
    const manifest = manifestCandidates(path).find((candidate) => files.includes(basename(candidate)));
    const bytes = pointer ? (pointer.bytes ?? 0) : (found?.size ?? 0);
    models.push({
      name: stem(name),
      path,
      bytes,
      state: pointer ? 'pointer' : 'file',
      pointer,
      manifest,
      files: companions.get(name) ?? [],
    });
  }
  return models;
}

/** Which file belongs to which model, by name: the longest model stem that a file's name starts with, up to a dot or underscore. */
export function companionsOf(models: readonly string[], files: readonly string[]): Map<string, string[]> {
  const byStem = new Map(models.map((model) => [stem(model), model]));
  const companions = new Map<string, string[]>(models.map((model) => [model, []]));
  for (const file of files) {
    if (/\.onnx(\.dvc)?$/i.test(file)) continue;
    for (let end = file.length; end > 0; end = Math.max(file.lastIndexOf('.', end - 1), file.lastIndexOf('_', end - 1))) {
      const owner = byStem.get(file.slice(0, end));
      if (owner === undefined) continue;
      companions.get(owner)?.push(file);
      break;
    }
  }
  return companions;
}

function stem(name: string): string {
  return basename(name).replace(/\.onnx$/i, '');
}
