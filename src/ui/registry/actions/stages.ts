import * as l10n from '@vscode/l10n';
import { rollbackTarget } from '../../../registry/actions/plan/rollbackTarget';
import type { ActionResult } from '../../../report/schemas/action';
import type { VersionsResult } from '../../../report/schemas/versions';
import type { Choice, Questions } from '../../questions';
import { askMessage, askStage, askVersion, registeredVersions } from './ask';
import type { ActionFlow } from './flow';
import { stagesAllowed } from './stagesAllowed';
import { lacking, type Target } from './target';

/** A version in a stage; with `to`, what goes in its place. */
interface InStage {
  readonly stage: string;
  readonly version: string;
  readonly to?: string;
}

/** Puts a version in a stage. @throws what job `assign` throws */
export async function assignStage(flow: ActionFlow, target: Target, title: string): Promise<ActionResult | undefined> {
  const { model, versions } = target;
  const questions = flow.questions();
  const version = target.version ?? (await askVersion(questions, title, versions, (each) => each.active));
  if (version === undefined) return undefined;
  const { stage } = (await askStage(questions, title, versions, await stagesAllowed(target.cwd), version)) ?? {};
  if (stage === undefined) return undefined;
  const message = await askMessage(questions, title, `Assigning stage ${stage} to artifact ${versions.name} version ${version}`);
  if (!message) return undefined;
  const parameters = { model, version, stage, ...message };
  return flow.perform('assign', target, parameters, {
    message: l10n.t('Put {0} {1} in {2}?', versions.name, version, stage),
    working: l10n.t('Putting {0} {1} in {2}', versions.name, version, stage),
    yes: l10n.t('Promote'),
    done: () => l10n.t('{0} {1} is in {2}.', versions.name, version, stage),
  });
}

/** Takes a version out of a stage. @throws what job `unassign` throws */
export async function unassignStage(flow: ActionFlow, target: Target, title: string): Promise<ActionResult | undefined> {
  const { model, versions } = target;
  const filled = filledStages(versions).filter((each) => target.version === undefined || each.version === target.version);
  const chosen = await askFilled(flow.questions(), title, versions, filled);
  if (!chosen) return undefined;
  const { stage, version } = chosen;
  const usual = `Unassigning stage '${stage}' to artifact '${versions.name}' version '${version}'`;
  const message = await askMessage(flow.questions(), title, usual);
  if (!message) return undefined;
  const parameters = { model, version, stage, ...message };
  return flow.perform('unassign', target, parameters, {
    message: l10n.t('Take {0} {1} out of {2}?', versions.name, version, stage),
    working: l10n.t('Taking {0} {1} out of {2}', versions.name, version, stage),
    yes: l10n.t('Remove from Stage'),
    done: () => l10n.t('{0} {1} is not in {2} any more.', versions.name, version, stage),
  });
}

/** Puts the version before in a stage again. @throws what job `rollback` throws; UserError `rollback.none` */
export async function rollBackStage(flow: ActionFlow, target: Target, title: string): Promise<ActionResult | undefined> {
  const { model, versions } = target;
  const filled = filledStages(versions).filter((each) => target.version === undefined || each.version === target.version);
  const steps = filled.flatMap((each): Required<InStage>[] => {
    const to = stepBack(versions, each);
    return to === undefined ? [] : [{ ...each, to }];
  });
  if (filled.length > 0 && steps.length === 0) {
    const { stage, version } = filled[0]!;
    throw lacking(
      'rollback.none',
      l10n.t('No other version was in {0} before {1}.', stage, version),
      l10n.t('Promote the version that you want to it.'),
    );
  }
  const chosen = await askFilled(flow.questions(), title, versions, steps);
  if (chosen?.to === undefined) return undefined;
  const { stage, version, to } = chosen;
  const usual = `Rolling back stage ${stage} of artifact ${versions.name} from version ${version} to version ${to}`;
  const message = await askMessage(flow.questions(), title, usual);
  if (!message) return undefined;
  const parameters = { model, version: to, stage, ...message };
  return flow.perform('rollback', target, parameters, {
    message: l10n.t('Roll {0} of {1} back from {2} to {3}?', stage, versions.name, version, to),
    working: l10n.t('Rolling {0} of {1} back', stage, versions.name),
    yes: l10n.t('Roll Back'),
    done: () => l10n.t('{0} {1} is in {2} again.', versions.name, to, stage),
  });
}

/** Stages with the version in each now. */
function filledStages({ stages }: VersionsResult): InStage[] {
  return Object.entries(stages).flatMap(([stage, version]) => (version === null ? [] : [{ stage, version }]));
}

function stepBack(result: VersionsResult, { stage, version }: InStage): string | undefined {
  const active = registeredVersions(result).filter((each) => each.active);
  return rollbackTarget([...result.events].reverse(), new Set(active.map((each) => each.version)), stage, version);
}

/** Which of the stages: not asked where there is one. @throws UserError `stage.empty` where there is none */
async function askFilled(
  questions: Questions,
  title: string,
  { name }: VersionsResult,
  filled: readonly InStage[],
): Promise<InStage | undefined> {
  if (filled.length === 0) {
    throw lacking('stage.empty', l10n.t('No version of {0} is in a stage.', name), l10n.t('“Promote to Stage…” puts one there.'));
  }
  if (filled.length === 1) return filled[0];
  const choices = filled.map(
    (each): Choice<InStage> => ({
      label: each.stage,
      description: each.to === undefined ? each.version : `${each.version} → ${each.to}`,
      value: each,
    }),
  );
  return (await questions.pick(title, l10n.t('Pick the stage of {0}', name), choices))?.value;
}
