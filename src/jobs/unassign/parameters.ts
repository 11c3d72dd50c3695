import { z } from 'zod';
import { confirmationParameters } from '../confirmation';

/** Parameters of job `unassign`. */
export const unassignParameters = z.object({
  model: z.string().describe('Model, by name'),
  stage: z.string().describe('Stage, such as production'),
  version: z.string().optional().describe('Version to take out of the stage; the one in it where left out'),
  ...confirmationParameters,
});
