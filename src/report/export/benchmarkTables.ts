import * as l10n from '@vscode/l10n';
import type { BenchmarkResult } from '../schemas/benchmark';
import type { ReportTable } from './table';

/** A benchmark's figures, and the runs that the report carries. */
export function benchmarkTables({
  latencyMs,
  samples,
  throughput,
  loadMs,
  firstRunMs,
  overheadMs,
  memory,
}: BenchmarkResult): ReportTable[] {
  const { ci95, ...figures } = latencyMs;
  const intervals = new Map<string, readonly unknown[]>(Object.entries(ci95));
  return [
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
