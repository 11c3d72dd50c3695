import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorCode } from '../base/files';
import { manifestCandidates } from '../manifest/load';
import { readArtifacts } from './artifacts';
import { type Pointer, readPointer, statOrMissing } from './pointer';

/** A model found below a folder. */
export interface FoundModel {
  /** The artifact's name where it is declared, else the file name without `.onnx`. */
  readonly name: string;
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
 * Finds the models below `root`: `.onnx` files, `.onnx.dvc` files without theirs, and what `artifacts.yaml` declares. Links to
 * folders are not followed, so that loops end and nothing outside is listed. Sorted by path.
 */
export async function discoverModels(root: string, signal?: AbortSignal): Promise<Discovery> {
  const models = new Map<string, FoundModel>();
  const names = new Map<string, string>();
  const queue = [{ folder: root, depth: 0 }];
  let truncated = false;
  for (let index = 0; index < queue.length; index++) {
    signal?.throwIfAborted();
    const { folder, depth } = queue[index]!;
    const entries = await list(folder, index === 0);
    for (const model of await modelsIn(folder, entries)) models.set(model.path, model);
    if (entries.some((entry) => entry.name === 'artifacts.yaml' || entry.name === 'dvc.yaml')) {
      for (const artifact of await readArtifacts(folder)) {
        if (/\.onnx$/i.test(artifact.path)) names.set(join(folder, artifact.path), artifact.name);
      }
    }
    for (const entry of entries) {
      if (!entry.isDirectory() || SKIPPED.has(entry.name)) continue;
      if (depth < MAX_DEPTH && queue.length < MAX_FOLDERS) queue.push({ folder: join(folder, entry.name), depth: depth + 1 });
      else truncated = true;
    }
  }
  for (const [path, name] of names) {
    const model = models.get(path);
    models.set(path, model ? { ...model, name } : { name, path, bytes: 0, state: 'missing', files: [] });
  }
  const sorted = [...models.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { models: sorted, truncated };
}

/** A folder's entries. Below the root one that cannot be read is passed over, as any other tool that walks a tree does. */
async function list(folder: string, isRoot: boolean): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (!isRoot && ['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return [];
    throw error;
  }
}

async function modelsIn(folder: string, entries: readonly Dirent[]): Promise<FoundModel[]> {
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  const present = files.filter((name) => /\.onnx$/i.test(name));
  const tracked = files.filter((name) => /\.onnx\.dvc$/i.test(name)).map((name) => name.slice(0, -4));
  const names = [...new Set([...present, ...tracked])];
  const companions = companionsOf(names, files);
  const models: FoundModel[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const pointer = await readPointer(path);
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
function companionsOf(models: readonly string[], files: readonly string[]): Map<string, string[]> {
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
