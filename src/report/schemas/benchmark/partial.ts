import { z } from 'zod';
import { zNumber } from '../../report';
import { zSweepPartial } from './sweep';

/** What there is of a measurement while it goes on, for a panel to draw; each stands for the ones before. */
export const zBenchmarkPartial = z.object({
  phase: z.enum(['warmup', 'measuring']),
  scenario: z.enum(['single', 'offline', 'server', 'concurrency']),
  /** Runs in the order of time, milliseconds each; of very many every so manieth. */
  samples: z.object({
    durations: z.array(zNumber),
    /** How many of the first are warm-up. */
    warmup: z.number(),
    every: z.number(),
  }),
  /** Measured so far, warm-up aside. */
  runs: z.number(),
  /** Spent on what is measured now, and how many it will be. */
  seconds: z.number(),
  of: z.number(),
  /** Of a sweep; without samples. */
  sweep: zSweepPartial.optional(),
});

export type BenchmarkPartial = z.infer<typeof zBenchmarkPartial>;
