import { z } from 'zod';
import { confirmationParameters } from '../confirmation';

/** Parameters of job `assign`. */
export const assignParameters = z.object({
  model: z.string().describe('Model, by name'),
  version: z.string().optional().describe('Version to put in the stage; the latest where left out'),
  stage: z.string().describe('Stage, such as production'),
  force: z.boolean().default(false).describe('Write a tag even where the version is in the stage already'),
  ...confirmationParameters,
});
