import * as l10n from '@vscode/l10n';
import { toErrorInfo, UserError } from '../../base/errors';
import { seededRandom } from '../../base/random';
import type { SessionSettings } from '../../engine/meter/settings';
import { holm } from '../../measure/statistics/holm';
import { NOISE_THRESHOLD } from '../../measure/statistics/ratio';
import { turnRatio } from '../../measure/statistics/turnRatio';
import type { BenchmarkWarning, MachineState } from '../../report/schemas/benchmark';
import type { Accuracy, Candidate, ComparedModel, CompareResult } from '../../report/schemas/compare';
import { outputAgreement } from './agreement';
import { type Contender, namedError, sameBytes } from './contenders';
import type { ComparedInputs } from './inputs';
import { type Lane, turnsOf } from './lane';
import { limitState, weightiest } from './limit';
import type { ComparedGroups } from './measure';
import { measuredModel } from './measured';
import type { CompareParameters } from './parameters';

/** All that a comparison found. In lists by model the baseline is first. */
export interface Comparison {
  readonly contenders: readonly Contender[];
  readonly inputs: readonly ComparedInputs[];
  readonly accuracies: readonly (Accuracy | undefined)[];
  readonly measured: ComparedGroups;
  /** Attachments with every run. */
  readonly files: readonly (string | undefined)[];
  readonly settings: SessionSettings;
  readonly machine: MachineState;
  readonly warnings: readonly BenchmarkWarning[];
  readonly lastVersion: boolean;
}

/** What the measurements come to. @throws the error of a candidate where none could be measured */
export function compareResult(comparison: Comparison, parameters: CompareParameters): CompareResult {
  const { contenders, measured, settings, machine, warnings, lastVersion } = comparison;
  const { groups, stopped } = measured;
  const compared = contenders.slice(1).map((_, place) => candidateOf(comparison, place + 1, parameters));
  const comparisons = compared.filter(({ verdict }) => verdict !== 'failed').length;
  const adjusted = holm(compared.flatMap(({ pValue }) => pValue ?? []));
  const { maxSlowdown } = parameters;
  const candidates = compared.map((candidate) => ({
    ...candidate,
    ...(candidate.pValue === undefined ? {} : { pAdjusted: adjusted.shift()! }),
    ...(maxSlowdown === undefined ? {} : { limit: limitState(candidate, maxSlowdown) }),
  }));
  const { provider, threads, optimization, spinning } = settings;
  const rounds = Math.min(...groups.map((group) => group.rounds));
  const turnMs = Math.max(...groups.map((group) => group.turnMs));
  return {
    baseline: comparedModel(comparison, 0, parameters),
    candidates,
    settings: {
      provider,
      ...(threads === undefined ? {} : { threads }),
      optimization,
      spinning,
      batch: parameters.batch,
      origins: parameters.origins,
    },
    method: { turnMs, rounds, seed: parameters.seed, noiseThreshold: NOISE_THRESHOLD, comparisons, groups: groups.length },
    ...(lastVersion ? { lastVersion } : {}),
    ...(maxSlowdown === undefined ? {} : { limit: { maxSlowdown, state: weightiest(candidates.map(({ limit }) => limit!)) } }),
    warnings: [...warnings],
    machine,
    ...(stopped ? { cancelled: true } : {}),
    seconds: { measured: (rounds * turnMs) / 1000, of: parameters.seconds },
  };
}

/** What a model was measured by: a candidate once, the baseline in every group. */
function lanesOf({ measured }: Comparison, index: number): Lane[] {
  return measured.groups.flatMap(({ lanes }) => lanes.filter((lane) => lane.index === index && lane.alive && lane.turns.length > 0));
}

function candidateOf(comparison: Comparison, index: number, parameters: CompareParameters): Candidate {
  const { contenders, inputs, measured } = comparison;
  const model = comparedModel(comparison, index, parameters);
  const same = sameBytes(contenders[0]!, contenders[index]!) ? { sameBytes: true as const } : {};
  const group = measured.groups.find(({ lanes }) => lanes.some((lane) => lane.index === index));
  const [lane] = lanesOf(comparison, index);
  if (!group || !lane) {
    const error = inputs[index]!.error ?? group?.lanes.find((each) => each.index === index)?.error ?? notReached();
    const { code, message, where, remedy } = toErrorInfo(error);
    return {
      model,
      verdict: 'failed',
      ...same,
      error: { code, message, ...(where === undefined ? {} : { where }), ...(remedy === undefined ? {} : { remedy }) },
    };
  }
  const baseline = group.lanes[0]!;
  const [before, after] = [baseline, lane].map((each) => turnsOf([each]).map(({ durations }) => durations));
  const { ratio, ci95, family95, pValue, delta, verdict } = turnRatio(
    before!,
    after!,
    seededRandom(parameters.seed),
    measuredCandidates(comparison),
  );
  const agreement = inputs[index]!.own ? { state: 'unknown' as const, outputs: [] } : outputAgreement(baseline.outputs!, lane.outputs!);
  return { model, ratio, ci95, family95, pValue, delta, verdict, ...same, agreement };
}

/** How many candidates have figures. */
export function measuredCandidates({ contenders, measured }: Pick<Comparison, 'contenders' | 'measured'>): number {
  const alive = new Set(
    measured.groups.flatMap(({ lanes }) => lanes.filter((lane) => lane.alive && lane.turns.length > 0).map(({ index }) => index)),
  );
  return contenders.filter((_, index) => index > 0 && alive.has(index)).length;
}

function comparedModel(comparison: Comparison, index: number, parameters: CompareParameters): ComparedModel {
  const { model, identity, title, bytes } = comparison.contenders[index]!;
  const { inputs, own } = comparison.inputs[index]!;
  const lanes = lanesOf(comparison, index);
  const accuracy = comparison.accuracies[index];
  const { version } = model.revision ?? {};
  return {
    name: title,
    path: identity.path,
    ...(identity.ref === undefined ? {} : { ref: identity.ref }),
    ...(version === undefined ? {} : { version }),
    sha256: identity.sha256,
    bytes,
    inputs: (inputs?.described ?? []).map((input) => ({ ...input, shape: [...input.shape] })),
    ...(own ? { ownInputs: true } : {}),
    ...(accuracy ? { accuracy } : {}),
    ...(lanes.length > 0 ? { measured: measuredModel(lanes, parameters.batch, parameters.seed, comparison.files[index]) } : {}),
  };
}

/** @throws the error of the first candidate where there is none to compare with */
export function refuseWithoutCandidates({ contenders, inputs, measured }: Comparison): void {
  if (measuredCandidates({ contenders, measured }) > 0) return;
  const lanes = measured.groups.flatMap((group) => group.lanes);
  for (const [index, { title }] of contenders.entries()) {
    const error = inputs[index]!.error ?? lanes.find((lane) => lane.index === index)?.error;
    if (error !== undefined) throw error instanceof UserError ? namedError(title, error) : error;
  }
  throw notReached();
}

function notReached(): UserError {
  return new UserError('compare.notReached', l10n.t('It was stopped before this model had its turn.'));
}
