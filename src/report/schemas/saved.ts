import { z } from 'zod';

/** Where figures were saved. */
export const zSaved = z.object({
  /** `NAME.metrics.json`, as the model's own path is told. */
  path: z.string(),
  /** Why it was not written. */
  error: z.object({ code: z.string(), message: z.string(), where: z.string().optional(), remedy: z.string().optional() }).optional(),
});

export type Saved = z.infer<typeof zSaved>;
