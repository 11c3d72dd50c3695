import { z } from 'zod';
import { OPTIMIZATIONS } from '../../engine/meter/settings';
import { inputParameters } from '../inputParameters';

const { manifest, input, dims, seed, ...others } = inputParameters;

/** Flags of every job that measures, about what a model is measured on; those that are asked for most. */
export const measuredInputParameters = { manifest, input, dims, seed };

/** The flags of inputs that remain: of pictures and sounds. */
export const otherInputParameters = others;

/** Flags of every job that measures, about how a model is loaded and run. */
export const measuringParameters = {
  threads: z.int().positive().max(1024).optional().describe("Threads for one operator; the runtime's own choice unless told"),
  batch: z.int().positive().max(65_536).default(1).describe('Rows a run: size of the first dimension of the inputs'),
  optimization: z.enum(OPTIMIZATIONS).default('all').describe('How far the runtime rewrites the graph'),
  provider: z.string().default('cpu').describe('Where it is executed: cpu, or another that the runtime here has'),
  timeout: z.number().positive().max(86_400).default(600).describe('Seconds that loading, or one run, may take'),
};

const zMeasuring = z.object({ ...measuredInputParameters, ...measuringParameters, ...otherInputParameters });

/** What every job that measures was told about inputs and settings. */
export type MeasuringParameters = z.output<typeof zMeasuring>;
