import * as l10n from '@vscode/l10n';
import type { BenchmarkResult } from '../schemas/benchmark';
import type { ReportTable } from './table';

/** Every setting of a sweep, those that failed too; nothing where there was none. */
export function sweepTables({ sweep, best }: BenchmarkResult): ReportTable[] {
  if (!sweep) return [];
  return [
    {
      title: l10n.t('Settings'),
      columns: [
        l10n.t('provider'),
        l10n.t('threads'),
        l10n.t('optimization'),
        l10n.t('batch'),
        l10n.t("the runtime's defaults"),
        l10n.t('P50, ms'),
        l10n.t('P50 from'),
        l10n.t('P50 to'),
        l10n.t('rows a second'),
        l10n.t('rows a second from'),
        l10n.t('rows a second to'),
        l10n.t('times as long as the best'),
        l10n.t('times from'),
        l10n.t('times to'),
        l10n.t('standing'),
        l10n.t('recommended'),
        l10n.t('runs'),
        l10n.t('rounds'),
        l10n.t('loading, ms'),
        l10n.t('first run, ms'),
        l10n.t('peak memory, bytes'),
        l10n.t('error'),
      ],
      rows: sweep.settings.map(({ settings, p50, throughput, ci95, times, ...one }, index) => [
        settings.provider,
        settings.threads ?? '',
        settings.optimization,
        settings.batch,
        one.default ? 1 : 0,
        p50 ?? '',
        ...(ci95?.p50 ?? ['', '']),
        throughput ?? '',
        ...(ci95?.throughput ?? ['', '']),
        times?.ratio ?? '',
        ...(times?.interval ?? ['', '']),
        one.standing ?? '',
        index === best?.recommended ? 1 : 0,
        one.runs,
        one.rounds,
        one.loadMs ?? '',
        one.firstRunMs ?? '',
        one.peakRssBytes ?? '',
        one.error?.message ?? '',
      ]),
    },
  ];
}
