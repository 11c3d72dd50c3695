import { z } from 'zod';
import { zInterval, zNumber } from '../report';
import { zLatency, zMachine, zMeasuredInput, zMemory, zOutliers, zSettings, zStability, zWarning } from './benchmark';
import { zSaved } from './saved';

/** What was measured of one model, warm-up and the runs that settle a turn left out. */
export const zMeasuredModel = z.object({
  loadMs: zNumber,
  firstRunMs: zNumber,
  latencyMs: zLatency,
  /** Rows a second. */
  throughput: zNumber,
  runs: z.number(),
  outliers: zOutliers,
  stability: zStability,
  overheadMs: zNumber,
  memory: zMemory,
  warmup: z.object({ runs: z.number(), ms: zNumber, steady: z.boolean() }),
  /** First runs of turns, which find the other models' data in the caches: in no figure. 0 where a turn holds too few runs to spare one. */
  settling: z.number(),
  /** Medians of turns in the order of time; of very many every so manieth. `at`: milliseconds since the first turn of all. */
  turns: z.object({ at: z.array(zNumber), p50: z.array(zNumber), every: z.number() }),
  /** Runs in the order of time, milliseconds; of very many every so manieth. All are in the attachment `file`. */
  samples: z.object({ durations: z.array(zNumber), every: z.number(), file: z.string().optional() }),
});

/** A figure that says how good the answers are. */
export const zAccuracy = z.object({
  /** As the metrics file names it: `evaluation.accuracy`. */
  name: z.string(),
  value: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
  dataset: z.string().optional(),
  /** It is of another file than the model is now. */
  stale: z.literal(true).optional(),
});

/** A model that was compared. */
export const zComparedModel = z.object({
  name: z.string(),
  path: z.string(),
  ref: z.string().optional(),
  /** With its `v`, where it was named by version or stage. */
  version: z.string().optional(),
  sha256: z.string(),
  /** Of the file and the weights it keeps in others. */
  bytes: z.number(),
  /** What it was measured on. */
  inputs: z.array(zMeasuredInput),
  /** Its inputs are its own: the baseline's do not fit it. */
  ownInputs: z.literal(true).optional(),
  /** From `NAME.metrics.json`; absent where that says nothing of it. */
  accuracy: zAccuracy.optional(),
  /** Absent where it could not be measured. */
  measured: zMeasuredModel.optional(),
});

/** How an output of a candidate compares with the baseline's on the measured input. */
export const zOutputAgreement = z.object({
  name: z.string(),
  /** Absent where types or shapes do not fit. */
  maxAbsDiff: zNumber.optional(),
  /** The largest difference over the largest absolute value of the baseline's. */
  relative: zNumber.optional(),
  /** Of an output with several values a row: in how many of the rows the largest is at the same place. */
  rows: z.number().optional(),
  sameLargest: z.number().optional(),
});

/**
 * Whether a candidate answers as the baseline does. `same`: bit by bit; `close`: within a twentieth of the largest value, the largest at the
 * same place; `differs`: not; `unknown`: outputs or inputs do not fit.
 */
export const zAgreement = z.object({ state: z.enum(['same', 'close', 'differs', 'unknown']), outputs: z.array(zOutputAgreement) });

/** By the interval: `broken` where it is beyond the limit as a whole, `held` where it is within as a whole, else `undecided`. */
const zLimitState = z.enum(['held', 'broken', 'undecided', 'failed']);

export const zCandidate = z.object({
  model: zComparedModel,
  /** The baseline's median over the candidate's: 1.31 is 1.31 times as fast. */
  ratio: zNumber.optional(),
  /** Bootstrap of whole rounds in blocks. */
  ci95: zInterval.optional(),
  /** By which the verdict goes: the intervals of all candidates hold together in 95 of 100 comparisons. */
  family95: zInterval.optional(),
  /** Mann–Whitney over the medians of turns, two-sided. */
  pValue: zNumber.optional(),
  /** By Holm, for as many candidates as there are. */
  pAdjusted: zNumber.optional(),
  /** Cliff's delta: 1 where every run of the baseline takes longer than every one of the candidate. */
  delta: zNumber.optional(),
  /** `noise`: the interval leaves 1 out, but not by more than the noise threshold: no difference is shown. */
  verdict: z.enum(['faster', 'slower', 'noise', 'notShown', 'failed']),
  /** It is the same file as the baseline. */
  sameBytes: z.literal(true).optional(),
  agreement: zAgreement.optional(),
  limit: zLimitState.optional(),
  error: z.object({ code: z.string(), message: z.string(), where: z.string().optional(), remedy: z.string().optional() }).optional(),
});

/** Result of job `compare`, schema version 1. */
export const zCompareResult = z.object({
  baseline: zComparedModel,
  candidates: z.array(zCandidate),
  settings: zSettings,
  method: z.object({
    /** How long a turn lasts, about. */
    turnMs: zNumber,
    /** Rounds in which each model had its turn, in an order by chance. */
    rounds: z.number(),
    seed: z.number(),
    /** Differences below it, as a share of 1, are not spoken of. */
    noiseThreshold: z.number(),
    /** Candidates that were measured: what the intervals are widened for. */
    comparisons: z.number(),
    /** Models whose processes were there at the same time, the baseline among them each time; more than one group where memory was short. */
    groups: z.number(),
  }),
  /** The baseline is the last version, since it was not named. */
  lastVersion: z.literal(true).optional(),
  limit: z.object({ maxSlowdown: z.number(), state: zLimitState }).optional(),
  warnings: z.array(zWarning),
  machine: zMachine,
  /** It was stopped before its end. */
  cancelled: z.literal(true).optional(),
  /** Of models of the work tree, where it was asked for. */
  saved: z.array(zSaved).optional(),
  /** Seconds a model that were measured, and were to be. */
  seconds: z.object({ measured: zNumber, of: z.number() }),
});

/** What there is of a comparison while it goes on; each stands for the ones before. */
export const zComparePartial = z.object({
  phase: z.enum(['warmup', 'measuring']),
  /** The baseline first. */
  models: z.array(
    z.object({
      name: z.string(),
      /** Of very many every so manieth, milliseconds. */
      durations: z.array(zNumber),
      runs: z.number(),
      failed: z.literal(true).optional(),
    }),
  ),
  /** Of each model, so far and in the end. */
  seconds: z.number(),
  of: z.number(),
});

export type MeasuredModel = z.infer<typeof zMeasuredModel>;
export type ComparedModel = z.infer<typeof zComparedModel>;
export type Candidate = z.infer<typeof zCandidate>;
export type Agreement = z.infer<typeof zAgreement>;
export type OutputAgreement = z.infer<typeof zOutputAgreement>;
export type Accuracy = z.infer<typeof zAccuracy>;
export type LimitState = z.infer<typeof zLimitState>;
export type CompareResult = z.infer<typeof zCompareResult>;
export type ComparePartial = z.infer<typeof zComparePartial>;
