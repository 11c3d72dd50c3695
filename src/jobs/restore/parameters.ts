import { z } from 'zod';
import { confirmationParameters } from '../confirmation';

const { dryRun, yes, expect } = confirmationParameters;

/** Parameters of job `restore`. */
export const restoreParameters = z.object({
  model: z.string().describe('Version to restore'),
  keepMine: z.boolean().default(false).describe('Move what no commit has aside, to NAME.mine-1, instead of refusing'),
  dryRun,
  yes,
  expect,
});
