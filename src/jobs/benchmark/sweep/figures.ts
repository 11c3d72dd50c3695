import { seededRandom } from '../../../base/random';
import { seriesIntervals } from '../../../measure/statistics/bootstrap';
import { moments } from '../../../measure/statistics/moments';
import { ascending, median, percentile } from '../../../measure/statistics/percentile';
import type { SweepSetting } from '../../../report/schemas/benchmark/sweep';
import type { Candidate } from './candidate';
import type { Scores, Standings } from './standings';

export type Objective = 'latency' | 'throughput';

/** What a setting scored by round: the median of a run, or the mean time of a row. */
export function scoresOf({ rounds, grid }: Candidate, objective: Objective, count: number): Scores {
  return Array.from({ length: count }, (_, round) => {
    const durations = rounds[round]?.durations;
    if (!durations || durations.length === 0) return undefined;
    return objective === 'latency' ? median(durations) : moments(durations).mean / grid.settings.batch;
  });
}

/** A setting with its figures, as the report has it. */
export function sweepSetting(candidate: Candidate, seed: number, found: Standings | undefined): SweepSetting {
  const { grid, rounds, ready, memory, error, index } = candidate;
  const { batch } = grid.settings;
  const standing = found?.against[index];
  const empty = ready?.loaded.emptyRssBytes ?? 0;
  return {
    settings: grid.settings,
    ...(grid.isDefault ? { default: true } : {}),
    ...figures(candidate.samples.durations, batch, seed),
    runs: candidate.runs,
    rounds: rounds.filter((samples) => samples !== undefined).length,
    ...(ready ? { loadMs: ready.loaded.loadMs, firstRunMs: ready.firstRunMs, steady: ready.warmup.steady } : {}),
    ...(memory ? { rssBytes: memory.rssBytes - empty, peakRssBytes: memory.peakRssBytes - empty } : {}),
    ...(found?.best === index ? { standing: 'best' } : standing ? { standing: standing.behind ? 'behind' : 'equal' } : {}),
    ...(standing ? { times: { ratio: standing.ratio, interval: standing.interval } } : {}),
    ...(error ? { error } : {}),
  };
}

function figures(durations: Float64Array, batch: number, seed: number): Pick<SweepSetting, 'p50' | 'throughput' | 'ci95'> {
  if (durations.length < 2) return {};
  const { mean } = moments(durations);
  const intervals = seriesIntervals(durations, [50], seededRandom(seed));
  const perSecond = (milliseconds: number) => (1000 * batch) / milliseconds;
  const [fast, slow] = intervals.mean;
  return {
    p50: percentile(ascending(durations), 50),
    throughput: perSecond(mean),
    ci95: { p50: intervals.percentiles.get(50)!, throughput: [perSecond(slow), perSecond(fast)] },
  };
}
