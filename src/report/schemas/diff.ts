import { z } from 'zod';
import { zNumber } from '../report';
import { zValueInfo } from './inspect';

const zChange = z.enum(['added', 'removed', 'changed']);
/** A field before and after; absent on the side that lacks it. */
const zFieldChange = z.object({ name: z.string(), change: zChange, before: z.unknown().optional(), after: z.unknown().optional() });

export const zDiffNode = z.object({
  name: z.string(),
  /** Keyed `domain.Op` for a domain other than ai.onnx. */
  op: z.string(),
  /** Path of the graph or function that holds it; absent: the main graph. */
  graph: z.string().optional(),
  /** For a changed one: which attributes, inputs or outputs. */
  fields: z.array(zFieldChange).optional(),
});

export const zDiffTensor = z.object({
  name: z.string(),
  change: zChange,
  type: z.string(),
  shape: z.array(z.number()),
  /** Where the change is in type or shape. */
  before: z.object({ type: z.string(), shape: z.array(z.number()) }).optional(),
  /** Path of the graph or function that holds it; absent: the main graph. */
  graph: z.string().optional(),
  /** Its name before, where that is another. */
  renamedFrom: z.string().optional(),
  /** Of the difference, for numeric tensors of one shape: Euclidean norm, largest absolute difference, cosine of both as vectors. */
  l2: zNumber.optional(),
  /** `l2` over the norm of the tensor before; absent where that is zero. */
  relative: zNumber.optional(),
  maxAbsDiff: zNumber.optional(),
  /** null: one of them is zero or not finite, so that there is no angle. */
  cosine: zNumber.nullable().optional(),
  /** How many values are NaN or infinite, where any is. */
  nonFinite: z.object({ before: z.number(), after: z.number() }).optional(),
  /** Why there are no numbers: what could not be read. */
  problem: z.string().optional(),
});

/** An input or output; `moved`: its positions from 0, where they differ among those that both models have. */
const zValueChange = z.object({
  name: z.string(),
  change: zChange,
  before: zValueInfo.optional(),
  after: zValueInfo.optional(),
  moved: z.object({ before: z.number(), after: z.number() }).optional(),
});

/** How many entries a list had before it was cut. */
const zCounts = z.object({ added: z.number(), removed: z.number(), changed: z.number() });

const zSide = z.object({ name: z.string(), path: z.string(), ref: z.string().optional(), sha256: z.string(), bytes: z.number() });

/** Result of job `diff`, schema version 1. */
export const zDiffResult = z.object({
  /** True where both models are the same bytes or differ in nothing listed here. */
  same: z.boolean(),
  before: zSide,
  after: zSide,
  irVersion: z.object({ before: z.number(), after: z.number() }),
  opsets: z.array(zFieldChange),
  inputs: z.array(zValueChange),
  outputs: z.array(zValueChange),
  metadata: z.array(zFieldChange),
  /** Operator → how many more (or, negative, fewer) after; unchanged counts are left out. */
  operators: z.record(z.string(), z.number()),
  nodes: z.object({
    added: z.array(zDiffNode),
    removed: z.array(zDiffNode),
    changed: z.array(zDiffNode),
    unchanged: z.number(),
    counts: zCounts,
  }),
  /** The most changed first. */
  tensors: z.array(zDiffTensor),
  tensorCounts: zCounts,
  tensorsUnchanged: z.number(),
  /** Of the unchanged ones: those with another name. */
  tensorsRenamed: z.number(),
  /** Operator → nodes before and after, of those whose count differs. */
  operatorCounts: z.record(z.string(), z.object({ before: z.number(), after: z.number() })),
  parameters: z.object({ before: z.number(), after: z.number() }),
  /** Of the model file, and of the weights it keeps in other files. */
  bytes: z.object({ before: z.number(), after: z.number() }),
  suggestedBump: z.enum(['major', 'minor', 'patch', 'none']),
  /** Codes of what decided the bump, the strongest first. */
  bumpReasons: z.array(z.object({ code: z.string(), message: z.string() })),
  /** Markdown, good enough for release notes. */
  summary: z.string(),
});

export type DiffNode = z.infer<typeof zDiffNode>;
export type DiffTensor = z.infer<typeof zDiffTensor>;
export type DiffResult = z.infer<typeof zDiffResult>;
