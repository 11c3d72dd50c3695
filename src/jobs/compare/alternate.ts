import * as l10n from '@vscode/l10n';
import { isAbort } from '../../base/errors';
import type { Progress } from '../../base/progress';
import type { Random } from '../../base/random';
import { getReady } from '../measuring/ready';
import type { Lane } from './lane';

/** A turn is as long as makes so many rounds, within these, milliseconds. */
const ROUNDS = 50;
const SHORTEST = 20;
const LONGEST = 100;
/** Of fewer rounds no interval is worth its name: models that take long are measured longer than they were to be. */
const FEWEST = 10;
/** What was stopped with fewer rounds than these is nothing to keep. */
const KEPT = 2;

/** How models take turns, and who watches. */
export interface Alternation {
  /** Milliseconds of each model. */
  readonly milliseconds: number;
  /** Order of the models within a round. */
  readonly random: Random;
  now(): number;
  progress(progress: Progress): void;
  /** @param seconds of each model so far; undefined while they warm up */
  onLive(seconds: number | undefined): void;
}

/** How it went. */
export interface Alternated {
  readonly turnMs: number;
  readonly rounds: number;
  /** It was cancelled. */
  readonly stopped: boolean;
}

/**
 * Warms all models up, then lets them run in turns, A B A B …, each in its own process, until each had its time: by time and not by count, so
 * that a slow one is not measured for minutes while a fast one is for seconds. The order within a round is by chance, so that none is
 * always first. A candidate that fails is out, and the others go on.
 * @param lanes the baseline first
 * @throws what the baseline failed with; AbortError where it was cancelled before there was anything to keep
 */
export async function alternate(lanes: readonly Lane[], rules: Alternation): Promise<Alternated> {
  await warmUp(lanes, rules);
  const alive = () => lanes.filter((lane) => lane.alive);
  const wanted = Math.max(SHORTEST, Math.min(LONGEST, rules.milliseconds / ROUNDS));
  const turnMs = Math.max(wanted, ...alive().map(({ typical }) => typical));
  const rounds = Math.max(FEWEST, Math.ceil(rules.milliseconds / turnMs));
  const began = rules.now();
  const done = { turnMs, rounds, stopped: false };
  for (let round = 0; round < rounds && alive().length > 1; round++) {
    try {
      for (const lane of shuffled(alive(), rules.random)) {
        await held(lane, () => lane.takeTurn(turnMs, rules.now() - began));
      }
    } catch (error) {
      const whole = Math.min(...alive().map(({ turns }) => turns.length));
      if (!isAbort(error) || whole < KEPT) throw error;
      for (const { turns } of lanes) turns.length = Math.min(turns.length, whole);
      return { ...done, rounds: whole, stopped: true };
    }
    const seconds = ((round + 1) * turnMs) / 1000;
    rules.progress({ message: l10n.t('Measuring in turns'), done: seconds, total: (rounds * turnMs) / 1000, unit: 'seconds' });
    rules.onLive(seconds);
  }
  return done;
}

async function warmUp(lanes: readonly Lane[], { milliseconds, progress, onLive }: Alternation): Promise<void> {
  for (const lane of lanes) {
    await held(lane, async () => {
      lane.ready = await getReady(lane.meter, milliseconds, (message) => progress({ message: `${lane.name}: ${message}` }));
      lane.outputs = await lane.meter.outputs();
    });
    onLive(undefined);
  }
}

/** Does something of a model; what fails of a candidate takes it out. */
async function held(lane: Lane, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (isAbort(error) || lane.index === 0) throw error;
    lane.fail(error);
  }
}

/** Fisher and Yates. */
function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const list = [...items];
  for (let last = list.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [list[last], list[other]] = [list[other]!, list[last]!];
  }
  return list;
}
