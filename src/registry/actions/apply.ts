import { lstat, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { writeAtomic } from '../../base/files';
import { GitActions } from '../../git/actions';
import type { Registry } from '../registry';
import { withRegistryLock } from './lock';
import { stampOf } from './plan/files';
import { digestOf, type Plan, type PlannedCommit } from './plan/plan';
import { lastEventTime, readSituation, type Situation } from './plan/situation';
import { forgetUnfinished, noteUnfinished, recoverUnfinished } from './unfinished';

/** What was written. */
export interface Applied {
  readonly plan: Plan;
  /** Full name of the commit made first. */
  readonly commit?: string;
}

/**
 * Plans an action and writes it, under the registry's lock: what is written is what is planned on the state as it is then.
 * @param expect digest of the plan that was shown: another one is refused
 * @throws UserError `registry.changed`, `registry.locked`, `git.*`; nothing is left written then but a commit, which the error names
 */
export function applyAction(
  registry: Registry,
  name: string,
  makePlan: (situation: Situation) => Promise<Plan>,
  options: { expect?: string; signal?: AbortSignal } = {},
): Promise<Applied> {
  const { expect, signal } = options;
  return withRegistryLock(
    registry.repository,
    async () => {
      await recoverUnfinished(registry.repository);
      const situation = await readSituation(registry, name, signal);
      const plan = await makePlan(situation);
      if (expect !== undefined && digestOf(plan) !== expect) {
        throw new UserError(
          'registry.changed',
          l10n.t('The repository has changed since this was shown: it would write something else now.'),
          {
            where: name,
            remedy: l10n.t('Look at what it would write now and confirm that.'),
          },
        );
      }
      return apply(registry, situation, plan, signal);
    },
    signal,
  );
}

async function apply(registry: Registry, situation: Situation, plan: Plan, signal?: AbortSignal): Promise<Applied> {
  const actions = new GitActions(registry.repository, signal);
  const commit = plan.commit && (await makeCommit(registry, actions, plan.commit));
  // From here on it is a few tags: all of them or none, and not cut short.
  const tags = new GitActions(registry.repository);
  const time = Math.max(Math.floor(Date.now() / 1000), lastEventTime(situation.state) + 1);
  try {
    await tags.changeTags(
      plan.writes.map((write, index) => ({ name: write.tag, commit: write.commit || commit!, message: write.message, time: time + index })),
      plan.deletes,
    );
  } catch (error) {
    if (commit === undefined || !(error instanceof UserError)) throw error;
    throw new UserError(
      error.code,
      `${error.message}\n${l10n.t('The files are committed ({0}), but no tag was made.', commit.slice(0, 10))}`,
      {
        where: error.where,
        remedy: error.remedy,
        cause: error,
      },
    );
  } finally {
    await registry.refresh();
  }
  return { plan, ...(commit === undefined ? {} : { commit }) };
}

/** Writes the planned texts and commits the planned files; where that fails the texts are as they were. */
async function makeCommit(registry: Registry, actions: GitActions, planned: PlannedCommit): Promise<string> {
  const root = registry.repository.root!;
  for (const { path, stamp } of planned.files) {
    if ((await stampOf(join(root, path))) !== stamp) throw changedFile(path);
  }
  for (const { path, before } of planned.edits) {
    const file = join(root, path);
    if ((await textOf(file)) !== before) throw changedFile(path);
    // A link would be replaced by a file.
    if (before !== undefined && (await lstat(file)).isSymbolicLink()) throw linkedFile(path);
  }
  const paths = planned.files.map((file) => file.path);
  const untracked = planned.files.filter((file) => file.untracked).map((file) => file.path);
  const edits = planned.edits.map(({ path, before = null, after }) => ({ path, before, after }));
  // Whoever comes next puts these back, should this process end before the commit is made.
  if (edits.length + untracked.length > 0) await noteUnfinished(registry.repository, { edits, untracked });
  const undo: (() => Promise<void>)[] = [];
  let commit: string;
  try {
    for (const { path, before, after } of edits) {
      const file = join(root, path);
      undo.push(() => (before === null ? rm(file, { force: true }) : writeAtomic(file, before)));
      await writeAtomic(file, after);
    }
    commit = await actions.commit(paths, untracked, planned.message);
  } catch (error) {
    for (const step of undo.reverse()) await step();
    await forgetUnfinished(registry.repository);
    throw error;
  }
  await forgetUnfinished(registry.repository);
  return commit;
}

async function textOf(path: string): Promise<string | undefined> {
  const found = await lstat(path).catch(() => undefined);
  return found && (await readFile(path, 'utf8'));
}

function linkedFile(path: string): UserError {
  return new UserError('artifacts.link', l10n.t('{0} is a link, so nothing is written to it.', path), {
    where: path,
    remedy: l10n.t('Declare the model in the file that it leads to, and commit that.'),
  });
}

function changedFile(path: string): UserError {
  return new UserError('registry.changed', l10n.t('{0} has changed in the meantime.', path), {
    where: path,
    remedy: l10n.t('Look at it and try again.'),
  });
}
