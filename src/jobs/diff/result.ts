import { suggestBump } from '../../onnx/diff/bump';
import { isSame } from '../../onnx/diff/diff';
import type { ModelDiff, TensorDiff } from '../../onnx/diff/types';
import type { OnnxModel } from '../../onnx/model';
import { modelStatistics } from '../../onnx/statistics';
import { storedBytes } from '../../onnx/tensorSize';
import type { ModelIdentity } from '../../report/report';
import type { DiffResult } from '../../report/schemas/diff';
import { externalWeights } from './external';
import { diffSummary } from './summary';

/** Nodes and tensors listed of each kind; the counts are of all. */
const LISTED = 5000;

/** A model that was compared. */
export interface ComparedModel {
  readonly model: OnnxModel;
  readonly identity: ModelIdentity;
}

/** The report of a comparison. */
export function diffResult(before: ComparedModel, after: ComparedModel, diff: ModelDiff): DiffResult {
  const statistics = { before: modelStatistics(before.model), after: modelStatistics(after.model) };
  const { bump, reasons } = suggestBump(diff);
  const { added, removed, changed, unchanged } = diff.nodes;
  const listed = <T>(list: readonly T[]) => list.slice(0, LISTED);
  const tensors = [...diff.tensors].sort(byChange);
  const count = (change: TensorDiff['change']) => tensors.filter((tensor) => tensor.change === change).length;
  const result: Omit<DiffResult, 'summary'> = {
    same: isSame(diff),
    before: side(before),
    after: side(after),
    irVersion: diff.irVersion,
    opsets: diff.opsets,
    inputs: diff.inputs.map(plain),
    outputs: diff.outputs.map(plain),
    metadata: diff.metadata,
    operators: diff.operators,
    nodes: {
      added: listed(added),
      removed: listed(removed),
      changed: listed(changed),
      unchanged,
      counts: { added: added.length, removed: removed.length, changed: changed.length },
    },
    tensors: (['changed', 'added', 'removed'] as const).flatMap((change) => listed(tensors.filter((tensor) => tensor.change === change))),
    tensorCounts: { added: count('added'), removed: count('removed'), changed: count('changed') },
    tensorsUnchanged: diff.tensorsUnchanged,
    tensorsRenamed: diff.tensorsRenamed,
    operatorCounts: Object.fromEntries(
      Object.keys(diff.operators).map((name) => [
        name,
        { before: ownCount(statistics.before.operators, name), after: ownCount(statistics.after.operators, name) },
      ]),
    ),
    parameters: { before: statistics.before.parameterCount, after: statistics.after.parameterCount },
    bytes: { before: totalBytes(before), after: totalBytes(after) },
    suggestedBump: bump,
    bumpReasons: reasons,
  };
  return { ...result, summary: diffSummary(result) };
}

/** An operator may be called `constructor`. */
function ownCount(counts: Readonly<Record<string, number>>, name: string): number {
  return Object.hasOwn(counts, name) ? counts[name]! : 0;
}

/** The most changed first: those that cannot be measured, then by relative change. */
function byChange(a: TensorDiff, b: TensorDiff): number {
  return weight(b) - weight(a);
}

function weight(tensor: TensorDiff): number {
  const relative = tensor.relative ?? tensor.l2 ?? Number.POSITIVE_INFINITY;
  return Number.isNaN(relative) ? Number.MAX_VALUE : Math.min(relative, Number.MAX_VALUE);
}

function side({ identity }: ComparedModel): DiffResult['before'] {
  const { name, path, ref, sha256, bytes } = identity;
  return { name, path, ...(ref !== undefined && { ref }), sha256: sha256 ?? '', bytes };
}

function totalBytes({ model, identity }: ComparedModel): number {
  const external = externalWeights(model).reduce((sum, tensor) => sum + storedBytes(tensor, model.references), 0);
  return identity.bytes + external;
}

/** Shapes come read-only out of the comparison. */
function plain(change: ModelDiff['inputs'][number]): DiffResult['inputs'][number] {
  const info = (value: typeof change.before) =>
    value && { name: value.name, type: value.type, ...(value.shape && { shape: [...value.shape] }) };
  const { before, after, ...rest } = change;
  return { ...rest, ...(before && { before: info(before) }), ...(after && { after: info(after) }) };
}
