import { z } from 'zod';
import { zInterval, zNumber } from '../../report';

/** Nodes of one operator. Times are milliseconds in a run of the model, means over the runs that count; shares are of the nodes' time. */
export const zOperatorTime = z.object({
  op: z.string(),
  nodes: z.number(),
  /** In a run. */
  calls: zNumber,
  ms: zNumber,
  share: zNumber,
  /** Of those of its nodes whose operations are counted. */
  gflops: zNumber.optional(),
});

/** A node of the graph that is executed, in the order of first calls. */
export const zNodeTime = z.object({
  /** Of the model's node it stands for; else the runtime's name for it. */
  name: z.string(),
  op: z.string(),
  /** The model's tensor that it makes; of a node the runtime put in, its own name for it. */
  output: z.string().optional(),
  /** The runtime's name, where it is another. */
  executedAs: z.string().optional(),
  matched: z.enum(['same', 'rewritten', 'fused', 'runtime', 'unmatched']),
  /** Nodes of the model whose work it does, by name, or by output where they have none; where there are several. */
  covers: z.array(z.string()).optional(),
  provider: z.string(),
  /** Index of the If, Loop or Scan it is in the body of. */
  parent: z.number().optional(),
  calls: zNumber,
  /** In a run; 0 where it has a body, whose nodes have their own. */
  ms: zNumber,
  /** With its body, where it has one. */
  totalMs: zNumber.optional(),
  share: zNumber,
  /** Of all runs a tenth were below, a tenth above. */
  spread: zInterval,
  /** Types and dimensions at a call of a typical run, as ONNX Runtime has them. */
  inputs: z.string().optional(),
  outputs: z.string().optional(),
  /** Operations in a run: a multiplication and the addition of its product are two. Of products of matrices alone. */
  flop: zNumber.optional(),
  /** Memory in a run if each input is read once and each output written once. */
  bytes: zNumber.optional(),
  /** 10⁹ operations a second. */
  gflops: zNumber.optional(),
  /** 10⁹ bytes a second. */
  gbytesPerSecond: zNumber.optional(),
  /** Operations a byte. */
  intensity: zNumber.optional(),
  /** What the roof allows at its intensity, as a share of the time it took: 1 is at the roof. */
  efficiency: zNumber.optional(),
  /** What holds it up. */
  bound: z.enum(['memory', 'compute', 'overhead']).optional(),
  /** How many times faster nodes of its operator are, by what the roof allows. */
  slowForKind: zNumber.optional(),
});

/** Calls of one run that counts, that of the middle duration, column by column. Milliseconds from the run's start. */
export const zTimeline = z.object({
  ms: zNumber,
  /** Index into `nodes`. */
  node: z.array(z.number()),
  start: z.array(zNumber),
  duration: z.array(zNumber),
  /** 0 for nodes of the model's own graph, 1 for those of a body in it, … */
  depth: z.array(z.number()),
  /** The shortest, where a run has more calls than a report holds. */
  left: z.number(),
});

export const zProfile = z.object({
  /** Profiled runs after the warm-up; how many of them count: the quarter that took least, since whatever else the machine does only adds time. */
  runs: z.number(),
  counted: z.number(),
  warmup: z.number(),
  modelRunMs: zNumber,
  nodesMs: zNumber,
  /** The runtime's own time, around and between the nodes, those of bodies included, and what the profiler takes. */
  gapMs: zNumber,
  /** The quarter of the runs that took least with the profiler, over that without. */
  profiledOverUndisturbed: zNumber,
  /** The profiler's limit of events was reached: runs after it are not known. */
  full: z.boolean(),
  /** Calls that belong to no whole run. */
  dropped: z.number(),
  /** Records that could not be read. */
  damaged: z.number(),
  /** Time by how nodes were found in the model. */
  matched: z.array(z.object({ kind: zNodeTime.shape.matched, nodes: z.number(), ms: zNumber, share: zNumber })),
  /** Whether the runtime wrote out the graph it executes; else nodes were looked for in the model as it is. */
  executedGraph: z.boolean(),
  /** Nodes of the model, bodies included: all, those that are executed by themselves or as part of another, those computed at loading. */
  model: z.object({ nodes: z.number(), executed: z.number(), folded: z.number() }),
  timeline: zTimeline,
  /** Attachment: a Chrome trace of profiled runs. */
  file: z.string().optional(),
});

/** What the machine does at most, through the same runtime. */
export const zRoof = z.object({
  gflops: zNumber,
  gbytesPerSecond: zNumber,
  /** Operations a byte from which on computing is what takes the time. */
  ridge: zNumber,
  ci95: z.object({ gflops: zInterval, gbytesPerSecond: zInterval }),
  /** 10⁹ operations a second on 8-bit integers, where the model has such nodes. */
  int8: z.object({ gops: zNumber, ci95: zInterval }).optional(),
  /** Absent: the runtime's own choice. */
  threads: z.number().optional(),
  /** Rows and columns of the matrices multiplied; bytes of the tensor streamed. */
  matrix: z.number(),
  streamBytes: z.number(),
});

export type OperatorTime = z.infer<typeof zOperatorTime>;
export type NodeTimeRow = z.infer<typeof zNodeTime>;
export type ProfileResult = z.infer<typeof zProfile>;
export type Roof = z.infer<typeof zRoof>;
