import { dirname, join, relative, sep } from 'node:path';
import { shownCommand } from '../../base/shell';
import { discoverModels, type FoundModel } from '../../registry/discover';
import type { Pointer } from '../../registry/files/pointer';
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
  const { models, truncated } = await discoverModels(root, signal, cwd);
  return { models: models.map((model) => entry(model, cwd)), truncated };
}

function entry(model: FoundModel, cwd: string): ModelEntry {
  const shown = (path: string) => relative(cwd, path).split(sep).join('/');
  return {
    name: model.name,
    ...(model.also === undefined ? {} : { also: [...model.also] }),
    ...(model.type === undefined ? {} : { type: model.type }),
    path: shown(model.path),
    bytes: model.bytes,
    state: model.state,
    ...(model.pointer ? { pointer: described(model.pointer) } : {}),
    ...(model.manifest ? { manifest: shown(model.manifest) } : {}),
    files: model.files.map((file) => shown(join(dirname(model.path), file))),
  };
}

/** With the command for a person, and as its words for whoever runs it. */
function described({ kind, oid, bytes, argv, cwd }: Pointer): ModelEntry['pointer'] {
  return {
    kind,
    oid,
    ...(bytes === undefined ? {} : { bytes }),
    command: shownCommand(argv),
    argv: [...argv],
    ...(cwd === undefined ? {} : { cwd }),
  };
}
