import * as l10n from '@vscode/l10n';
import type { Random } from '../../../base/random';
import { median } from '../../../measure/statistics/percentile';
import type { SweepPartial } from '../../../report/schemas/benchmark/sweep';
import type { Bench } from '../scenarios/scenario';
import type { Candidate } from './candidate';
import type { Keeper } from './keeper';
import { shuffled } from './order';

/** A visit is at least this long, where the time is enough: shorter ones would be mostly changing over. */
const VISIT = 200;
const MOST_ROUNDS = 30;
/** Where nobody said how long it may take, there is time for so many rounds however long getting ready took. */
const WANTED_ROUNDS = 6;

/** How far the rounds came. */
export interface Rounds {
  readonly rounds: number;
  readonly cancelled: boolean;
}

/**
 * Visits all settings in a random order, again and again in new ones, until the time is over. A drift of the machine, or another program, falls on all alike.
 * @param until the end of the rounds, by the bench's clock; later where it is not `strict` and getting ready took long. The first round is made whatever it takes, since without it there would be no figures
 */
export async function measureRounds(
  candidates: readonly Candidate[],
  bench: Bench,
  keeper: Keeper,
  random: Random,
  until: number,
  strict: boolean,
): Promise<Rounds> {
  const began = bench.now();
  const warmUp = (until - began) / 4 / candidates.length;
  let planned = 1;
  let round = 0;
  let took = 0;
  const live = () => tellLive(candidates, bench, round, planned);
  try {
    for (const index of shuffled(candidates.length, random)) {
      say(bench, l10n.t('Getting ready: {0}', settingText(candidates[index]!)));
      const meter = await candidates[index]!.open(bench, keeper, warmUp);
      if (meter) keeper.offer(index, meter, candidates[index]!.memory?.rssBytes ?? 0);
      live();
    }
    const able = running(candidates).length;
    const end = strict ? until : Math.max(until, bench.now() + WANTED_ROUNDS * VISIT * able);
    const visits = (end - bench.now()) / VISIT / able;
    planned = Math.max(1, Math.min(MOST_ROUNDS, Math.floor(visits)));
    for (; round < planned; round++) {
      const started = bench.now();
      if (round > 0 && started + took > end + took / 4) break;
      const able = running(candidates);
      const slice = Math.max(1, (end - started) / (planned - round) / able.length);
      for (const place of shuffled(able.length, random)) {
        const candidate = able[place]!;
        say(bench, l10n.t('Round {0} of {1}: {2}', round + 1, planned, settingText(candidate)));
        const meter = await candidate.open(bench, keeper, warmUp);
        if (meter) await candidate.visit(bench, keeper, meter, round, slice);
        live();
      }
      took = bench.now() - started;
    }
    return { rounds: round, cancelled: false };
  } catch (error) {
    if (!bench.signal.aborted || !candidates.some(({ runs }) => runs > 1)) throw error;
    return { rounds: round + 1, cancelled: true };
  }
}

function running(candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter(({ error }) => error === undefined);
}

/** What there is of each setting so far. */
function tellLive(candidates: readonly Candidate[], bench: Bench, round: number, rounds: number): void {
  bench.onLive?.({
    phase: 'measuring',
    samples: { durations: [], warmup: 0, every: 1 },
    runs: candidates.reduce((sum, { runs }) => sum + runs, 0),
    seconds: 0,
    of: 0,
    sweep: { round, rounds, objective: bench.parameters.objective, settings: candidates.map(soFar) },
  });
}

function soFar({ grid, rounds, error }: Candidate): SweepPartial['settings'][number] {
  const last = rounds.findLast((samples) => samples !== undefined && samples.durations.length > 0);
  return {
    settings: grid.settings,
    ...(grid.isDefault ? { default: true } : {}),
    ...(last ? { p50: median(last.durations) } : {}),
    ...(error ? { failed: true } : {}),
  };
}

function say(bench: Bench, message: string): void {
  bench.progress({ message });
}

/** `2 threads, extended, batch 8`. */
export function settingText({ grid: { settings, isDefault } }: Pick<Candidate, 'grid'>): string {
  const { provider, threads, optimization, batch } = settings;
  const rows = l10n.t('batch {0}', batch);
  if (isDefault) return l10n.t("the runtime's defaults, {0}", rows);
  const own = threads === 1 ? l10n.t('1 thread') : l10n.t('{0} threads', threads ?? '');
  return [own, optimization, provider, rows].join(', ');
}
