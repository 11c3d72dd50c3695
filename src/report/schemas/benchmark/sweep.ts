import { z } from 'zod';
import { zInterval, zNumber } from '../../report';

/** What a sweep varies. */
export const zVaried = z.object({
  provider: z.string(),
  /** Absent: the runtime's own choice. */
  threads: z.number().optional(),
  optimization: z.enum(['disabled', 'basic', 'extended', 'layout', 'all']),
  batch: z.number(),
});

const zFault = z.object({ code: z.string(), message: z.string(), remedy: z.string().optional() });

/** One setting of a sweep. Without figures where it failed before it was measured. */
export const zSweepSetting = z.object({
  settings: zVaried,
  /** The runtime's own defaults: measured with the others, on one batch size each. */
  default: z.literal(true).optional(),
  /** Milliseconds of a run, over all rounds. */
  p50: zNumber.optional(),
  /** Rows a second over the time spent in runs. */
  throughput: zNumber.optional(),
  /** Block bootstrap, 95 %. */
  ci95: z.object({ p50: zInterval, throughput: zInterval }).optional(),
  runs: z.number(),
  /** Rounds in which it was measured. */
  rounds: z.number(),
  loadMs: zNumber.optional(),
  firstRunMs: zNumber.optional(),
  /** Resident set after loading and at its greatest, less what the runtime takes without a model. */
  rssBytes: z.number().optional(),
  peakRssBytes: z.number().optional(),
  /** Whether its warm-up became steady. */
  steady: z.boolean().optional(),
  /** `equal`: no difference to the best was shown; `behind`: it was. Absent where nothing was compared. */
  standing: z.enum(['best', 'equal', 'behind']).optional(),
  /** By the objective: how many times as long as the best takes, from the rounds they share; with the interval that allows for all comparisons. */
  times: z.object({ ratio: zNumber, interval: zInterval }).optional(),
  error: zFault.optional(),
});

/** Every setting of a sweep, and how they were measured. */
export const zSweep = z.object({
  objective: z.enum(['latency', 'throughput']),
  /** Of the random order: every round visits all settings in a new one. */
  seed: z.number(),
  rounds: z.number(),
  /** Said before it began, and what it took. */
  plannedSeconds: zNumber,
  tookSeconds: zNumber,
  /** Settings whose process was ended after each visit, since not all fit into memory side by side. */
  reopened: z.number(),
  settings: z.array(zSweepSetting),
});

/** The defaults of the runtime against a setting, in fresh processes that took turns. */
export const zConfirmation = z.object({
  /** The default's median over the setting's: 1.3 is 1.3 times as fast. */
  ratio: zNumber,
  ci95: zInterval,
  pValue: zNumber,
  delta: zNumber,
  verdict: z.enum(['faster', 'slower', 'noise', 'notShown']),
  /** Of each pair of processes. */
  pairs: z.array(zNumber),
  runs: z.number(),
});

/**
 * What the sweep recommends; places in its list of settings.
 * `unclear`: too few rounds to compare; `default`: nothing is shown to be better than the runtime's own; `fastest`: better than the default and as good as any;
 * `thrift`: not shown to be worse than the best, with fewer threads; `unconfirmed`: what looked better did not prove so in fresh processes.
 */
export const zBest = z.object({
  /** Best by the figures of the rounds; a lucky one may be among the equals. */
  best: z.number(),
  /** No difference to the best was shown, the best among them. */
  equals: z.array(z.number()),
  /** Recommended, absent where nothing can be. */
  recommended: z.number().optional(),
  reason: z.enum(['unclear', 'default', 'fastest', 'thrift', 'unconfirmed']),
  settings: zVaried.optional(),
  /** Of what the rounds picked, against the default with the same batch. */
  againstDefault: zConfirmation.optional(),
  /** Why it was not measured against the default. */
  failure: zFault.optional(),
});

/** What was written into the manifest. */
export const zApplied = z.object({
  /** As the model's own path is told. */
  path: z.string(),
  /** `unneeded`: the runtime does by itself what is best; `same`: it stood there already. */
  state: z.enum(['created', 'changed', 'same', 'unneeded', 'failed']),
  /** It is the manifest of another model that this one inherits. */
  inherited: z.boolean().optional(),
  runtime: z.object({
    provider: z.string().optional(),
    threads: z.number().optional(),
    optimization: z.string().optional(),
    batch: z.number().optional(),
  }),
  /** Why it was not written. */
  error: z.object({ code: z.string(), message: z.string(), where: z.string().optional(), remedy: z.string().optional() }).optional(),
});

/** A sweep while it goes on. */
export const zSweepPartial = z.object({
  /** Rounds that are over, of those there will be. */
  round: z.number(),
  rounds: z.number(),
  objective: z.enum(['latency', 'throughput']),
  settings: z.array(
    z.object({
      settings: zVaried,
      default: z.literal(true).optional(),
      /** Of the newest round, milliseconds. */
      p50: zNumber.optional(),
      failed: z.literal(true).optional(),
    }),
  ),
});

export type SweepPartial = z.infer<typeof zSweepPartial>;
export type Varied = z.infer<typeof zVaried>;
export type SweepSetting = z.infer<typeof zSweepSetting>;
export type Sweep = z.infer<typeof zSweep>;
export type Best = z.infer<typeof zBest>;
export type Confirmation = z.infer<typeof zConfirmation>;
export type Applied = z.infer<typeof zApplied>;
