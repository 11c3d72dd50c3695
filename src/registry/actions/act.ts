import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { shownCommand } from '../../base/shell';
import type { ActionResult } from '../../report/schemas/action';
import type { Registry } from '../registry';
import { applyAction } from './apply';
import { consequence } from './plan/consequences';
import { digestOf, type Plan } from './plan/plan';
import { readSituation, type Situation } from './plan/situation';
import { chosenRemote, chosenTags, deleteRemoteTags, pushCommand, pushTags, remotesOf, remoteTags } from './push';
import { recoverIfUnfinished } from './unfinished';

/** How an action is asked for: shown, or confirmed. */
export interface Confirmation {
  readonly dryRun: boolean;
  readonly yes: boolean;
  /** Digest of the preview that was confirmed. */
  readonly expect?: string;
  readonly push: boolean;
  readonly remote?: string;
}

/**
 * Shows what an action would write, or writes it.
 * @throws UserError `action.unconfirmed` where it is neither a dry run nor confirmed; what planning, writing and pushing throw
 */
export async function act(
  registry: Registry,
  name: string,
  makePlan: (situation: Situation) => Promise<Plan>,
  confirmation: Confirmation,
  signal?: AbortSignal,
): Promise<ActionResult> {
  const { dryRun, yes, expect, push } = confirmation;
  if (!dryRun && !yes) throw unconfirmed();
  const remotes = await remotesOf(registry, signal);
  const remote = push || confirmation.remote !== undefined ? chosenRemote(remotes, confirmation.remote) : remotes[0];
  if (dryRun) {
    await recoverIfUnfinished(registry.repository, signal);
    const plan = await makePlan(await readSituation(registry, name, signal));
    return resultOf(plan, { dryRun, remotes, remote, pushed: false });
  }
  const { plan, commit } = await applyAction(registry, name, makePlan, { expect, signal });
  const result = resultOf(plan, { dryRun, remotes, remote, pushed: push, commit });
  if (push) await pushWritten(registry, remote!, plan, signal);
  return result;
}

export function unconfirmed(): UserError {
  return new UserError('action.unconfirmed', l10n.t('This writes to the repository and was not confirmed.'), {
    remedy: l10n.t('Look at it with --dry-run, and confirm with --yes.'),
  });
}

async function pushWritten(registry: Registry, remote: string, plan: Plan, signal?: AbortSignal): Promise<void> {
  const [tags, deletes] = [plan.writes.map((write) => write.tag), plan.deletes.map((each) => each.tag)];
  try {
    await pushTags(registry, remote, tags, [], signal);
    if (deletes.length > 0)
      await deleteRemoteTags(registry, remote, chosenTags(await remoteTags(registry, remote, signal), deletes), signal);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const done = l10n.t(
      'This is done in this repository, and nothing was pushed: {0}',
      [...tags, ...deletes.map((tag) => `-${tag}`)].join(', '),
    );
    throw new UserError(error.code, `${error.message}\n${done}`, {
      where: error.where,
      remedy: [error.remedy, l10n.t('Push later with: {0}', shownCommand(pushCommand(remote, tags, deletes)))].filter(Boolean).join('\n'),
      actions: [...error.actions],
      cause: error,
    });
  }
}

function resultOf(
  plan: Plan,
  done: { dryRun: boolean; remotes: string[]; remote: string | undefined; pushed: boolean; commit?: string },
): ActionResult {
  const { dryRun, remotes, remote, pushed, commit } = done;
  const [tags, deletes] = [plan.writes.map((write) => write.tag), plan.deletes.map((each) => each.tag)];
  const argv = remote === undefined || tags.length + deletes.length === 0 ? undefined : pushCommand(remote, tags, deletes);
  return {
    tags,
    dryRun,
    digest: digestOf(plan),
    writes: plan.writes.map((write) => ({ ...write, commit: write.commit || (commit ?? '') })),
    deletes,
    ...(plan.commit
      ? {
          commit: {
            files: plan.commit.files.map(({ path, change }) => ({ path, change })),
            message: plan.commit.message,
            ...(commit === undefined ? {} : { id: commit }),
          },
        }
      : {}),
    ...(plan.version === undefined ? {} : { version: plan.version }),
    ...(plan.stage === undefined ? {} : { stage: plan.stage }),
    ...(plan.suggestion ? { suggestion: plan.suggestion } : {}),
    consequences: [
      ...plan.consequences,
      ...(plan.commit && argv && remote !== undefined
        ? [
            consequence('push.branch', 'info', 'Pushing the tag takes the commit along; the branch there moves only when you push it.', {
              remote,
            }),
          ]
        : []),
    ],
    ...(argv ? { push: { remotes, command: shownCommand(argv), argv, pushed } } : {}),
  };
}
