import { z } from 'zod';

/** Parameters of job `cache`. */
export const cacheParameters = z.object({
  clear: z.boolean().default(false).describe('Remove what no running process uses; git, Git LFS and DVC still have it'),
});
