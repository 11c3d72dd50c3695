import { z } from 'zod';
import { zEventKind } from './versions';

/** A tag that an action writes. */
export const zPlannedTag = z.object({
  tag: z.string(),
  event: zEventKind,
  /** Full object name; empty in a dry run where it is the commit made first. */
  commit: z.string(),
  version: z.string().optional(),
  stage: z.string().optional(),
  message: z.string(),
});

/** Something a person should know before they say yes. `code` is stable, `values` fill the panel's own sentence. */
export const zConsequence = z.object({
  code: z.string(),
  severity: z.enum(['info', 'warning']),
  message: z.string(),
  /** A command that the message names, as it stands there. */
  command: z.string().optional(),
  values: z.record(z.string(), z.string()).optional(),
});

/** Result of every job that writes tags (`register`, `assign`, `unassign`, `deregister`, `deprecate`, `rollback`, `delete-tag`), schema version 1. */
export const zActionResult = z.object({
  /** Names of the tags written; with `--dry-run`, that would be. */
  tags: z.array(z.string()),
  dryRun: z.boolean(),
  /** Names what is written: given back as `expect`, the real run writes exactly this or refuses. */
  digest: z.string(),
  writes: z.array(zPlannedTag),
  /** Names of tags deleted. */
  deletes: z.array(z.string()),
  /** The commit made first, of the model's own files. */
  commit: z
    .object({
      files: z.array(z.object({ path: z.string(), change: z.enum(['added', 'changed', 'deleted']) })),
      message: z.string(),
      id: z.string().optional(),
    })
    .optional(),
  version: z.string().optional(),
  stage: z.string().optional(),
  /** Why this version was suggested. */
  suggestion: z.object({ bump: z.enum(['major', 'minor', 'patch', 'first']), reasons: z.array(z.string()) }).optional(),
  consequences: z.array(zConsequence),
  /** Remotes that the tags could be pushed to, and the command that does: for the platform's usual shell, and as its words. */
  push: z
    .object({ remotes: z.array(z.string()), command: z.string(), argv: z.array(z.string()).optional(), pushed: z.boolean() })
    .optional(),
});

export type PlannedTag = z.infer<typeof zPlannedTag>;
export type Consequence = z.infer<typeof zConsequence>;
export type ActionResult = z.infer<typeof zActionResult>;
