import { z } from 'zod';

/** A model found in the work tree. */
export const zModelEntry = z.object({
  name: z.string(),
  /** Other names that are declared for its file, each an entry of its own: its path alone does not say which is meant. */
  also: z.array(z.string()).optional(),
  /** What `artifacts.yaml` calls its type. */
  type: z.string().optional(),
  path: z.string(),
  bytes: z.number(),
  /** `file`: the bytes are here; `pointer`: Git LFS or DVC has them and `pointer` says which; `missing`: declared, not there. */
  state: z.enum(['file', 'pointer', 'missing']),
  pointer: z
    .object({
      kind: z.enum(['lfs', 'dvc']),
      oid: z.string(),
      bytes: z.number().optional(),
      /** What fetches it, for the platform's usual shell, to be run in `cwd`. */
      command: z.string(),
      /** The same as its words. */
      argv: z.array(z.string()).optional(),
      /** Absolute; absent where the command works in any folder. */
      cwd: z.string().optional(),
    })
    .optional(),
  /** The manifest in force, where there is one. */
  manifest: z.string().optional(),
  /** Other files of the model: external data, labels, metrics. */
  files: z.array(z.string()),
  /** Those of `files` that the model says its weights are in; absent where it has none, or was not looked into. */
  data: z.array(z.string()).optional(),
  /** The greatest active version that tags register. */
  latest: z.string().optional(),
  /** When that was registered, ISO 8601. */
  latestAt: z.string().optional(),
  /** How many versions tags register; absent where the model lies in no repository. */
  versions: z.number().optional(),
  /** Stage → the version in it (or a commit's full name), or null. */
  stages: z.record(z.string(), z.string().nullable()).optional(),
  deprecated: z.boolean().optional(),
});

/** An artifact as `gto show --json` prints it. */
export const zShownArtifact = z.object({
  version: z.string().nullable(),
  stage: z.record(z.string(), z.string().nullable()),
  registered: z.boolean(),
  active: z.boolean(),
});

/** Result of job `models`, schema version 1. `registry` is what `gto show --json` prints; absent where there is no repository. */
export const zModelsResult = z.object({ models: z.array(zModelEntry), registry: z.record(z.string(), zShownArtifact).optional() });

export type ModelEntry = z.infer<typeof zModelEntry>;
export type ModelsResult = z.infer<typeof zModelsResult>;
