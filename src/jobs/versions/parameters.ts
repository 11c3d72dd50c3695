import { z } from 'zod';

/** Parameters of job `versions`. */
export const versionsParameters = z.object({
  model: z.string().describe('Name of a model, or the path of its file'),
});
