import { z } from 'zod';

/** Parameters of job `diff`. */
export const diffParameters = z.object({
  before: z.string().describe('The older model: a path, PATH@GITREF, NAME@vX.Y.Z or NAME#STAGE'),
  after: z
    .string()
    .optional()
    .describe(
      'The newer model, named in the same ways; left out: the file in the work tree, and for a file its last version is the older one',
    ),
});
