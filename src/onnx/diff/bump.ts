import { UserError } from '../../base/errors';
import type { OnnxModel } from '../model';
import { compareStructure } from './structure';
import type { ModelDiff, StructureDiff, TensorDiff } from './types';
import { pairByBytes, sameWeight } from './weights';

/** Which part of a semantic version a change asks for. */
export interface Bump {
  bump: 'major' | 'minor' | 'patch' | 'none';
  /** What decided it, and what would have decided it otherwise; the strongest first. */
  reasons: BumpReason[];
}

export interface BumpReason {
  code: 'inputs' | 'outputs' | 'opset' | 'nodes' | 'tensors' | 'weights' | 'metadata';
  message: string;
}

type Compared = Omit<ModelDiff, 'tensors' | 'tensorsUnchanged' | 'tensorsRenamed'> & {
  tensors: readonly Pick<TensorDiff, 'change' | 'before'>[];
};

/**
 * Major where inputs or outputs changed, minor where the graph did (operators, opset, weights added, removed or of another
 * type or shape), patch where only values of weights or metadata did, none where nothing differs.
 */
export function suggestBump(diff: Compared): Bump {
  const major = declared(diff);
  const minor = [...graphReasons(diff), ...tensorReasons(diff.tensors)];
  const patch = [...weightReasons(diff.tensors.filter(isValueChange).length), ...metadataReasons(diff)];
  const bump = major.length > 0 ? 'major' : minor.length > 0 ? 'minor' : patch.length > 0 ? 'patch' : 'none';
  return { bump, reasons: [...major, ...minor, ...patch] };
}

/**
 * As {@link suggestBump}, at the least cost: weights are read only where the structure is the same, and only until one
 * differs. Nothing is decoded.
 * @throws UserError where a weight cannot be read
 */
export async function suggestBumpOf(before: OnnxModel, after: OnnxModel, signal: AbortSignal): Promise<Bump> {
  const { weights, ...structure } = compareStructure(before, after);
  const homes = { before, after };
  const settled = suggestBump({ ...structure, tensors: [] });
  if (settled.bump === 'major' || settled.bump === 'minor') return settled;
  const pairs = pairByBytes(homes, weights);
  const tensors = pairs.flatMap(({ before: was, after: is }): Pick<TensorDiff, 'change' | 'before'>[] => {
    if (was && is) return sameKind(was, is) ? [] : [{ change: 'changed', before: { type: '', shape: [] } }];
    return [{ change: was ? 'removed' : 'added' }];
  });
  if (tensors.length === 0) {
    for (const { before: was, after: is } of pairs) {
      if (!was || !is || (await sameOrUnread(sameWeight(homes, was, is, signal)))) continue;
      tensors.push({ change: 'changed' });
      break;
    }
  }
  return suggestBump({ ...structure, tensors });
}

/** A weight that cannot be read on either side is no reason to suggest nothing. */
async function sameOrUnread(comparing: Promise<boolean>): Promise<boolean> {
  try {
    return await comparing;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function sameKind(a: { tensor: { dataType: number; dims: bigint[] } }, b: { tensor: { dataType: number; dims: bigint[] } }): boolean {
  return a.tensor.dataType === b.tensor.dataType && a.tensor.dims.join() === b.tensor.dims.join();
}

function isValueChange(tensor: Pick<TensorDiff, 'change' | 'before'>): boolean {
  return tensor.change === 'changed' && tensor.before === undefined;
}

function declared(diff: Pick<StructureDiff, 'inputs' | 'outputs'>): BumpReason[] {
  const reasons: BumpReason[] = [];
  if (diff.inputs.length > 0) reasons.push({ code: 'inputs', message: `${counted(diff.inputs.length, 'input')} changed.` });
  if (diff.outputs.length > 0) reasons.push({ code: 'outputs', message: `${counted(diff.outputs.length, 'output')} changed.` });
  return reasons;
}

function graphReasons({ opsets, nodes }: Pick<StructureDiff, 'opsets' | 'nodes'>): BumpReason[] {
  const reasons: BumpReason[] = [];
  if (opsets.length > 0)
    reasons.push({
      code: 'opset',
      message: `Opset: ${opsets.map(({ name, before, after }) => `${name} ${before ?? 'none'} → ${after ?? 'none'}`).join(', ')}.`,
    });
  const parts = [
    nodes.added.length > 0 ? `${nodes.added.length} added` : '',
    nodes.removed.length > 0 ? `${nodes.removed.length} removed` : '',
    nodes.changed.length > 0 ? `${nodes.changed.length} changed` : '',
  ].filter((part) => part !== '');
  if (parts.length > 0) reasons.push({ code: 'nodes', message: `Nodes: ${parts.join(', ')}.` });
  return reasons;
}

function tensorReasons(tensors: readonly Pick<TensorDiff, 'change' | 'before'>[]): BumpReason[] {
  const count = tensors.filter((tensor) => !isValueChange(tensor)).length;
  return count === 0 ? [] : [{ code: 'tensors', message: `${counted(count, 'weight')} added, removed or of another type or shape.` }];
}

function weightReasons(count: number): BumpReason[] {
  return count === 0 ? [] : [{ code: 'weights', message: 'Values of weights changed.' }];
}

function metadataReasons({ metadata, irVersion }: Pick<StructureDiff, 'metadata' | 'irVersion'>): BumpReason[] {
  const ir = irVersion.before !== irVersion.after;
  return metadata.length > 0 || ir ? [{ code: 'metadata', message: 'What the file says about itself changed.' }] : [];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
