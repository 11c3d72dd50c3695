import { z } from 'zod';
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
  /** Of the difference, for numeric tensors of one shape: Euclidean norm, largest absolute difference, cosine of both as vectors. */
  l2: z.number().optional(),
  maxAbsDiff: z.number().optional(),
  cosine: z.number().nullable().optional(),
});

const zSide = z.object({ name: z.string(), path: z.string(), ref: z.string().optional(), sha256: z.string(), bytes: z.number() });

/** Result of job `diff`, schema version 1. */
export const zDiffResult = z.object({
  /** True where both models are the same bytes or differ in nothing listed here. */
  same: z.boolean(),
  before: zSide,
  after: zSide,
  irVersion: z.object({ before: z.number(), after: z.number() }),
  opsets: z.array(zFieldChange),
  inputs: z.array(z.object({ name: z.string(), change: zChange, before: zValueInfo.optional(), after: zValueInfo.optional() })),
  outputs: z.array(z.object({ name: z.string(), change: zChange, before: zValueInfo.optional(), after: zValueInfo.optional() })),
  metadata: z.array(zFieldChange),
  /** Operator → how many more (or, negative, fewer) after; unchanged counts are left out. */
  operators: z.record(z.string(), z.number()),
  nodes: z.object({ added: z.array(zDiffNode), removed: z.array(zDiffNode), changed: z.array(zDiffNode), unchanged: z.number() }),
  tensors: z.array(zDiffTensor),
  tensorsUnchanged: z.number(),
  parameters: z.object({ before: z.number(), after: z.number() }),
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
