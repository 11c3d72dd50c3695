import { z } from 'zod';

/** Parameters of job `doctor`. */
export const doctorParameters = z.object({
  folder: z.string().default('.').describe('Folder in the repository to check'),
  remote: z.string().optional().describe('Also compare the tags with those of this remote'),
});
