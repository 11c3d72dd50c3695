import type { z } from 'zod';
import type { JobContext, JobOutcome, VersionedOutcome } from '../engine/context';

export type { Progress } from '../base/progress';
export type { JobContext, JobOutcome } from '../engine/context';

/** The loaded part of a job, as its own module defines it. */
export interface Job<Parameters extends z.ZodObject = z.ZodObject, Result = unknown> {
  readonly parameters: Parameters;
  readonly schemaVersion: number;
  run(parameters: z.output<Parameters>, context: JobContext): Promise<JobOutcome<Result>>;
}

/** Keeps a job's parameter and result types tied together at its definition. */
export function defineJob<Parameters extends z.ZodObject, Result>(job: Job<Parameters, Result>): Job<Parameters, Result> {
  return job;
}

/** A job whose parameter type is known to itself alone: what the table hands out. */
export interface LoadedJob {
  /** Reads the parameters with the job's schema, then runs. @throws UserError `parameters.invalid` */
  run(parameters: unknown, context: JobContext): Promise<VersionedOutcome>;
}

/** Hides a job's parameter type behind its schema, so that jobs of every kind fit one table. */
export function loaded<Parameters extends z.ZodObject, Result>(job: Job<Parameters, Result>): LoadedJob {
  return {
    run: async (parameters, context) => {
      // Loaded here: the table, which the extension host reads at its start, must not bring the schema library with it.
      const { readParameters } = await import('./readParameters');
      const outcome = await job.run(readParameters(job.parameters, parameters), context);
      return { ...outcome, schemaVersion: job.schemaVersion };
    },
  };
}
