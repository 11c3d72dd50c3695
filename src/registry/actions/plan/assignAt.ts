import * as l10n from '@vscode/l10n';
import { UserError } from '../../../base/errors';
import { assertStage } from '../../declared/settings';
import { consequence } from './consequences';
import type { Plan } from './plan';
import { planRegister } from './register';
import type { Situation } from './situation';
import { planAssign } from './stages';

/** What is asked of an assignment to a commit. */
export interface AssignAtRequest {
  readonly stage: string;
  /** Full name. */
  readonly commit: string;
  /** Of the model today, from the root. */
  readonly path?: string;
  /** The version that the commit is registered as, where it has none yet. */
  readonly version?: string;
  readonly message?: string;
  readonly force?: boolean;
}

/**
 * Puts what a commit has of the model in a stage. As GTO: a commit without a version is registered first, and the preview says so.
 * @throws UserError `assign.otherVersion` where the commit is another version than the one named; as `planAssign` and `planRegister`
 */
export async function planAssignAt(situation: Situation, request: AssignAtRequest, signal?: AbortSignal): Promise<Plan> {
  const { stage, commit, version, message, force } = request;
  const { registry, name, state } = situation;
  assertStage(situation.settings, stage);
  const there = state?.versions.find((each) => each.registered && each.active && each.commit === commit);
  if (there) {
    if (version === undefined || version === there.version) return planAssign(situation, { stage, version: there.version, message, force });
    throw new UserError('assign.otherVersion', l10n.t('The commit {0} is {1} of {2} already.', commit.slice(0, 10), there.version, name), {
      where: there.tag,
      remedy: l10n.t('Leave --version out, or name the commit of {0}.', version),
    });
  }
  const path = (await registry.pathAt(name, commit)) ?? request.path;
  const plan = await planRegister(situation, { path, commit, stage, version, commitFirst: false, assignMessage: message }, signal);
  const text = `The commit ${commit.slice(0, 10)} has no version of ${name}: it is registered as ${plan.version ?? ''} first.`;
  const first = consequence('assign.registers', 'info', text, { commit, version: plan.version ?? '' });
  return { ...plan, consequences: [first, ...plan.consequences] };
}
