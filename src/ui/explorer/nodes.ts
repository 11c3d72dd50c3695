import { basename, dirname, extname } from 'node:path/posix';
import type * as vscode from 'vscode';
import type { ModelEntry } from '../../report/schemas/models';
import type { WorkspaceModel } from '../workspaceModels';

/** What a file of a model is for. */
export type FileRole = 'manifest' | 'metrics' | 'labels' | 'tokenizer' | 'data' | 'other';

/** A row of the Models view. */
export type ExplorerNode =
  | { readonly kind: 'folder'; readonly folder: vscode.WorkspaceFolder; readonly models: readonly ModelNode[] }
  | ModelNode
  | { readonly kind: 'file'; readonly uri: vscode.Uri; readonly path: string; readonly role: FileRole; readonly parent: ModelNode };

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
export function groupModels(models: readonly WorkspaceModel[]): ModelNode[] {
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
  return sorted(roots).map((root) => node(root));
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

function sorted(models: readonly WorkspaceModel[]): WorkspaceModel[] {
  return [...models].sort((a, b) => collator.compare(a.entry.name, b.entry.name) || collator.compare(a.entry.path, b.entry.path));
}

/** What a file beside a model is for: as the model says, else by its name. */
export function fileRole(path: string, entry: ModelEntry): FileRole {
  if (entry.data?.includes(path)) return 'data';
  const name = basename(path).toLowerCase();
  if (path === entry.manifest || name.endsWith('.model.json')) return 'manifest';
  if (name.endsWith('.metrics.json')) return 'metrics';
  if (/tokenizer|vocab/.test(name)) return 'tokenizer';
  if (/labels?\b|classes/.test(name)) return 'labels';
  if (/^\.(data|bin|onnx_data|weights)$/.test(extname(name)) || name.includes('.onnx')) return 'data';
  return 'other';
}

/** The files shown under a model: its manifest first, then the rest as found, each once. */
export function modelFiles(entry: ModelEntry): string[] {
  const files = entry.manifest ? [entry.manifest, ...entry.files] : [...entry.files];
  return [...new Set(files)].filter((file) => file !== entry.path);
}

/** Whether a model, one of its variants or its path matches what was typed into the filter. */
export function matches(node: ModelNode, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const text = `${node.model.entry.name} ${node.model.entry.path}`.toLowerCase();
  return words.every((word) => text.includes(word)) || node.variants.some((variant) => matches(variant, filter));
}
