import { z } from 'zod';

/** Parameters of job `models`. */
export const modelsParameters = z.object({
  folder: z.string().default('.').describe('Folder to look in, with everything below it'),
  tags: z.boolean().default(true).describe('Read versions and stages from the tags of git'),
});
