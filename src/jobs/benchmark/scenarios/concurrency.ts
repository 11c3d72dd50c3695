import * as l10n from '@vscode/l10n';
import { UserError } from '../../../base/errors';
import type { MeterMemory, Samples } from '../../../engine/meter/protocol';
import type { SessionSettings } from '../../../engine/meter/settings';
import type { CurveEnd, CurvePoint } from '../../../report/schemas/benchmark/curve';
import { getReady, type Ready } from '../../measuring/ready';
import type { Measured } from '../single';
import { curvePoint } from './point';
import type { Bench, MeasuringProcess, ScenarioOutcome } from './scenario';
import { doubling, labelled, listed, measureSeries, type Step } from './series';

/** Of what memory is free, so much may be used. */
const MEMORY_SHARE = 0.9;

/**
 * The model in several processes at once, as a server with as many workers has it: each runs one request after the other, all begin together
 * when all are warm. The cores are shared out among them unless the number of threads is given.
 */
export async function measureConcurrency(bench: Bench): Promise<ScenarioOutcome> {
  const { processes, batch } = bench.parameters;
  const { counts, curve, cancelled } = await measureSeries(bench, {
    axis: 'processes',
    values: processes ? listed(processes) : doubling(bench.cores, 'cores'),
    before: (points, count) => endBefore(points, count, bench),
    measure: (count, milliseconds) => measureTogether(bench, count, milliseconds),
  });
  const { x, throughput } = counts.point;
  return { scenario: 'concurrency', ...counts, batch, processes: x, throughput, curve, ...(cancelled ? { cancelled } : {}) };
}

function endBefore(points: readonly CurvePoint[], count: number, { freeBytes }: Bench): CurveEnd | undefined {
  const last = points.at(-1);
  return last && (last.peakRssBytes / last.x) * count > MEMORY_SHARE * freeBytes() ? 'memory' : undefined;
}

async function measureTogether(bench: Bench, count: number, milliseconds: number): Promise<Step> {
  const { batch, seed, threads } = bench.parameters;
  const settings: SessionSettings = { ...bench.settings, threads: threads ?? Math.max(1, Math.floor(bench.cores / count)) };
  const { feeds, described } = await bench.inputs(batch);
  const { progress } = labelled(bench, count === 1 ? l10n.t('1 process') : l10n.t('{0} processes', count));
  const meters: MeasuringProcess[] = [];
  try {
    for (let index = 0; index < count; index++) meters.push(bench.start(feeds, settings));
    const all = await Promise.all(meters.map((meter) => getReady(meter, milliseconds, (message) => progress({ message }))));
    const runs = await Promise.all(
      meters.map((meter, index) => {
        let measured = 0;
        return meter.run({ milliseconds }, ({ durations }) => {
          for (const duration of durations) measured += duration;
          const done = Math.min(measured, milliseconds) / 1000;
          if (index === 0) progress({ message: l10n.t('Measuring'), done, total: milliseconds / 1000 });
          return true;
        });
      }),
    );
    const memory = await Promise.all(meters.map((meter) => meter.memory()));
    const overhead = await meters[0]!.overhead();
    const measured = { ...together(all, runs, memory), overhead };
    const throughput = batch * runs.reduce((sum, samples) => sum + perSecond(samples), 0);
    return { point: { ...curvePoint(count, throughput, measured, seed), threads: settings.threads! }, measured, settings, described };
  } finally {
    for (const meter of meters) meter.kill();
  }
}

/** Runs a second of one process, from its first to the end of its last. @throws UserError `benchmark.noRuns` */
function perSecond({ starts, durations }: Samples): number {
  const last = durations.length - 1;
  if (last < 0) throw new UserError('benchmark.noRuns', l10n.t('A process ended without a run.'));
  return (1000 * durations.length) / (starts[last]! + durations[last]! - starts[0]!);
}

/** Several processes as one: their runs in the order of time, their memory in sum, of loading and first runs the slowest. */
function together(all: readonly Ready[], runs: readonly Samples[], memory: readonly MeterMemory[]): Omit<Measured, 'overhead'> {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const [first] = all as [Ready, ...Ready[]];
  const begin = runs[0]!.starts[0]!;
  return {
    loaded: {
      ...first.loaded,
      loadMs: Math.max(...all.map(({ loaded }) => loaded.loadMs)),
      emptyRssBytes: sum(all.map(({ loaded }) => loaded.emptyRssBytes)),
      rssBytes: sum(all.map(({ loaded }) => loaded.rssBytes)),
    },
    firstRunMs: Math.max(...all.map(({ firstRunMs }) => firstRunMs)),
    warmup: { ...first.warmup, steady: all.every(({ warmup }) => warmup.steady) },
    samples: inOrder(runs, begin),
    memory: { peakRssBytes: sum(memory.map(({ peakRssBytes }) => peakRssBytes)), rssBytes: sum(memory.map(({ rssBytes }) => rssBytes)) },
  };
}

/** Each process counts from its own first run, so their measured runs, which began together, are laid over each other. */
function inOrder(runs: readonly Samples[], begin: number): Samples {
  const pairs = runs.flatMap(({ starts, durations }) =>
    Array.from(starts, (start, index): [number, number] => [start - starts[0]! + begin, durations[index]!]),
  );
  pairs.sort(([a], [b]) => a - b);
  return { starts: Float64Array.from(pairs, ([start]) => start), durations: Float64Array.from(pairs, ([, duration]) => duration) };
}
