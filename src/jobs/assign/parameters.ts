import { z } from 'zod';
import { confirmationParameters } from '../confirmation';

/** Parameters of job `assign`. */
export const assignParameters = z.object({
  model: z.string().describe('Model, by name'),
  version: z.string().optional().describe('Version to put in the stage; the latest where left out. With --ref: the one to register there'),
  ref: z.string().optional().describe('Commit, branch or tag whose version to put in the stage; one without a version is registered first'),
  stage: z.string().describe('Stage, such as production'),
  force: z.boolean().default(false).describe('Write a tag even where the version is in the stage already'),
  ...confirmationParameters,
});
