import { UserError } from '../../../base/errors';
import { seededRandom } from '../../../base/random';
import type { Best, Sweep } from '../../../report/schemas/benchmark/sweep';
import type { Bench, ScenarioOutcome } from '../scenarios/scenario';
import type { Measured } from '../single';
import { Candidate } from './candidate';
import { confirm } from './confirm';
import { scoresOf, sweepSetting } from './figures';
import type { GridSetting } from './grid';
import { Keeper } from './keeper';
import { recommend } from './recommend';
import { measureRounds } from './rounds';
import { kindest, type Scores, type Standings, standings } from './standings';

/** Of the whole time, what is kept for the best against the defaults in fresh processes. */
const CONFIRMING = 0.3;

export interface SweepOutcome extends ScenarioOutcome {
  readonly sweep: Sweep;
  readonly best: Best;
}

/**
 * Measures a model with every setting, in rounds, then what came out best against the runtime's defaults in fresh processes.
 * @param cores physical, which the runtime takes by itself
 * @param seconds for the whole
 * @throws UserError what every setting failed with, where none could be measured
 */
export async function measureSweep(grid: readonly GridSetting[], bench: Bench, cores: number, seconds: number): Promise<SweepOutcome> {
  const { seed, objective } = bench.parameters;
  const began = bench.now();
  const random = seededRandom(seed);
  const candidates = grid.map((one, index) => new Candidate(index, one));
  const keeper = new Keeper(bench.freeBytes());
  try {
    const { rounds, cancelled } = await measureRounds(candidates, bench, keeper, random, began + 1000 * seconds * (1 - CONFIRMING));
    keeper.end();
    const scores = candidates.map((one) => (one.error ? [] : scoresOf(one, objective, rounds)));
    const found = standings(scores);
    const chosen = choose(candidates, scores, found, cores);
    if (!chosen) throw failureOf(candidates);
    const usual = candidates.find(
      ({ grid: { isDefault, settings }, error }) => isDefault && !error && settings.batch === chosen.grid.settings.batch,
    );
    const left = Math.max(1, began + 1000 * seconds - bench.now());
    const again = cancelled ? undefined : await confirm(chosen, usual, bench, random, left);
    const settings = candidates.map((one) => sweepSetting(one, seed, found));
    const best = recommend({ settings, found, chosen: chosen.index, cores, usual: usual?.index, confirmation: again?.confirmation });
    const counts = candidates[best.recommended ?? chosen.index]!;
    const { described } = await bench.inputs(counts.grid.settings.batch);
    return {
      scenario: 'single',
      measured: (counts === chosen ? again?.chosen : again?.usual) ?? soFar(counts),
      settings: counts.session,
      described,
      batch: counts.grid.settings.batch,
      sweep: {
        objective,
        seed,
        rounds,
        plannedSeconds: seconds,
        tookSeconds: (bench.now() - began) / 1000,
        reopened: candidates.filter(({ starts }) => starts > 1).length,
        settings,
      },
      best,
      ...(cancelled ? { cancelled: true as const } : {}),
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

function failureOf(candidates: readonly Candidate[]): Error {
  const { code, message, remedy } = candidates[0]!.error!;
  return new UserError(code, message, { remedy });
}
