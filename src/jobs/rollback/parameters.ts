import { z } from 'zod';
import { confirmationParameters } from '../confirmation';

/** Parameters of job `rollback`. */
export const rollbackParameters = z.object({
  model: z.string().describe('Model, by name'),
  stage: z.string().describe('Stage, such as production'),
  version: z.string().optional().describe('Version to go back to; the one that was in the stage before where left out'),
  ...confirmationParameters,
});
