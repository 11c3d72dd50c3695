import * as l10n from '@vscode/l10n';
import type { BenchmarkResult } from '../schemas/benchmark';
import type { Curve } from '../schemas/benchmark/curve';
import { profileTables } from './profileTables';
import { sweepTables } from './sweepTable';
import type { ReportTable } from './table';

/** A benchmark's figures, and the runs that the report carries. */
export function benchmarkTables(result: BenchmarkResult): ReportTable[] {
  const { latencyMs, samples, throughput, loadMs, firstRunMs, overheadMs, memory, curve } = result;
  const { ci95, ...figures } = latencyMs;
  const intervals = new Map<string, readonly unknown[]>(Object.entries(ci95));
  return [
    ...(curve ? [curveTable(curve)] : []),
    ...sweepTables(result),
    {
      title: l10n.t('Latency, ms'),
      columns: [l10n.t('figure'), l10n.t('value'), l10n.t('from'), l10n.t('to')],
      rows: Object.entries(figures).map(([name, value]) => [name, value, ...(intervals.get(name) ?? ['', ''])]),
    },
    {
      title: l10n.t('Figures'),
      columns: [l10n.t('figure'), l10n.t('value')],
      rows: Object.entries({ throughput, loadMs, firstRunMs, overheadMs, ...memory }),
    },
    ...profileTables(result),
    {
      title: l10n.t('Runs'),
      columns: [l10n.t('run'), l10n.t('started, ms'), l10n.t('latency, ms'), l10n.t('warm-up')],
      rows: (samples?.durations ?? []).map((duration, i) => [
        i * (samples?.every ?? 1),
        samples?.starts[i],
        duration,
        i < (samples?.warmup ?? 0) ? 1 : 0,
      ]),
    },
  ];
}

/** What was varied, a row a point, in the order in which they were measured. */
function curveTable({ axis, points }: Curve): ReportTable {
  return {
    title: l10n.t('Throughput and latency'),
    columns: [
      { batch: l10n.t('batch'), rate: l10n.t('requests a second'), processes: l10n.t('processes') }[axis],
      l10n.t('rows a second'),
      l10n.t('P50, ms'),
      l10n.t('P99, ms'),
      l10n.t('runs'),
      l10n.t('peak memory, bytes'),
      l10n.t('threads'),
      l10n.t('busy, share of the time'),
      l10n.t('holds'),
      l10n.t('overloaded'),
      l10n.t('full length'),
    ],
    rows: points.map(({ x, throughput, p50, p99, runs, peakRssBytes, threads, busy, held, overloaded, confirm }) => [
      x,
      throughput,
      p50,
      p99,
      runs,
      peakRssBytes,
      threads ?? '',
      busy ?? '',
      flag(held),
      flag(overloaded),
      flag(confirm),
    ]),
  };
}

function flag(value: boolean | undefined): number | '' {
  return value === undefined ? '' : Number(value);
}
