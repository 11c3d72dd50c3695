import { basename, dirname, extname } from 'node:path/posix';
import type * as vscode from 'vscode';
import type { ModelEntry } from '../../report/schemas/models';
import type { Version, VersionsResult } from '../../report/schemas/versions';
import type { WorkspaceModel } from '../workspaceModels';
import type { Arrangement } from './arrange';

/** What a file of a model is for. */
export type FileRole = 'manifest' | 'metrics' | 'labels' | 'tokenizer' | 'data' | 'variant' | 'other';

/** A row of the Models view. */
export type ExplorerNode = FolderNode | GroupNode | ModelNode | WorkingCopyNode | VersionNode | FileNode | NoteNode;

/** A workspace folder, where there are several. */
export interface FolderNode {
  readonly kind: 'folder';
  readonly folder: vscode.WorkspaceFolder;
  readonly models: readonly ModelNode[];
}

/** Models of one folder of the repository, or of one type, where the view is grouped by that. */
export interface GroupNode {
  readonly kind: 'group';
  readonly label: string;
  readonly models: readonly ModelNode[];
  readonly parent?: FolderNode;
}

/** The file in the work tree of a model with a repository, first among its versions. */
export interface WorkingCopyNode {
  readonly kind: 'workingCopy';
  readonly uri: vscode.Uri;
  readonly model: WorkspaceModel;
  /** As the registry names it. */
  readonly name: string;
  readonly result: VersionsResult;
  readonly parent: ModelNode;
}

/** A version that tags register. */
export interface VersionNode {
  readonly kind: 'version';
  /** A {@link versionUri}: what commands take. */
  readonly uri: vscode.Uri;
  readonly model: WorkspaceModel;
  readonly name: string;
  readonly version: Version;
  readonly result: VersionsResult;
  readonly parent: ModelNode;
}

export interface FileNode {
  readonly kind: 'file';
  /** On disk, or a {@link versionUri}. */
  readonly uri: vscode.Uri;
  readonly path: string;
  readonly role: FileRole;
  readonly parent: ModelNode | VersionNode | WorkingCopyNode;
}

/** A line that says something in the place of rows. */
export interface NoteNode {
  readonly kind: 'note';
  readonly text: string;
  readonly icon: 'warning' | 'ellipsis' | 'repo' | 'tag';
  /** The next step, which the row takes when it is chosen. */
  readonly step?: { readonly command: string; readonly arguments?: readonly unknown[] };
  readonly parent?: ModelNode | VersionNode;
}

/** A model, or, below one, a variant of it such as `glyphs.int8.onnx` of `glyphs.onnx`. */
export interface ModelNode {
  readonly kind: 'model';
  readonly model: WorkspaceModel;
  /** The part of a variant's name after its model's: `int8`. */
  readonly variant?: string;
  readonly parent?: ModelNode;
  readonly variants: readonly ModelNode[];
}

/** File name without `.onnx`. */
export function stem(entry: Pick<ModelEntry, 'path'>): string {
  return basename(entry.path).replace(/\.onnx$/i, '');
}

/**
 * Groups variants under their models: `a/glyphs.int8.onnx` belongs to `a/glyphs.onnx` where that is there, to the
 * longest such name where there are several. A variant without its model is a model. Sorted by path, numbers as numbers.
 */
export function groupModels(models: readonly WorkspaceModel[], sort: Arrangement['sort'] = 'name'): ModelNode[] {
  const byKey = new Map<string, WorkspaceModel>();
  const keyOf = (model: WorkspaceModel, name: string) => `${model.folder.uri.toString()}\n${dirname(model.entry.path)}\n${name}`;
  for (const model of models) byKey.set(keyOf(model, stem(model.entry)), model);
  const children = new Map<WorkspaceModel, WorkspaceModel[]>();
  const roots: WorkspaceModel[] = [];
  for (const model of models) {
    const parent = parentOf(model, (name) => byKey.get(keyOf(model, name)));
    if (parent) children.set(parent, [...(children.get(parent) ?? []), model]);
    else roots.push(model);
  }
  const node = (model: WorkspaceModel, parent?: ModelNode): ModelNode => {
    const variants: ModelNode[] = [];
    const variant = parent ? stem(model.entry).slice(stem(parent.model.entry).length + 1) : undefined;
    const made: ModelNode = { kind: 'model', model, variant, parent, variants };
    for (const child of sorted(children.get(model) ?? [])) variants.push(node(child, made));
    return made;
  };
  return sorted(roots, sort).map((root) => node(root));
}

