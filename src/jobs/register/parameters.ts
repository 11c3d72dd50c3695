import { z } from 'zod';
import { confirmationParameters } from '../confirmation';

/** Parameters of job `register`. */
export const registerParameters = z.object({
  model: z.string().describe('Model: its name, or the path of its file'),
  version: z.string().optional().describe('Version to register, such as v1.2.3'),
  bump: z.enum(['major', 'minor', 'patch']).optional().describe('Step from the last version; suggested from what changed where left out'),
  ref: z.string().optional().describe('Commit, branch or tag to register; the working copy where left out'),
  stage: z.string().optional().describe('Stage to put it in at once'),
  commit: z.boolean().default(false).describe("Commit the model's own files first where they are not committed"),
  name: z.string().optional().describe('Name of a model that is not declared yet; its file name where left out'),
  type: z.string().optional().describe('Type of a model that is not declared yet; "model" where left out'),
  description: z.string().optional().describe('Description of a model that is not declared yet'),
  ...confirmationParameters,
});
