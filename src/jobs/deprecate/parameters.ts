import { z } from 'zod';
import { confirmationParameters } from '../confirmation';

/** Parameters of job `deprecate`. */
export const deprecateParameters = z.object({ model: z.string().describe('Model, by name'), ...confirmationParameters });
