import { seededRandom } from '../../base/random';
import { summarizeLatencies } from '../../measure/latency/summary';
import { median } from '../../measure/statistics/percentile';
import type { MeasuredModel } from '../../report/schemas/compare';
import { joinTurns, type Lane, turnsOf } from './lane';

/** Runs, and turns, of one model that a report carries itself. */
const MAX_SAMPLES = 1000;
const MAX_TURNS = 400;

/** What the turns of one model come to; of the baseline's, in several groups, all together. @param file attachment with every run */
export function measuredModel(lanes: readonly Lane[], batch: number, seed: number, file: string | undefined): MeasuredModel {
  const [{ ready, memory }] = lanes as [Lane, ...Lane[]];
  const { loaded, firstRunMs, warmup, overhead } = ready!;
  const turns = turnsOf(lanes);
  const durations = joinTurns(turns);
  const { latencyMs, runs, outliers, stability } = summarizeLatencies(durations, seededRandom(seed));
  const total = (values: ArrayLike<number>) =>
    Array.prototype.reduce.call(values, (sum, value) => Number(sum) + Number(value), 0) as number;
  const every = Math.max(1, Math.ceil(runs / MAX_SAMPLES));
  const everyTurn = Math.max(1, Math.ceil(turns.length / MAX_TURNS));
  const shown = turns.filter((_, index) => index % everyTurn === 0);
  return {
    loadMs: loaded.loadMs,
    firstRunMs,
    latencyMs,
    throughput: (1000 * batch * runs) / total(durations),
    runs,
    outliers,
    stability,
    overheadMs: overhead.callMs + overhead.clockMs,
    memory: { emptyRssBytes: loaded.emptyRssBytes, peakRssBytes: memory!.peakRssBytes, steadyRssBytes: memory!.rssBytes },
    warmup: { runs: warmup.durations.length + 1, ms: firstRunMs + total(warmup.durations), steady: warmup.steady },
    settling: lanes.reduce((sum, { settling }) => sum + settling, 0),
    turns: { at: shown.map(({ at }) => at), p50: shown.map((turn) => median(turn.durations)), every: everyTurn },
    samples: { durations: [...durations.filter((_, index) => index % every === 0)], every, ...(file === undefined ? {} : { file }) },
  };
}
