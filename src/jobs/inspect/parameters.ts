import { z } from 'zod';

/** Parameters of job `inspect`. In a file of its own: the extension host reads it without loading the job. */
export const inspectParameters = z.object({
  model: z.string().describe('Model to inspect'),
  deep: z.boolean().default(false).describe('Read the weights too, and report NaN, infinity and what float16 cannot hold'),
});
