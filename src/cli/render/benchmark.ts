import * as l10n from '@vscode/l10n';
import type { BenchmarkResult } from '../../report/schemas/benchmark';
import type { Style } from '../style';
import { renderCurve } from './benchmarkCurve';
import { machineText, renderNotes } from './benchmarkNotes';
import { renderProfile } from './benchmarkProfile';
import { renderSweep } from './benchmarkSweep';
import { columns, number } from './text';

/** A benchmark's figures, in milliseconds. */
export function renderBenchmark(result: BenchmarkResult, style: Style): string[] {
  const { latencyMs, loadMs, firstRunMs, warmup, overheadMs, memory, settings, inputs, outliers, machine } = result;
  if (result.runs === 0) return renderSweep(result, style);
  const { ci95 } = latencyMs;
  const row = (name: string, value: number, interval?: readonly number[]) => [
    `  ${name}`,
    number(value),
    interval ? `[${interval.map((end) => number(end)).join(', ')}]` : '',
  ];
  const megabytes = (bytes: number) => `${number(bytes / 1e6)} MB`;
  return [
    ...renderCurve(result, style),
    ...renderSweep(result, style),
    style.bold(l10n.t('Latency, ms')),
    ...columns(
      [
        row('min', latencyMs.min),
        row('P50', latencyMs.p50, ci95.p50),
        row('P90', latencyMs.p90, ci95.p90),
        row('P99', latencyMs.p99, ci95.p99),
        row('P99.9', latencyMs.p999),
        row('max', latencyMs.max),
        row('mean', latencyMs.mean, ci95.mean),
      ],
      [1],
    ),
    '',
    ...columns([
      [l10n.t('Outliers'), l10n.t('{0}, counted and kept', outliers.total)],
      [l10n.t('Loading'), l10n.t('{0} ms, first run {1} ms', number(loadMs), number(firstRunMs))],
      [l10n.t('Warm-up'), l10n.t('{0} runs, {1} ms', warmup.runs, number(warmup.ms))],
      [l10n.t('Overhead'), l10n.t('{0} ms of each run: the call and the clock', number(overheadMs))],
      [l10n.t('Memory'), l10n.t('{0} at most, {1} without the model', megabytes(memory.peakRssBytes), megabytes(memory.emptyRssBytes))],
      [l10n.t('Threads'), settings.threads === undefined ? l10n.t("the runtime's choice") : String(settings.threads)],
      [l10n.t('Machine'), machineText(machine)],
      ...inputs.map(({ name, type, shape, source }) => [name, `${type}[${shape.join(',')}]  ${source}`]),
    ]),
    ...renderNotes(result.stability.reasons, result.warnings, style),
    ...renderProfile(result, style),
  ];
}
