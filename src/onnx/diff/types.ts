import type { GraphProto, NodeProto, SparseTensorProto, TensorProto } from '../gen/onnx-ml_pb';
import type { ValueInfo } from '../tensor';
import type { Opsets } from './defaults';

export type Change = 'added' | 'removed' | 'changed';

/** A field before and after; absent on the side that lacks it. */
export interface FieldChange {
  name: string;
  change: Change;
  before?: unknown;
  after?: unknown;
}

/** A graph input or output that differs. */
export interface ValueChange {
  name: string;
  change: Change;
  before?: ValueInfo;
  after?: ValueInfo;
  /** Positions from 0, where it is at another one: a program may take outputs by position. */
  moved?: { before: number; after: number };
}

/** A node that is on one side only, or differs. */
export interface NodeDiff {
  name: string;
  /** Keyed `domain.Op` for a domain other than ai.onnx. */
  op: string;
  /** Path of the graph or function that holds it; absent: the main graph. */
  graph?: string;
  fields?: FieldChange[];
}

/** Element type by name and dims of a stored tensor. */
export interface TensorKind {
  type: string;
  shape: number[];
}

/** A weight that is on one side only, or differs. */
export interface TensorDiff extends TensorKind {
  name: string;
  change: Change;
  graph?: string;
  /** Where the change is in type or shape. */
  before?: TensorKind;
  /** Its name before, where that is another. */
  renamedFrom?: string;
  /** Euclidean norm of the difference, for numeric tensors of one shape. */
  l2?: number;
  /** `l2` over the norm of the tensor before; absent where that is zero. */
  relative?: number;
  maxAbsDiff?: number;
  /** Of both as vectors; null where one of them has no direction. */
  cosine?: number | null;
  /** How many values are NaN or infinite, where any is. */
  nonFinite?: { before: number; after: number };
  /** Why there are no numbers: what could not be read. */
  problem?: string;
}

/** What is written about a model beside its graph and its weights. */
export interface StructureDiff {
  irVersion: { before: number; after: number };
  opsets: FieldChange[];
  inputs: ValueChange[];
  outputs: ValueChange[];
  metadata: FieldChange[];
  nodes: { added: NodeDiff[]; removed: NodeDiff[]; changed: NodeDiff[]; unchanged: number };
  /** Operator → how many more after; unchanged counts are left out. */
  operators: Record<string, number>;
  /** Weights side by side, not compared yet. */
  weights: WeightPair[];
}

/** Everything that differs between two models. */
export interface ModelDiff extends Omit<StructureDiff, 'weights'> {
  tensors: TensorDiff[];
  tensorsUnchanged: number;
  /** Of the unchanged ones: those with another name. */
  tensorsRenamed: number;
}

/** A stored tensor that nodes read: an initializer, or what a Constant node holds. */
export interface WeightEntry {
  readonly name: string;
  readonly tensor: TensorProto;
  readonly sparse?: SparseTensorProto;
  readonly constant?: NodeProto;
}

/** One weight on both sides, or on one. */
export interface WeightPair {
  readonly before?: WeightEntry;
  readonly after?: WeightEntry;
  readonly graph?: string;
}

/** A graph, subgraph or function body as far as matching needs it. */
export interface Scope {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly NodeProto[];
  readonly weights: ReadonlyMap<string, WeightEntry>;
  /** The graph, where it is one. */
  readonly graph?: GraphProto;
  /** In which it is written, where that is a function's own word. */
  readonly opsets?: Opsets;
}
