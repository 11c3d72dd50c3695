import * as l10n from '@vscode/l10n';
import { stoppedGrowing } from '../../../measure/latency/growth';
import type { CurveEnd, CurvePoint } from '../../../report/schemas/benchmark/curve';
import { measureSingle } from '../single';
import { busyThroughput, curvePoint } from './point';
import type { Bench, ScenarioOutcome } from './scenario';
import { doubling, labelled, listed, measureSeries, type Step, type Variation } from './series';

const LARGEST = 65_536;
/** A point wants so many runs, warm-up included; where they would not fit into the time that is left, the series is over. */
const RUNS = 10;
/** Of what memory is free, so much may be used. */
const MEMORY_SHARE = 0.9;

/** Throughput over batch sizes, each in a clean process: MLPerf's offline scenario, whose samples are all there from the start. */
export async function measureOffline(bench: Bench): Promise<ScenarioOutcome> {
  const { batches } = bench.parameters;
  const { fixedRows } = bench;
  const values = batches ? listed(batches) : fixedRows === undefined ? doubling(LARGEST, 'limit') : only(fixedRows);
  const { counts, curve, cancelled } = await measureSeries(bench, {
    axis: 'batch',
    values,
    ...(batches ? {} : { before: (points, _batch, left) => endBefore(points, left, bench) }),
    endOf: ({ code }) => (code === 'batch.fixed' && !batches ? 'fixed' : undefined),
    measure: (batch, milliseconds) => measureBatch(bench, batch, milliseconds),
  });
  return { scenario: 'offline', ...counts, batch: counts.point.x, curve, ...(cancelled ? { cancelled } : {}) };
}

/** The one batch that the model takes. */
function only(rows: number): Variation['values'] {
  return { at: (index) => (index === 0 ? rows : undefined), end: 'fixed' };
}

async function measureBatch(bench: Bench, batch: number, milliseconds: number): Promise<Step> {
  const { settings } = bench;
  const { feeds, described } = await bench.inputs(batch);
  const meter = bench.start(feeds, settings);
  try {
    const measured = await measureSingle(meter, milliseconds, labelled(bench, l10n.t('Batch {0}', batch)));
    const throughput = busyThroughput(measured.samples.durations, batch);
    return { point: curvePoint(batch, throughput, measured, bench.parameters.seed), measured, settings, described };
  } finally {
    meter.kill();
  }
}

/** Why a batch twice as large is not tried. */
function endBefore(points: readonly CurvePoint[], left: number, bench: Bench): CurveEnd | undefined {
  const [last, before] = [points.at(-1), points.at(-2)];
  if (!last) return undefined;
  if (stoppedGrowing(points.map(({ throughput }) => throughput))) return 'flat';
  const run = 2 * last.p50;
  if (run * RUNS > left || run > 1000 * bench.parameters.timeout) return 'time';
  // What a batch takes grows with it: by as much again as the last step took, twice.
  const needed = before ? last.peakRssBytes + 2 * Math.max(0, last.peakRssBytes - before.peakRssBytes) : last.peakRssBytes;
  return needed > MEMORY_SHARE * bench.freeBytes() ? 'memory' : undefined;
}
