import { z } from 'zod';
import { zInterval, zNumber } from '../../report';

/** One batch size, rate or number of processes, measured. */
export const zCurvePoint = z.object({
  x: zNumber,
  /** Rows a second. */
  throughput: zNumber,
  /** Latencies of a run in milliseconds; of a rate from the scheduled arrival on, the wait in line included. */
  p50: zNumber,
  p99: zNumber,
  /** Block bootstrap, 95 %; left out of very many runs. */
  ci95: z.object({ p50: zInterval, p99: zInterval }).optional(),
  runs: z.number(),
  warmup: z.object({ runs: z.number(), ms: zNumber, steady: z.boolean() }),
  /** Greatest resident set; of several processes the sum, in which what they share counts for each. */
  peakRssBytes: z.number(),
  /** Threads of each process. */
  threads: z.number().optional(),
  /** Of a rate: the share of the time that the model was at work; from 1 on it cannot keep up. */
  busy: zNumber.optional(),
  /** Of a rate: its P99 was within the bound. */
  held: z.boolean().optional(),
  /** Of a rate: by early stopping the bound holds at 99 % confidence. */
  established: z.boolean().optional(),
  /** Of a rate: it cannot keep up, so that the queue grows without end; its latencies go by how long it was tried. */
  overloaded: z.boolean().optional(),
  /** Of a rate: the trial that counts, at full length. */
  confirm: z.boolean().optional(),
});

/**
 * Why a series is over. `flat`: throughput no longer grew; `memory`, `time`: the next one would not fit; `fixed`: the model takes no other
 * batch; `list`: it was given; `cores`: there are no more; `failed`: the next one did not run; `found`: the search came to its end; `cancelled`: by the user.
 */
export const zCurveEnd = z.enum(['flat', 'memory', 'time', 'fixed', 'list', 'cores', 'limit', 'failed', 'found', 'cancelled']);

/** Throughput and latency over what was varied. */
export const zCurve = z.object({
  axis: z.enum(['batch', 'rate', 'processes']),
  /** In the order in which they were measured. */
  points: z.array(zCurvePoint),
  /** How long each was measured after its warm-up; the one that counts longer. */
  seconds: zNumber,
  /** Which of them is the best: the highest throughput, or the highest rate that held. */
  best: zNumber.optional(),
  ended: zCurveEnd,
  failure: z.object({ x: zNumber, message: z.string() }).optional(),
});

/** Requests that arrive at a rate. */
export const zServer = z.object({
  boundMs: zNumber,
  /** `single`: so many times the P99 of one request after the other, since none was given. */
  boundFrom: z.enum(['given', 'single']),
  /** P99 of one request after the other in the same process. */
  singleP99Ms: zNumber.optional(),
  percentile: z.number(),
  /** Requests a second of the run that the figures are of. */
  rate: zNumber,
  held: z.boolean(),
  /** By early stopping, at 99 % confidence. */
  established: z.boolean(),
  overloaded: z.boolean(),
  /** Whether rates were tried to find the highest; one was given otherwise. */
  searched: z.boolean(),
  /** The highest rate that held; absent where none did. */
  highestRate: zNumber.optional(),
});

export type Curve = z.infer<typeof zCurve>;
export type CurvePoint = z.infer<typeof zCurvePoint>;
export type CurveEnd = z.infer<typeof zCurveEnd>;
export type ServerFigures = z.infer<typeof zServer>;
