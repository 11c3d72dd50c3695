import { z } from 'zod';
import { measuredInputParameters, measuringParameters, otherInputParameters, type Settled } from '../measuring/parameters';

/** Candidates that one comparison takes: with more, no difference would be shown for all the caution. */
const MOST = 32;

const { threads, batch, optimization, provider, timeout } = measuringParameters;

/** Parameters of job `compare`. */
export const compareParameters = z.object({
  baseline: z
    .string()
    .describe(
      'The model that the others are compared with: a path, PATH@GITREF, NAME@vX.Y.Z or NAME#STAGE; one alone is compared with its last version',
    ),
  candidates: z.array(z.string()).max(MOST).default([]).describe('The models to compare with it, named in the same ways'),
  ...measuredInputParameters,
  seconds: z.number().positive().max(86_400).default(5).describe('How long each model is measured after the warm-up'),
  threads,
  batch,
  maxSlowdown: z
    .number()
    .min(1)
    .max(1000)
    .optional()
    .describe('Exit with 3 where a candidate is shown to take more than so many times as long as the baseline'),
  optimization,
  provider,
  timeout,
  save: z
    .boolean()
    .default(false)
    .describe('Write the figures of the models in the work tree into NAME.metrics.json beside each, to be committed with it'),
  ...otherInputParameters,
});

/** As the flags say it. */
export type GivenCompare = z.output<typeof compareParameters>;

/** With what the baseline's manifest says and what is usual in place of what was not told. */
export type CompareParameters = Settled<GivenCompare>;
