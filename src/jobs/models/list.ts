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
  return { models: models.map((model) => entry(model, cwd)), truncated };
}

function entry(model: FoundModel, cwd: string): ModelEntry {
  const shown = (path: string) => relative(cwd, path).split(sep).join('/');
  const { kind, oid, bytes, command } = model.pointer ?? {};
  return {
    name: model.name,
    path: shown(model.path),
    bytes: model.bytes,
    state: model.state,
    ...(kind && oid && command ? { pointer: { kind, oid, bytes, command } } : {}),
    ...(model.manifest ? { manifest: shown(model.manifest) } : {}),
    files: model.files.map((file) => shown(join(dirname(model.path), file))),
  };
}
