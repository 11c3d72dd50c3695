import { z } from 'zod';

/** Parameters of every job that writes to the repository. */
export const confirmationParameters = {
  message: z.string().trim().min(1).max(10_000).optional().describe('Message of the tag; made where left out'),
  dryRun: z.boolean().default(false).describe('Show what it would write, and write nothing'),
  yes: z.boolean().default(false).describe('Write it without asking'),
  expect: z.string().optional().describe('Digest of the dry run that was confirmed: refuse where it would write something else now'),
  push: z.boolean().default(false).describe('Push the tags written, and nothing else'),
  remote: z.string().optional().describe('Remote to push to; the one of the branch where left out'),
};
