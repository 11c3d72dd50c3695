import * as l10n from '@vscode/l10n';
import { UserError } from '../../../base/errors';
import type { Consequence } from '../../../report/schemas/action';
import { assertStage } from '../../declared/settings';
import type { ArtifactState, VersionState } from '../../tags/state';
import { adopt } from './adopt';
import { clockConsequences, consequence, foretell, stageConsequences, versionConsequences } from './consequences';
import type { Plan, PlannedDelete } from './plan';
import { rollbackTarget, stageHistory } from './rollbackTarget';
import type { Situation } from './situation';
import { type PlannedEvent, planTags } from './tagNames';

/** The artifact, which must have tags. @throws UserError `artifact.unknown` */
export function stateOf(situation: Situation): ArtifactState {
  if (situation.state) return situation.state;
  throw new UserError('artifact.unknown', l10n.t('No version of {0} is registered in this repository.', situation.name), {
    where: situation.name,
    remedy: l10n.t('Register one first: modelwright register {0}. "assign --ref COMMIT" registers a commit on the way.', situation.name),
  });
}

/** A registered version by its name, active or not. @throws UserError `version.unknown` with those that are there */
export function versionOf(state: ArtifactState, version: string): VersionState {
  const found = state.versions.find((each) => each.registered && each.version === version);
  if (found) return found;
  const known = state.versions.filter((each) => each.registered).map((each) => each.version);
  throw new UserError('version.unknown', l10n.t('{0} has no version {1}.', state.name, version), {
    where: version,
    remedy: l10n.t('Its versions: {0}', known.slice(0, 20).join(', ') || l10n.t('none')),
  });
}

/** @throws UserError `version.deregistered` */
export function activeVersionOf(state: ArtifactState, version: string): VersionState {
  const found = versionOf(state, version);
  if (found.active) return found;
  throw new UserError('version.deregistered', l10n.t('{0} of {1} was deregistered.', version, state.name), {
    where: version,
    remedy: l10n.t('Register it again, or name another version.'),
  });
}

/** A plan of tags alone, with what follows from them. */
export async function planOf(
  situation: Situation,
  events: readonly PlannedEvent[],
  more: { asked?: string; deletes?: readonly PlannedDelete[]; first?: readonly Consequence[]; version?: string; stage?: string } = {},
): Promise<Plan> {
  const writes = await planTags(situation, events);
  const deletes = more.deletes ?? [];
  const after = foretell(situation, writes, deletes);
  return {
    artifact: situation.name,
    writes,
    deletes,
    ...(more.version === undefined ? {} : { version: more.version }),
    ...(more.stage === undefined ? {} : { stage: more.stage }),
    consequences: [
      ...(more.first ?? []),
      ...stageConsequences(situation, after, more.asked),
      ...(writes.length > 0 ? clockConsequences(situation) : []),
    ],
  };
}

/**
 * Puts a version in a stage. Where it is in it already nothing is written, unless forced.
 * @param request.version left out: the latest
 * @throws UserError `artifact.unknown`, `version.*`, `stage.*`
 */
export async function planAssign(
  situation: Situation,
  request: { stage: string; version?: string; message?: string; force?: boolean },
): Promise<Plan> {
  const { stage, message } = request;
  assertStage(situation.settings, stage);
  const state = stateOf(situation);
  const version = request.version ?? state.latest;
  if (version === undefined) {
    throw new UserError('version.none', l10n.t('{0} has no version that could be assigned.', situation.name), {
      where: situation.name,
      remedy: l10n.t('Register one first: modelwright register {0}. Or name a commit: --ref HEAD registers it on the way.', situation.name),
    });
  }
  const found = activeVersionOf(state, version);
  const first = versionConsequences(version, state);
  if (state.deprecated) {
    first.push(
      consequence('artifact.deprecated', 'warning', `${state.name} is deprecated: a new tag makes it active again.`, { name: state.name }),
    );
  }
  const already = state.stages.get(stage) === version;
  if (already) {
    const text = request.force
      ? `${version} is in ${stage} already: the tag says so once more.`
      : `${version} is in ${stage} already: nothing is written.`;
    first.push(consequence('stage.already', 'info', text, { version, stage }));
    if (!request.force) return { artifact: state.name, writes: [], deletes: [], version, stage, consequences: first };
  }
  const text = message ?? `Assigning stage ${stage} to artifact ${state.name} version ${version}`;
  const adopted = adopt(state, found);
  return planOf(situation, [...adopted.events, { event: 'assignment', commit: found.commit, version, stage, message: text }], {
    asked: stage,
    first: [...adopted.first, ...first],
    version,
    stage,
  });
}

/**
 * Takes a version out of a stage.
 * @param request.version left out: the one that is in it
 * @throws UserError `artifact.unknown`, `version.*`, `stage.*`
 */
