import { z } from 'zod';

/** Parameters of job `fetch`. */
export const fetchParameters = z.object({
  model: z.string().describe('Model to fetch: NAME@vX.Y.Z, NAME#STAGE or PATH@GITREF'),
  out: z.string().describe('Folder that gets the files of the version'),
  force: z.boolean().default(false).describe('Replace files of other content that are in the folder'),
});
