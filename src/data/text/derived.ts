import * as l10n from '@vscode/l10n';
import { guessInputs } from '../../manifest/guess';
import type { Tensor, ValueInfo } from '../../onnx/tensor';
import { convertTensor } from '../convert';
import { fitDims } from '../fit';
import type { Plan } from '../plan';
import type { PreparedInput } from '../request';
import { type TextCompanions, textCompanions } from './prepare';

/**
 * Mask, segments and positions of ids that came as numbers: a mask of 1, segments of 0 and positions 0, 1, …, each of the
 * ids' shape. Which inputs they are the manifest says, else their usual names.
 * @param prepared what the inputs have so far, by name; those that have a value keep it
 * @returns one entry for each input that can be filled so; one of another shape than the ids is left out
 */
export function deriveCompanions(plan: Plan, prepared: ReadonlyMap<string, PreparedInput>): PreparedInput[] {
  const inputs = [...plan.inputs.values()].map(({ value }) => value);
  const guesses = guessInputs(inputs);
  const derived: PreparedInput[] = [];
  for (const input of inputs) {
    const ids = prepared.get(input.name)?.tensor;
    const declared = plan.companions.get(input.name);
    if (!ids || (!declared && guesses.get(input.name) !== 'text')) continue;
    const companions = declared ?? textCompanions(undefined, inputs);
    for (const role of ['mask', 'typeIds', 'positions'] as const) {
      const target = companions[role];
      const made = target && !prepared.has(target.name) && derive(role, target, input, ids);
      if (made) derived.push(made);
    }
  }
  return derived;
}

function derive(role: keyof TextCompanions, target: ValueInfo, input: ValueInfo, ids: Tensor): PreparedInput | undefined {
  const length = ids.dims.at(-1) ?? 1;
  // Positions without a batch are the same for every row.
  const shared = role === 'positions' && target.shape?.length === 1;
  const dims = fitDims(shared ? [length] : ids.dims, target.shape);
  if (dims === undefined) return undefined;
  const values = new Float64Array(shared ? length : ids.data.length);
  if (role === 'mask') values.fill(1);
  if (role === 'positions') for (let i = 0; i < values.length; i++) values[i] = i % length;
  return {
    name: target.name,
    type: target.type,
    kind: 'derived',
    source: input.name,
    tensor: convertTensor({ type: 'float64', dims, data: values }, target, input.name),
    preprocessing: describeRole(role, input.name),
  };
}

function describeRole(role: keyof TextCompanions, ids: string): string {
  switch (role) {
    case 'mask':
      return l10n.t('mask of {0}: 1 throughout', ids);
    case 'typeIds':
      return l10n.t('segments of {0}: 0 throughout', ids);
    case 'positions':
      return l10n.t('positions of {0}: 0, 1, …', ids);
  }
}
