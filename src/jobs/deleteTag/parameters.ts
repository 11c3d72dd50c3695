import { z } from 'zod';
import { confirmationParameters } from '../confirmation';

const { dryRun, yes, expect, push, remote } = confirmationParameters;

/** Parameters of job `delete-tag`. */
export const deleteTagParameters = z.object({
  tag: z.string().describe('Tag to delete, such as glyphs@v1.2.0'),
  dryRun,
  yes,
  expect,
  push: push.describe('Delete it at the remote too'),
  remote,
});
