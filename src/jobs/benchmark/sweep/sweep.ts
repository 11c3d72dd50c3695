import { isAbort, toErrorInfo, UserError } from '../../../base/errors';
import { seededRandom } from '../../../base/random';
import type { Best, Sweep } from '../../../report/schemas/benchmark/sweep';
import type { Bench, ScenarioOutcome } from '../scenarios/scenario';
import type { Measured } from '../single';
import { Candidate } from './candidate';
import { type Confirmed, confirm } from './confirm';
import { scoresOf, sweepSetting } from './figures';
import type { GridSetting } from './grid';
import { Keeper } from './keeper';
import { nothingMeasured } from './nothing';
import { recommend } from './recommend';
import { measureRounds } from './rounds';
import { kindest, type Scores, type Standings, standings } from './standings';

/** Of the whole time, what is kept for the best against the defaults in fresh processes. */
const CONFIRMING = 0.3;

/** How long a sweep takes, loading and warm-up included. */
export interface SweepTime {
  readonly seconds: number;
  /** Somebody said so. */
  readonly strict: boolean;
}

export interface SweepOutcome extends ScenarioOutcome {
  readonly sweep: Sweep;
  readonly best: Best;
}

/**
 * Measures a model with every setting, in rounds, then what came out best against the runtime's defaults in fresh processes.
 * @param cores physical, which the runtime takes by itself
 * @param time for the whole; where it is not strict it may take longer, since without rounds there would be nothing to compare
 * @throws UserError what every setting failed with, where none could be measured
 */
export async function measureSweep(grid: readonly GridSetting[], bench: Bench, cores: number, time: SweepTime): Promise<SweepOutcome> {
  const { seconds, strict } = time;
  const { seed, objective } = bench.parameters;
  const began = bench.now();
  const random = seededRandom(seed);
  const candidates = grid.map((one, index) => new Candidate(index, one));
  const keeper = new Keeper(bench.freeBytes());
  const summary = (rounds: number, found: Standings | undefined): Sweep => ({
    objective,
    seed,
    rounds,
    plannedSeconds: seconds,
    tookSeconds: (bench.now() - began) / 1000,
    reopened: candidates.filter(({ starts }) => starts > 1).length,
    settings: candidates.map((one) => sweepSetting(one, seed, found)),
  });
  try {
    const { rounds, cancelled } = await measureRounds(
      candidates,
      timed(bench, began, seconds),
      keeper,
      random,
      began + 1000 * seconds * (1 - CONFIRMING),
      strict,
    );
    keeper.end();
    const scores = candidates.map((one) => (one.error ? [] : scoresOf(one, objective, rounds)));
    const found = standings(scores);
    const chosen = choose(candidates, scores, found, cores);
    if (!chosen) return nothingOutcome(candidates, summary(rounds, found));
    const usual = candidates.find(
      ({ grid: { isDefault, settings }, error }) => isDefault && !error && settings.batch === chosen.grid.settings.batch,
    );
    const left = Math.max(strict ? 1 : 1000 * seconds * CONFIRMING, began + 1000 * seconds - bench.now());
    const again = cancelled ? {} : await confirmed(chosen, usual, timed(bench, began, seconds), random, left);
    const sweep = summary(rounds, found);
    const best = recommend({
      settings: sweep.settings,
      found,
      chosen: chosen.index,
      cores,
      usual: usual?.index,
      confirmation: again.confirmation,
      failure: again.failure,
    });
    const counts = candidates[best.recommended ?? chosen.index]!;
    const { described } = await bench.inputs(counts.grid.settings.batch);
    return {
      scenario: 'single',
      measured: (counts === chosen ? again.chosen : again.usual) ?? soFar(counts),
      settings: counts.session,
      described,
      batch: counts.grid.settings.batch,
      sweep,
      best,
      ...(bench.signal.aborted ? { cancelled: true as const } : {}),
    };
  } finally {
    keeper.end();
  }
}

/** What is measured anew: the kindest of the best; by the figures alone where there were too few rounds to compare. */
function choose(
  candidates: readonly Candidate[],
  scores: readonly Scores[],
  found: Standings | undefined,
  cores: number,
): Candidate | undefined {
  const [first] = candidates
    .filter(({ index }) => scores[index]!.some((score) => score !== undefined))
    .sort((a, b) => Math.min(...known(scores[a.index]!)) - Math.min(...known(scores[b.index]!)));
  if (!found) return first;
  const chosen = kindest(found, (index) => {
    const { grid, memory } = candidates[index]!;
    const { threads = cores, optimization, batch } = grid.settings;
    return { threads, isDefault: grid.isDefault, optimization, batch, memory: memory?.peakRssBytes ?? 0 };
  });
  return candidates[chosen];
}

function known(scores: Scores): number[] {
  return scores.filter((score) => score !== undefined);
}

/** What was measured of a setting in the rounds. */
function soFar({ ready, samples, memory }: Candidate): Measured {
  return { ...ready!, samples, memory: memory! };
}

/** What is said while it goes on, with the time that it takes in all. */
function timed(bench: Bench, began: number, seconds: number): Bench {
  return {
    ...bench,
    progress: (progress) =>
      bench.progress({ ...progress, done: Math.min(seconds, (bench.now() - began) / 1000), total: seconds, unit: 'seconds' }),
  };
}

/** Measured in fresh processes; where that fails or is cancelled, what the rounds say is kept. */
async function confirmed(...given: Parameters<typeof confirm>): Promise<Partial<Confirmed> & Pick<Best, 'failure'>> {
  try {
    return await confirm(...given);
  } catch (error) {
    if (isAbort(error)) return {};
    if (!(error instanceof UserError)) throw error;
    const { code, message, remedy } = toErrorInfo(error);
    return { failure: { code, message, ...(remedy === undefined ? {} : { remedy }) } };
  }
}

/**
 * Every setting failed. Where all did for one reason that is what is wrong with the model, or with what was given.
 * @throws UserError that reason
 */
function nothingOutcome(candidates: readonly Candidate[], sweep: Sweep): SweepOutcome {
  const [first] = candidates;
  const { code, message, remedy } = first!.error!;
  if (candidates.every(({ error }) => error?.message === message)) throw new UserError(code, message, { remedy });
  return {
    scenario: 'single',
    measured: nothingMeasured(),
    settings: first!.session,
    described: [],
    batch: first!.grid.settings.batch,
    sweep,
    best: { best: 0, equals: [], reason: 'unclear' },
  };
}
