import { z } from 'zod';
import { inputParameters } from '../inputParameters';

const { manifest, input, ...others } = inputParameters;

/** Parameters of job `run`. */
export const runParameters = z.object({
  model: z.string().describe('Model to run'),
  manifest,
  input,
  top: z.int().positive().max(1000).default(5).describe('How many classes to list'),
  out: z.string().optional().describe('Folder that gets one file per output'),
  format: z.enum(['npy', 'pb']).optional().describe('Format of the files in --out; npy unless told'),
  classes: z.string().optional().describe('File with class names: JSON, or one name a line'),
  ...others,
});

export type RunParameters = z.output<typeof runParameters>;
