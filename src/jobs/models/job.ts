import { dirname, join, relative, resolve, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { discoverModels, type FoundModel } from '../../registry/discover';
import { statOrMissing } from '../../registry/pointer';
import type { ModelEntry, ModelsResult } from '../../report/schemas/models';
import { defineJob } from '../job';
import { modelsParameters } from './parameters';

/** Lists the models below a folder. */
export const modelsJob = defineJob({
  parameters: modelsParameters,
  schemaVersion: 1,
  async run({ folder }, context) {
    const root = resolve(context.cwd, folder);
    if (!(await statOrMissing(root))?.isDirectory()) {
      throw new UserError('models.folder', l10n.t('{0} is not a folder.', folder), { where: root });
    }
    const { models, truncated } = await discoverModels(root, context.signal);
    if (truncated) context.log('warning', `${root} is larger than what is looked through: some folders were left out`);
    const result: ModelsResult = { models: models.map((model) => entry(model, models, context.cwd)) };
    return { result, verdict: verdict(models) };
  },
});

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

function verdict(models: readonly FoundModel[]): string {
  const count = (state: FoundModel['state']) => models.filter((model) => model.state === state).length;
  const rest = [count('pointer') > 0 && `${count('pointer')} not fetched`, count('missing') > 0 && `${count('missing')} missing`].filter(
    Boolean,
  );
  const found = models.length === 1 ? '1 model' : `${models.length} models`;
  return rest.length > 0 ? `${found}, of which ${rest.join(' and ')}` : found;
}
