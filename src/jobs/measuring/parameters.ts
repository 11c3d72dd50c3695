import { z } from 'zod';
import { OPTIMIZATIONS, type Optimization } from '../../engine/meter/settings';
import { inputParameters } from '../inputParameters';

const { manifest, input, dims, seed, ...others } = inputParameters;

/** Flags of every job that measures, about what a model is measured on; those that are asked for most. */
export const measuredInputParameters = { manifest, input, dims, seed };

/** The flags of inputs that remain: of pictures and sounds. */
export const otherInputParameters = others;

/** Flags of every job that measures, about how a model is loaded and run. */
export const measuringParameters = {
  threads: z.int().positive().max(1024).optional().describe("Threads for one operator; the runtime's own choice unless told"),
  batch: z.int().positive().max(65_536).optional().describe('Rows a run: size of the first dimension of the inputs; 1 unless told'),
  optimization: z.enum(OPTIMIZATIONS).optional().describe('How far the runtime rewrites the graph; all unless told'),
  provider: z.string().min(1).optional().describe('Where it is executed: cpu unless told, or another that the runtime here has'),
  timeout: z.number().positive().max(86_400).default(600).describe('Seconds that loading, or one run, may take'),
};

const zMeasuring = z.object({ ...measuredInputParameters, ...measuringParameters, ...otherInputParameters });

/** What every job that measures was told about inputs and settings, as its flags say it. */
export type GivenParameters = z.output<typeof zMeasuring>;

/** With what the manifest says and what is usual in place of what was not told. */
export type MeasuringParameters = Settled<GivenParameters>;

/** Parameters whose settings are settled. */
export type Settled<Given> = Omit<Given, 'batch' | 'optimization' | 'provider'> & {
  readonly batch: number;
  readonly optimization: Optimization;
  readonly provider: string;
  readonly origins: Origins;
};

/** Where each setting is from: a flag, the manifest's section `runtime`, or what is usual. */
export type Origins = Readonly<Record<'provider' | 'threads' | 'optimization' | 'batch', 'given' | 'manifest' | 'default'>>;
