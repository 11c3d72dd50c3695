import { z } from 'zod';
import { confirmationParameters } from '../confirmation';

const { dryRun, yes, expect, remote } = confirmationParameters;

/** Parameters of job `push`. */
export const pushParameters = z.object({
  model: z.string().optional().describe('Model whose tags to push; those of all models where left out'),
  tag: z.array(z.string()).default([]).describe('Tag to push; may be repeated. All that the remote lacks where left out'),
  delete: z.array(z.string()).default([]).describe('Tag to delete at the remote, and push nothing; may be repeated'),
  remote,
  dryRun,
  yes,
  expect,
});
