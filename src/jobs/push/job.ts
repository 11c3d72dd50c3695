import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { shownCommand } from '../../base/shell';
import { listTags } from '../../git/tags';
import { unconfirmed } from '../../registry/actions/act';
import { chosenRemote, pushCommand, pushTags, remotesOf, remoteTags } from '../../registry/actions/push';
import { Registry } from '../../registry/registry';
import type { PushResult } from '../../report/schemas/push';
import { assertTrusted } from '../actionJob';
import { defineJob } from '../job';
import { pushParameters } from './parameters';

/** Pushes tags of models that the remote lacks. No branch moves, nothing is forced. */
export const pushJob = defineJob({
  parameters: pushParameters,
  schemaVersion: 1,
  async run({ model, tag, remote: wanted, dryRun, yes, expect }, context) {
    assertTrusted(context);
    if (!dryRun && !yes) throw unconfirmed();
    const { signal } = context;
    const registry = await Registry.open(context.cwd, { signal });
    if (!registry) {
      throw new UserError('git.notRepository', l10n.t('{0} is not in a git repository.', context.cwd), { where: context.cwd });
    }
    try {
      const remote = chosenRemote(await remotesOf(registry, signal), wanted);
      context.progress({ message: l10n.t('Asking {0} for its tags', remote) });
      const own = await listTags(registry.repository, signal);
      const chosen = tag.length > 0 ? tag : await tagsOf(registry, model);
      const unknown = chosen.find((name) => !own.has(name));
      if (unknown !== undefined) throw new UserError('tag.unknown', l10n.t('There is no tag {0}.', unknown), { where: unknown });
      const there = await remoteTags(registry, remote, signal);
      const tags = chosen.filter((name) => !there.has(name)).sort();
      const differ = chosen.filter((name) => there.has(name) && there.get(name) !== own.get(name)).sort();
      const listed = JSON.stringify([remote, tags.map((name) => [name, own.get(name)])]);
      const digest = createHash('sha256').update(listed).digest('hex').slice(0, 32);
      if (expect !== undefined && expect !== digest) {
        throw new UserError('registry.changed', l10n.t('Other tags than those shown would be pushed now.'), { where: remote });
      }
      if (!dryRun) await pushTags(registry, remote, tags, [], signal);
      const argv = pushCommand(remote, tags, []);
      const result: PushResult = { dryRun, digest, remote, tags, differ, command: shownCommand(argv), argv };
      const count = tags.length === 1 ? '1 tag' : `${tags.length} tags`;
      return {
        result,
        verdict: tags.length === 0 ? `${remote} has all tags` : `${dryRun ? 'Would push' : 'Pushed'} ${count} to ${remote}`,
      };
    } finally {
      registry.dispose();
    }
  },
});

/** The tags of one model, or of all. @throws UserError `artifact.unknown` */
async function tagsOf(registry: Registry, model: string | undefined): Promise<string[]> {
  const states = await registry.artifacts();
  const chosen = model === undefined ? [...states.values()] : [states.get(model)];
  return [
    ...new Set(
      chosen.flatMap((state) => {
        if (state) return state.events.map((event) => event.tag);
        throw new UserError('artifact.unknown', l10n.t('No version of {0} is registered in this repository.', model!), { where: model });
      }),
    ),
  ];
}
