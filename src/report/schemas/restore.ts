import { z } from 'zod';
import { zConsequence } from './action';

/** Result of job `restore`, schema version 1. */
export const zRestoreResult = z.object({
  dryRun: z.boolean(),
  /** Names what is written: given back as `expect`, the real run writes exactly this or refuses. */
  digest: z.string(),
  version: z.string().optional(),
  /** Full object name. */
  commit: z.string(),
  files: z.array(
    z.object({
      /** From the root of the repository. */
      path: z.string(),
      role: z.enum(['model', 'data', 'manifest', 'named', 'metrics', 'pointer']),
      bytes: z.number(),
      /** `written`: there was none; `replaced`: HEAD has what was there; `kept`: what was there was moved to `keptAs`. */
      state: z.enum(['written', 'same', 'replaced', 'kept']),
      keptAs: z.string().optional(),
    }),
  ),
  consequences: z.array(zConsequence),
});

export type RestoreResult = z.infer<typeof zRestoreResult>;
