import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { statOrMissing } from '../../base/statOrMissing';
import { registryNotices } from '../../registry/notices';
import { OpenRegistries } from '../../registry/registries';
import { showRegistry } from '../../registry/show';
import type { ModelEntry, ModelsResult } from '../../report/schemas/models';
import { defineJob } from '../job';
import { listModels } from './list';
import { modelsParameters } from './parameters';
import { registeredModels } from './registered';
import { withData } from './withData';

/** Lists the models below a folder. */
export const modelsJob = defineJob({
  parameters: modelsParameters,
  schemaVersion: 1,
  async run({ folder, tags }, context) {
    const root = resolve(context.cwd, folder);
    if (!(await statOrMissing(root))?.isDirectory()) {
      throw new UserError('models.folder', l10n.t('{0} is not a folder.', folder), { where: root });
    }
    const { models: found, truncated } = await listModels(root, context.cwd, context.signal);
    const models = await withData(found, context);
    if (truncated) context.log('warning', `${root} is larger than what is looked through: some folders were left out`);
    if (!tags) return { result: { models } satisfies ModelsResult, verdict: verdict(models) };
    // The files are there all the same where git or a repository cannot be used.
    const warn = ({ message, remedy }: UserError) => context.log('warning', [message, remedy].filter(Boolean).join(' '));
    const source = new OpenRegistries(warn, context.signal);
    try {
      const merged = await registeredModels(models, root, context.cwd, source);
      const registry = await source.at(root);
      const versions = merged.some(({ state }) => state !== undefined);
      for (const notice of registry ? await registryNotices(registry, versions, context.signal) : []) context.log('warning', notice);
      const result: ModelsResult = {
        models: merged.map(({ entry }) => entry),
        ...(registry ? { registry: await showRegistry(registry) } : {}),
      };
      return { result, verdict: verdict(result.models) };
    } finally {
      source.dispose();
    }
  },
});

function verdict(models: readonly ModelEntry[]): string {
  const count = (state: ModelEntry['state']) => models.filter((model) => model.state === state).length;
  const rest = [count('pointer') > 0 && `${count('pointer')} not fetched`, count('missing') > 0 && `${count('missing')} missing`].filter(
    Boolean,
  );
  const found = models.length === 1 ? '1 model' : `${models.length} models`;
  return rest.length > 0 ? `${found}, of which ${rest.join(' and ')}` : found;
}
