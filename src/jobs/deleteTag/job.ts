import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { act } from '../../registry/actions/act';
import { ownerOf, planDelete } from '../../registry/actions/plan/versions';
import { Registry } from '../../registry/registry';
import { actionVerdict, assertTrusted } from '../actionJob';
import { defineJob } from '../job';
import { deleteTagParameters } from './parameters';

/** Deletes a tag of the registry, as if it had never been. */
export const deleteTagJob = defineJob({
  parameters: deleteTagParameters,
  schemaVersion: 1,
  async run(parameters, context) {
    assertTrusted(context);
    const registry = await Registry.open(context.cwd, { signal: context.signal });
    if (!registry) {
      throw new UserError('git.notRepository', l10n.t('{0} is not in a git repository.', context.cwd), { where: context.cwd });
    }
    try {
      const name = ownerOf(await registry.artifacts(), parameters.tag);
      const result = await act(registry, name, (situation) => planDelete(situation, [parameters.tag]), parameters, context.signal);
      return { result, verdict: actionVerdict(name, result) };
    } finally {
      registry.dispose();
    }
  },
});