function parentOf(model: WorkspaceModel, find: (name: string) => WorkspaceModel | undefined): WorkspaceModel | undefined {
  let name = stem(model.entry);
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.')) {
    name = name.slice(0, dot);
    const found = find(name);
    if (found) return found;
  }
  return undefined;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

function sorted(models: readonly WorkspaceModel[], sort: Arrangement['sort'] = 'name'): WorkspaceModel[] {
  const byName = (a: WorkspaceModel, b: WorkspaceModel) =>
    collator.compare(a.entry.name, b.entry.name) || collator.compare(a.entry.path, b.entry.path);
  const order = {
    name: byName,
    // The newest and the largest are what one looks for; what has no version comes last.
    latest: (a: WorkspaceModel, b: WorkspaceModel) => (b.entry.latestAt ?? '').localeCompare(a.entry.latestAt ?? '') || byName(a, b),
    size: (a: WorkspaceModel, b: WorkspaceModel) => b.entry.bytes - a.entry.bytes || byName(a, b),
  };
  return [...models].sort(order[sort]);
}

/** Models under the name of their folder or type; those without come last. */
export function groupNodes(models: readonly ModelNode[], group: 'folder' | 'type', parent?: FolderNode): GroupNode[] {
  const groups = new Map<string, ModelNode[]>();
  for (const node of models) {
    const label = labelOf(node.model, group);
    groups.set(label, [...(groups.get(label) ?? []), node]);
  }
  return [...groups]
    .sort(([a], [b]) => Number(a === '') - Number(b === '') || collator.compare(a, b))
    .map(([label, own]) => ({ kind: 'group', label, models: own, ...(parent ? { parent } : {}) }));
}

function labelOf({ entry, type }: WorkspaceModel, group: 'folder' | 'type'): string {
  if (group === 'type') return type ?? '';
  const folder = dirname(entry.path);
  return folder === '.' ? '' : folder;
}

/** What a file beside a model is for: as the model says, else by its name. */
export function fileRole(path: string, entry: Pick<ModelEntry, 'manifest' | 'data'>): FileRole {
  if (entry.data?.includes(path)) return 'data';
  const name = basename(path).toLowerCase();
  if (path === entry.manifest || name.endsWith('.model.json')) return 'manifest';
  if (name.endsWith('.metrics.json')) return 'metrics';
  if (/tokenizer|vocab/.test(name)) return 'tokenizer';
  if (/labels?\b|classes/.test(name)) return 'labels';
  if (/^\.(data|bin|onnx_data|weights)$/.test(extname(name)) || name.includes('.onnx')) return 'data';
  return 'other';
}

/** Whether a model's row has versions below it: it lies in a repository, and is no variant of another. */
export function hasVersions({ model, parent }: ModelNode): boolean {
  return model.registry !== undefined && parent === undefined;
}

/** The files shown under a model: its manifest first, then the rest as found, each once. */
export function modelFiles(entry: ModelEntry): string[] {
  const files = entry.manifest ? [entry.manifest, ...entry.files] : [...entry.files];
  return [...new Set(files)].filter((file) => file !== entry.path);
}

/** Whether a model, its versions and stages, one of its variants or its path match what was typed into the filter. */
export function matches(node: ModelNode, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const { name, path: at, stages = {} } = node.model.entry;
  const versions = (node.model.state?.versions ?? []).map(({ version }) => version);
  // A stage is found with what is in it, as one says it: production v1.2.0.
  const filled = Object.entries(stages).flatMap(([stage, version]) => (version === null ? [] : `${stage} ${version}`));
  const text = [name, at, ...versions, ...filled].join(' ').toLowerCase();
  return words.every((word) => text.includes(word)) || node.variants.some((variant) => matches(variant, filter));
}