export async function planUnassign(situation: Situation, request: { stage: string; version?: string; message?: string }): Promise<Plan> {
  const { stage, message } = request;
  if (situation.settings.problem) throw situation.settings.problem;
  const state = stateOf(situation);
  const version = request.version ?? state.stages.get(stage) ?? undefined;
  if (version === undefined) throw notInStage(state, stage);
  // A stage tag on a commit without a version: GTO gives it one named by the commit, which unassigning does not touch.
  if (/^[0-9a-f]{40,64}$/.test(version)) {
    throw new UserError(
      'stage.unregistered',
      l10n.t('{0} holds the commit {1}, which carries no version: unassigning it has no effect.', stage, version.slice(0, 10)),
      {
        where: stage,
        remedy: l10n.t('Delete its tag instead: modelwright delete-tag {0}', lastAssignment(state, stage) ?? ''),
      },
    );
  }
  const found = versionOf(state, version);
  if (!isAssigned(state, version, stage)) {
    throw new UserError('stage.notAssigned', l10n.t('{0} of {1} is not in {2}.', version, state.name, stage), {
      where: stage,
      remedy: l10n.t('In it now: {0}', state.stages.get(stage) ?? l10n.t('none')),
    });
  }
  const text = message ?? `Unassigning stage '${stage}' to artifact '${state.name}' version '${version}'`;
  const { events, first } = adopt(state, found);
  return planOf(situation, [...events, { event: 'unassignment', commit: found.commit, version, stage, message: text }], {
    first,
    version,
    stage,
  });
}

function notInStage(state: ArtifactState, stage: string): UserError {
  const filled = [...state.stages].flatMap(([name, version]) => (version === null ? [] : [`${name} (${version})`]));
  return new UserError('stage.empty', l10n.t('No version of {0} is in {1}.', state.name, stage), {
    where: stage,
    remedy: l10n.t('Stages with a version: {0}', filled.join(', ') || l10n.t('none')),
  });
}

function isAssigned(state: ArtifactState, version: string, stage: string): boolean {
  const last = state.events.filter((event) => event.stage === stage && event.version === version).at(-1);
  return last?.event === 'assignment';
}

function lastAssignment(state: ArtifactState, stage: string): string | undefined {
  return state.events.filter((event) => event.stage === stage && event.event === 'assignment').at(-1)?.tag;
}

/**
 * Assigns the older version again that was in the stage before the current one.
 *
 * Which one that is: the stage's assignments are gone through in order; assigning a version that is on the list already goes back
 * to it, and any other is put on top. So a second roll back goes further back, not forth again. Deregistered versions are passed over.
 * @param request.version the one to go back to, where the person names it
 * @throws UserError `rollback.none`, `artifact.unknown`, `version.*`, `stage.*`
 */
export async function planRollback(situation: Situation, request: { stage: string; version?: string; message?: string }): Promise<Plan> {
  const { stage, message } = request;
  assertStage(situation.settings, stage);
  const state = stateOf(situation);
  const current = state.stages.get(stage);
  if (current === undefined || current === null) throw notInStage(state, stage);
  const target = request.version ?? previousVersion(state, stage, current);
  if (target === undefined) {
    throw new UserError('rollback.none', l10n.t('No other version was in {0} before {1}.', stage, current), {
      where: stage,
      remedy: l10n.t('Name the version to assign: modelwright assign {0} --version vX.Y.Z --stage {1}', state.name, stage),
    });
  }
  const found = activeVersionOf(state, target);
  if (target === current) {
    throw new UserError('rollback.same', l10n.t('{0} is in {1} now.', target, stage), { where: target });
  }
  const skipped = skippedVersions(state, stage, current, target);
  const first = skipped.map((version) =>
    consequence('rollback.skips', 'info', `${version} was in ${stage} in between, but has been deregistered.`, { version, stage }),
  );
  const text = message ?? `Rolling back stage ${stage} of artifact ${state.name} from version ${current} to version ${target}`;
  const adopted = adopt(state, found);
  return planOf(situation, [...adopted.events, { event: 'assignment', commit: found.commit, version: target, stage, message: text }], {
    asked: stage,
    first: [...adopted.first, ...first],
    version: target,
    stage,
  });
}

function previousVersion(state: ArtifactState, stage: string, current: string): string | undefined {
  const active = state.versions.filter((version) => version.active && version.registered).map((version) => version.version);
  return rollbackTarget(state.events, new Set(active), stage, current);
}

function skippedVersions(state: ArtifactState, stage: string, current: string, target: string): string[] {
  const stack = stageHistory(state.events, stage);
  const [from, to] = [stack.lastIndexOf(target), stack.lastIndexOf(current)];
  return from < 0 ? [] : stack.slice(from + 1, to);
}
