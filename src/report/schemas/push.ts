import { z } from 'zod';

/** Result of job `push`, schema version 1. */
export const zPushResult = z.object({
  dryRun: z.boolean(),
  digest: z.string(),
  remote: z.string(),
  /** Tags that the remote lacks: pushed, or with `dryRun` to be. */
  tags: z.array(z.string()),
  /** Tags that are another object there: left alone. */
  differ: z.array(z.string()),
  /** Tags deleted at the remote, or with `dryRun` to be: those asked for that it has. */
  deletes: z.array(z.string()).optional(),
  command: z.string(),
  /** The command as its words. */
  argv: z.array(z.string()).optional(),
});

export type PushResult = z.infer<typeof zPushResult>;
