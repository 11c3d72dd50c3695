import type { OnnxModel } from '../model';
import { compareStructure } from './structure';
import type { ModelDiff } from './types';
import { compareWeights, weightsToCompare } from './weights';

/**
 * Compares two opened models: structure first, then the bytes of the weights, and in numbers those that differ.
 * Memory is that of the two graphs.
 * @param advance told the bytes of weights compared, and how many there are
 * @throws AbortError when cancelled. A weight that cannot be read is in the result, with why
 */
export async function diffModels(
  before: OnnxModel,
  after: OnnxModel,
  signal: AbortSignal,
  advance: (done: number, total: number) => void = () => undefined,
): Promise<ModelDiff> {
  const { weights, ...structure } = compareStructure(before, after);
  const homes = { before, after };
  const total = weightsToCompare(homes, weights);
  const compared = await compareWeights(homes, weights, signal, (done) => advance(done, total));
  return { ...structure, tensors: compared.tensors, tensorsUnchanged: compared.unchanged, tensorsRenamed: compared.renamed };
}

/** Whether nothing of what is compared differs. */
export function isSame(diff: ModelDiff): boolean {
  const { added, removed, changed } = diff.nodes;
  const lists = [diff.opsets, diff.inputs, diff.outputs, diff.metadata, added, removed, changed, diff.tensors];
  return lists.every((list) => list.length === 0) && diff.irVersion.before === diff.irVersion.after;
}
