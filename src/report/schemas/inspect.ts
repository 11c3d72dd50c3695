import { z } from 'zod';

/** One thing the checker found. `where` names the node, tensor, value or field. */
export const zFinding = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  where: z.string(),
  message: z.string(),
  remedy: z.string().optional(),
});

export const zValueInfo = z.object({
  name: z.string(),
  type: z.string(),
  shape: z.array(z.union([z.number(), z.string()])).optional(),
});

/** Result of job `inspect`, schema version 1. Counts include subgraphs and function bodies. */
export const zInspectResult = z.object({
  /** False: the file cannot be read as a model. Then `findings` say why, and the rest is empty. Absent in older reports of models that could. */
  readable: z.boolean().optional(),
  irVersion: z.number(),
  producer: z.string(),
  /** Domain → version; the default domain is keyed `ai.onnx`. */
  opsets: z.record(z.string(), z.number()),
  inputs: z.array(zValueInfo),
  outputs: z.array(zValueInfo),
  nodeCount: z.number(),
  /** Elements of initializers and Constant nodes, a shared tensor once. */
  parameterCount: z.number(),
  weightBytes: z.number(),
  /** Operator → count; one of a domain other than ai.onnx is keyed `domain.Op`. */
  operators: z.record(z.string(), z.number()),
  /** Storage type → elements and bytes of the weights in it. */
  weights: z.array(z.object({ type: z.string(), tensors: z.number(), elements: z.number(), bytes: z.number() })),
  /** The largest tensors, largest first, at most 200. */
  tensors: z.array(z.object({ name: z.string(), type: z.string(), shape: z.array(z.number()), bytes: z.number(), external: z.boolean() })),
  metadata: z.record(z.string(), z.string()),
  findings: z.array(zFinding),
});

export type Finding = z.infer<typeof zFinding>;
export type InspectResult = z.infer<typeof zInspectResult>;
