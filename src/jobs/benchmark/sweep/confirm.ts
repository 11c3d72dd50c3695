import * as l10n from '@vscode/l10n';
import type { Random } from '../../../base/random';
import { joinSamples } from '../../../engine/meter/meter';
import type { Samples } from '../../../engine/meter/protocol';
import { median } from '../../../measure/statistics/percentile';
import { turnRatio } from '../../../measure/statistics/turnRatio';
import type { Confirmation } from '../../../report/schemas/benchmark/sweep';
import { getReady, type Ready } from '../../measuring/ready';
import type { Bench, MeasuringProcess } from '../scenarios/scenario';
import type { Measured } from '../single';
import type { Candidate } from './candidate';

/** A turn takes about so long, milliseconds. */
const TURN = 50;
/** Pairs of fresh processes: where a process's memory happens to lie makes it faster or slower for its whole life. */
const PAIRS = 3;
/** Turns of a pair at least. */
const TURNS = 3;

/** A setting measured anew. */
export interface Confirmed {
  readonly chosen: Measured;
  /** Where the default is another. */
  readonly usual?: Measured;
  readonly confirmation?: Confirmation;
}

/**
 * Measures a setting in fresh processes that take turns with those of the runtime's defaults: of many settings the best looks better than it is, and only figures it was not
 * chosen by tell how much better it is.
 * @param milliseconds for all of it
 */
export async function confirm(
  chosen: Candidate,
  usual: Candidate | undefined,
  bench: Bench,
  random: Random,
  milliseconds: number,
): Promise<Confirmed> {
  const began = bench.now();
  const sides = usual && usual !== chosen ? [chosen, usual] : [chosen];
  const runs: Samples[][] = sides.map(() => []);
  const pairs: number[] = [];
  const fresh: Omit<Measured, 'samples'>[] = [];
  for (let pair = 0; pair < PAIRS; pair++) {
    const end = began + (milliseconds * (pair + 1)) / PAIRS;
    const { origin, turns, measured } = await measurePair(sides, bench, random, end);
    for (const [side, own] of turns.entries()) runs[side]!.push(...own.map((turn) => later(turn, origin - began)));
    fresh.push(...measured);
    const [own, other] = turns.map((list) => median(joinSamples(list).durations));
    if (other !== undefined) pairs.push(other / own!);
  }
  const [own, other] = runs.map((parts, side): Measured => ({ ...fresh[side]!, samples: joinSamples(parts) }));
  if (!other) return { chosen: own! };
  const { ratio, ci95, pValue, delta, verdict } = turnRatio(durationsOf(runs[1]!), durationsOf(runs[0]!), random);
  return { chosen: own!, usual: other, confirmation: { ratio, ci95, pValue, delta, verdict, pairs, runs: own!.samples.durations.length } };
}

async function measurePair(sides: readonly Candidate[], bench: Bench, random: Random, end: number) {
  const meters: MeasuringProcess[] = [];
  try {
    const origin = bench.now();
    const left = Math.max(1, end - origin);
    const readies: Ready[] = [];
    bench.progress({ message: l10n.t('The best against the defaults, in fresh processes') });
    for (const side of sides) {
      const { feeds } = await bench.inputs(side.grid.settings.batch);
      const meter = bench.start(feeds, side.session);
      meters.push(meter);
      readies.push(await getReady(meter, left / 4, () => undefined));
    }
    const slowest = Math.max(...sides.map((side) => median(side.samples.durations)));
    const count = Math.max(1, Math.round(TURN / slowest));
    const turns: Samples[][] = sides.map(() => []);
    for (let turn = 0; turn < TURNS || bench.now() < end; turn++) {
      // Who begins changes at random, so that going first is nobody's advantage.
      const order = sides.length === 2 && random.integer(2) === 1 ? [1, 0] : sides.map((_, index) => index);
      for (const side of order) {
        // What the other left in the caches, and its threads that still turn round, are gone after one.
        if (count > 1 && sides.length > 1) await meters[side]!.run({ count: 1 });
        turns[side]!.push(await meters[side]!.run({ count }));
      }
    }
    const memories = await Promise.all(meters.map((meter) => meter.memory()));
    return { origin, turns, measured: readies.map((ready, side) => ({ ...ready, memory: memories[side]! })) };
  } finally {
    for (const meter of meters) meter.kill();
  }
}

function later({ starts, durations }: Samples, by: number): Samples {
  return { starts: starts.map((start) => start + by), durations };
}

function durationsOf(turns: readonly Samples[]): Float64Array[] {
  return turns.map(({ durations }) => durations);
}
