import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { shownCommand } from '../../base/shell';
import { listTags } from '../../git/tags';
import { unconfirmed } from '../../registry/actions/act';
import { ownerOf } from '../../registry/actions/plan/versions';
import {
  chosenRemote,
  chosenTags,
  deleteCommand,
  deleteRemoteTags,
  pushCommand,
  pushTags,
  remotesOf,
  remoteTags,
} from '../../registry/actions/push';
import { Registry } from '../../registry/registry';
import type { PushResult } from '../../report/schemas/push';
import { assertTrusted } from '../actionJob';
import { defineJob } from '../job';
import { pushParameters } from './parameters';

/** Pushes tags of models that the remote lacks, or deletes tags there. No branch moves, nothing is forced. */
export const pushJob = defineJob({
  parameters: pushParameters,
  schemaVersion: 1,
  async run({ model, tag, delete: deletes, remote: wanted, dryRun, yes, expect }, context) {
    assertTrusted(context);
    if (!dryRun && !yes) throw unconfirmed();
    if (deletes.length > 0 && (model !== undefined || tag.length > 0)) {
      throw new UserError('push.both', l10n.t('Tags are pushed or deleted at the remote, not both at once.'), {
        remedy: l10n.t('Give --delete alone.'),
      });
    }
    const { signal } = context;
    const registry = await Registry.open(context.cwd, { signal });
    if (!registry) {
      throw new UserError('git.notRepository', l10n.t('{0} is not in a git repository.', context.cwd), { where: context.cwd });
    }
    try {
      const remote = chosenRemote(await remotesOf(registry, signal), wanted);
      context.progress({ message: l10n.t('Asking {0} for its tags', remote) });
      const own = await listTags(registry.repository, signal);
      if (deletes.length > 0) return await deleteThere(registry, remote, deletes, { dryRun, expect }, signal);
      const chosen = tag.length > 0 ? tag : await tagsOf(registry, model);
      const unknown = chosen.find((name) => !own.has(name));
      if (unknown !== undefined) throw new UserError('tag.unknown', l10n.t('There is no tag {0}.', unknown), { where: unknown });
      const there = await remoteTags(registry, remote, signal);
      const tags = chosen.filter((name) => !there.has(name)).sort();
      const differ = chosen.filter((name) => there.has(name) && there.get(name) !== own.get(name)).sort();
      const digest = digestOf([remote, tags.map((name) => [name, own.get(name)])]);
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

/** Deletes those of `wanted` that the remote has, each while it is what was shown. @throws UserError `registry.changed`, `push.*`, `tag.foreign` */
async function deleteThere(
  registry: Registry,
  remote: string,
  wanted: readonly string[],
  { dryRun, expect }: { dryRun: boolean; expect?: string },
  signal: AbortSignal,
): Promise<{ result: PushResult; verdict: string }> {
  const states = await registry.artifacts();
  for (const tag of wanted) ownerOf(states, tag);
  const objects = chosenTags(await remoteTags(registry, remote, signal), wanted);
  const digest = digestOf(['delete', remote, [...objects]]);
  if (expect !== undefined && expect !== digest) {
    throw new UserError('registry.changed', l10n.t('Other tags than those shown would be deleted now.'), { where: remote });
  }
  if (!dryRun) await deleteRemoteTags(registry, remote, objects, signal);
  const argv = deleteCommand(remote, objects);
  const deletes = [...objects.keys()];
  const result: PushResult = { dryRun, digest, remote, tags: [], differ: [], deletes, command: shownCommand(argv), argv };
  const count = deletes.length === 1 ? '1 tag' : `${deletes.length} tags`;
  const done = `${dryRun ? 'Would delete' : 'Deleted'} ${count} at ${remote}`;
  return { result, verdict: deletes.length === 0 ? `${remote} has none of these tags` : done };
}

/** Names what was looked at: the same where the same would be done. */
function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}

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
