import { dirname, join, relative, sep } from 'node:path';
import { discoverModels, type FoundModel } from '../../registry/discover';
import type { ModelEntry } from '../../report/schemas/models';

/** The models below a folder. */
export interface ModelList {
  readonly models: ModelEntry[];
  /** True where the folder is larger than what is looked through. */
  readonly truncated: boolean;
}

/**
 * Lists the models below `root`, paths relative to `cwd`, with the manifest in force for each.
 * @throws DOMException `AbortError` where it was cancelled
 */
export async function listModels(root: string, cwd: string, signal?: AbortSignal): Promise<ModelList> {
  const { models, truncated } = await discoverModels(root, signal);
  return { models: models.map((model) => entry(model, models, cwd)), truncated };
}

function entry(model: FoundModel, all: readonly FoundModel[], cwd: string): ModelEntry {
  const shown = (path: string) => relative(cwd, path).split(sep).join('/');
  const { kind, oid, bytes, command } = model.pointer ?? {};
  const manifest = manifestOf(model, all);
  return {
    name: model.name,
    path: shown(model.path),
    bytes: model.bytes,
    state: model.state,
    ...(kind && oid && command ? { pointer: { kind, oid, bytes, command } } : {}),
    ...(manifest ? { manifest: shown(manifest) } : {}),
    files: model.files.map((file) => shown(join(dirname(model.path), file))),
  };
}

/** `NAME.model.json` beside the model; a variant `NAME.int8.onnx` without one of its own has that of `NAME.onnx`. */
function manifestOf(model: FoundModel, all: readonly FoundModel[]): string | undefined {
  for (
    let stem = model.path.replace(/\.onnx$/i, '');
    stem.length > dirname(model.path).length + 1;
    stem = stem.slice(0, stem.lastIndexOf('.'))
  ) {
    const path = `${stem}.model.json`;
    if (all.some((other) => dirname(other.path) === dirname(path) && other.files.some((file) => join(dirname(path), file) === path)))
      return path;
    if (stem.lastIndexOf('.') < dirname(stem).length) return undefined;
  }
  return undefined;
}
