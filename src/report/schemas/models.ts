import { z } from 'zod';

/** A model found in the work tree. */
export const zModelEntry = z.object({
  name: z.string(),
  path: z.string(),
  bytes: z.number(),
  /** `file`: the bytes are here; `pointer`: Git LFS or DVC has them and `pointer` says which; `missing`: declared, not there. */
  state: z.enum(['file', 'pointer', 'missing']),
  pointer: z.object({ kind: z.enum(['lfs', 'dvc']), oid: z.string(), bytes: z.number().optional(), command: z.string() }).optional(),
  /** The manifest in force, where there is one. */
  manifest: z.string().optional(),
  /** Other files of the model: external data, labels, metrics. */
  files: z.array(z.string()),
});

/** Result of job `models`, schema version 1. */
export const zModelsResult = z.object({ models: z.array(zModelEntry), registry: z.unknown().optional() });

export type ModelEntry = z.infer<typeof zModelEntry>;
export type ModelsResult = z.infer<typeof zModelsResult>;
