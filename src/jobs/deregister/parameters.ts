import { z } from 'zod';
import { confirmationParameters } from '../confirmation';

/** Parameters of job `deregister`. */
export const deregisterParameters = z.object({
  model: z.string().describe('Model, by name'),
  version: z.string().describe('Version to take back'),
  ...confirmationParameters,
});
