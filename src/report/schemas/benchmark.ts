import { z } from 'zod';
import { zInterval, zNumber } from '../report';
import { zCurve, zServer } from './benchmark/curve';
import { zMachine, zWarning } from './benchmark/machine';
import { zNodeTime, zOperatorTime, zProfile, zRoof } from './benchmark/profile';
import { zApplied, zBest, zSweep } from './benchmark/sweep';
import { zSaved } from './saved';

export { type BenchmarkWarning, type MachineState, zMachine, zWarning } from './benchmark/machine';

/** Latencies in milliseconds. Percentiles by linear interpolation; nothing was removed. */
export const zLatency = z.object({
  p50: zNumber,
  p90: zNumber,
  p95: zNumber,
  p99: zNumber,
  p999: zNumber,
  mean: zNumber,
  min: zNumber,
  max: zNumber,
  stdev: zNumber,
  /** Block bootstrap, 95 %. */
  ci95: z.object({ p50: zInterval, p90: zInterval.optional(), p99: zInterval.optional(), mean: zInterval }),
});

/** Whether the latencies hold still enough to be summed up, the weightiest reason first; codes of `measure/latency/stability`. */
export const zStability = z.object({
  verdict: z.enum(['steady', 'fewSamples', 'drifting', 'bimodal', 'noisy', 'heavyTailed']),
  reasons: z
    .array(
      z.discriminatedUnion('code', [
        z.object({ code: z.literal('fewSamples'), runs: z.number(), needed: z.number() }),
        z.object({ code: z.literal('drifting'), change: zNumber, pValue: zNumber }),
        z.object({ code: z.literal('bimodal'), modes: z.array(z.object({ ms: zNumber, share: zNumber })).readonly() }),
        z.object({ code: z.literal('noisy'), spread: zNumber }),
        z.object({ code: z.literal('interrupted'), share: zNumber }),
        z.object({ code: z.literal('heavyTailed'), ratio: zNumber }),
      ]),
    )
    .readonly(),
});

export const zOutliers = z.object({
  total: z.number(),
  lowMild: z.number(),
  highMild: z.number(),
  lowSevere: z.number(),
  highSevere: z.number(),
});

/** How the model was loaded. */
export const zSettings = z.object({
  provider: z.string(),
  /** Absent: the runtime's own choice. */
  threads: z.number().optional(),
  interOpThreads: z.number().optional(),
  optimization: z.enum(['disabled', 'basic', 'extended', 'layout', 'all']),
  spinning: z.boolean(),
  /** Rows of the input's first dimension. */
  batch: z.number(),
  /** Where each is from: a flag, the manifest, what is usual. */
  origins: z.record(z.enum(['provider', 'threads', 'optimization', 'batch']), z.enum(['given', 'manifest', 'default'])).optional(),
  /** Side by side, each with those threads; absent: one. */
  processes: z.number().optional(),
});

export const zMemory = z.object({
  /** Resident set with the runtime loaded and no model: subtract it for the model's own. */
  emptyRssBytes: z.number(),
  peakRssBytes: z.number(),
  steadyRssBytes: z.number(),
});

/** What an input was in every run. */
export const zMeasuredInput = z.object({
  name: z.string(),
  type: z.string(),
  shape: z.array(z.number()),
  source: z.string(),
  /** Sizes of the dimensions that the model leaves open, the batch aside. */
  dims: z.record(z.string(), z.number()).optional(),
});

/** What the figures go by, beside the machine that the report names: those of two results compare where all of it is the same. */
export const zConditions = z.object({
  os: z.string(),
  provider: z.string(),
  threads: z.number().optional(),
  interOpThreads: z.number().optional(),
  batch: z.number(),
  /** Sizes of dimensions that the model leaves open, the batch aside. */
  dims: z.record(z.string(), z.number()).optional(),
  optimization: z.string(),
  /** Where threads do not spin while they wait. */
  spinning: z.literal(false).optional(),
  scenario: z.string(),
  /** Of scenario `server`: the percentile of the latencies that had to hold, and what it had to. */
  boundMs: z.number().optional(),
  percentile: z.number().optional(),
});

/** Result of job `benchmark`, schema version 1. */
export const zBenchmarkResult = z.object({
  scenario: z.enum(['single', 'offline', 'server', 'concurrency']),
  mode: z.enum(['quick', 'full']),
  loadMs: zNumber,
  firstRunMs: zNumber,
  latencyMs: zLatency,
  /** Rows a second. */
  throughput: zNumber,
  runs: z.number(),
  outliers: zOutliers,
  stability: zStability,
  /** What reading the clock and calling the runtime take of every run. In the latencies. */
  overheadMs: zNumber,
  memory: zMemory,
  settings: zSettings,
  /** What each input was. */
  inputs: z.array(zMeasuredInput),
  warmup: z.object({ runs: z.number(), ms: zNumber, steady: z.boolean() }),
  /** Bounds that MLPerf's early stopping allows at 99 %. */
  earlyStopping: z.object({ p90: zNumber.optional(), p99: zNumber.optional() }),
  warnings: z.array(zWarning),
  machine: zMachine,
  /** Runs in the order of time, milliseconds: when each began, how long it took. Of very many every so manieth; all are in the attachment. */
  samples: z
    .object({
      starts: z.array(zNumber),
      durations: z.array(zNumber),
      /** How many of the first were warm-up: they are in no figure. */
      warmup: z.number(),
      every: z.number(),
      file: z.string().optional(),
    })
    .optional(),
  /** It was stopped by its user: the figures are of what had been measured by then. */
  cancelled: z.literal(true).optional(),
  /** Where that was while the runs that count were measured: the seconds there are, of those there were to be. */
  stopped: z.object({ seconds: z.number(), of: z.number() }).optional(),
  /** What was varied, of the scenarios that vary something. */
  curve: zCurve.optional(),
  server: zServer.optional(),
  sweep: zSweep.optional(),
  best: zBest.optional(),
  applied: zApplied.optional(),
  saved: zSaved.optional(),
  /** As the trends of versions read it. */
  metrics: z.record(z.string(), z.object({ value: zNumber, ci95: zInterval.optional() })),
  conditions: zConditions,
  /** With the profile, of the runs after those measured: by operator, by node. */
  operators: z.array(zOperatorTime).optional(),
  nodes: z.array(zNodeTime).optional(),
  profile: zProfile.optional(),
  roof: zRoof.optional(),
});

export type BenchmarkResult = z.infer<typeof zBenchmarkResult>;
