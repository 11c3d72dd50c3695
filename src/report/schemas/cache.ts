import { z } from 'zod';

/** Result of job `cache`, schema version 1: the cache of old versions as it is now, after it was cleared where that was asked. */
export const zCacheResult = z.object({
  folder: z.string(),
  /** On disk; what Git LFS and DVC keep themselves does not count. */
  bytes: z.number(),
  /** What it may take. */
  limitBytes: z.number(),
  versions: z.number(),
  /** Versions that running processes use: they stay. */
  inUse: z.number(),
  /** What clearing removed; absent where it was not asked for. */
  cleared: z.object({ bytes: z.number(), versions: z.number() }).optional(),
});

export type CacheResult = z.infer<typeof zCacheResult>;
