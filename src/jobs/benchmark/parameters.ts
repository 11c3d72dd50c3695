import { z } from 'zod';
import { OPTIMIZATIONS } from '../../engine/meter/settings';
import { inputParameters } from '../inputParameters';

const { manifest, input, dims, seed, ...others } = inputParameters;

/** Parameters of job `benchmark`. */
export const benchmarkParameters = z.object({
  model: z.string().describe('Model to measure'),
  manifest,
  input,
  dims,
  seed,
  mode: z.enum(['quick', 'full']).default('quick').describe('quick takes seconds; full goes on as long as MLPerf asks'),
  seconds: z.number().positive().max(86_400).optional().describe('How long to measure after the warm-up; 5 for quick, 600 for full'),
  threads: z.int().positive().max(1024).optional().describe("Threads for one operator; the runtime's own choice unless told"),
  batch: z.int().positive().max(65_536).default(1).describe('Rows a run: size of the first dimension of the inputs'),
  optimization: z.enum(OPTIMIZATIONS).default('all').describe('How far the runtime rewrites the graph'),
  provider: z.string().default('cpu').describe('Where it is executed: cpu, or another that the runtime here has'),
  save: z.boolean().default(false).describe('Write the figures into NAME.metrics.json beside the model, to be committed with it'),
  timeout: z.number().positive().max(86_400).default(600).describe('Seconds that loading, or one run, may take'),
  ...others,
});

export type BenchmarkParameters = z.output<typeof benchmarkParameters>;
