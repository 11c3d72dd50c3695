import type { Random } from '../../../base/random';
import type { Samples } from '../../../engine/meter/protocol';
import { poissonArrivals } from '../../../measure/latency/arrivals';
import { type BoundCheck, checkBound } from '../../../measure/latency/bound';
import { QueueWatch } from '../../../measure/latency/queueWatch';
import type { MeasuringProcess } from './scenario';

/** A trial goes on for so many requests, within reason: a percentile of fewer says little. */
const LEAST_REQUESTS = 100;
const REASON = 5;
/** A request may wait this many times as long as one that is alone before it is asked whether the queue grows. */
const QUEUE = 3;
/** How much longer than asked a full run may go on for the bound to be established. */
const PATIENCE = 3;

export interface TrialRules {
  /** Requests a second. */
  readonly rate: number;
  readonly milliseconds: number;
  /** Bound of the P99, milliseconds. */
  readonly bound: number;
  /** What a request takes that is alone, milliseconds. */
  readonly alone: number;
  /** MLPerf's: goes on until early stopping establishes the bound, and ends before its time where it is refuted. */
  readonly full: boolean;
}

/** How requests fared that arrived at a rate. */
export interface TrialOutcome extends BoundCheck {
  readonly samples: Samples;
  /** Requests come faster than they are answered: the queue grows without end. */
  readonly overloaded: boolean;
  /** The share of the time that the model is at work, at this rate for ever; from 1 on it does not keep up. */
  readonly busy: number;
  /** Requests answered a second, from the first arrival to the last answer. */
  readonly answered: number;
}

/**
 * Requests arrive at a process that is warm; their latency counts from the scheduled arrival, so that one that waits in line behind a slow one is slow too.
 * @param onElapsed milliseconds so far
 */
export async function rateTrial(
  meter: Pick<MeasuringProcess, 'arrive'>,
  { rate, milliseconds, bound, alone, full }: TrialRules,
  random: Random,
  onElapsed: (milliseconds: number) => void,
): Promise<TrialOutcome> {
  const least = Math.min(LEAST_REQUESTS, Math.ceil((REASON * milliseconds * rate) / 1000));
  const arrivals = poissonArrivals(rate, full ? PATIENCE * milliseconds : milliseconds, random, Math.max(1, least));
  const queue = new QueueWatch(Math.min(bound, QUEUE * alone));
  const parts: Float64Array[] = [];
  let count = 0;
  let looked = 0;
  const samples = await meter.arrive(arrivals, ({ durations }) => {
    queue.add(durations);
    parts.push(durations);
    count += durations.length;
    const elapsed = arrivals[count - 1]!;
    onElapsed(elapsed);
    if (queue.overloaded) return false;
    // Looking means sorting all: now and then only.
    if (!full || elapsed < milliseconds || count < looked * 1.05) return true;
    looked = count;
    const { established, refuted } = checkBound(joined(parts, count), bound);
    return !established && !refuted;
  });
  const last = samples.durations.length - 1;
  const busy = (rate * meanService(arrivals, samples)) / 1000;
  const overloaded = queue.overloaded || busy >= 1;
  const check = checkBound(samples.durations, bound);
  return {
    ...check,
    held: check.held && !overloaded,
    established: check.established && !overloaded,
    samples,
    overloaded,
    busy,
    answered: (1000 * samples.durations.length) / (arrivals[last]! + samples.durations[last]!),
  };
}

/**
 * What an answer takes once its turn has come, milliseconds. Starts count from another moment than arrivals: the two are apart by what lies
 * between arrival and start of the request that waited least, which is one that found the line empty where there is any.
 */
function meanService(arrivals: Float64Array, { starts, durations }: Samples): number {
  let apart = Number.POSITIVE_INFINITY;
  for (let index = 0; index < starts.length; index++) apart = Math.min(apart, starts[index]! - arrivals[index]!);
  let sum = 0;
  for (let index = 0; index < starts.length; index++) sum += arrivals[index]! + apart + durations[index]! - starts[index]!;
  return sum / starts.length;
}

function joined(parts: readonly Float64Array[], count: number): Float64Array {
  const all = new Float64Array(count);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
