import * as l10n from '@vscode/l10n';
import { html, nothing } from 'lit';
import type { BenchmarkResult } from '../../../src/report/schemas/benchmark';
import type { Panel } from '../../app';
import { bytes, duration, figure, num } from '../../kit/format';
import { plot } from '../../kit/plot';
import { sentence } from '../../kit/sentence';
import { note } from '../../kit/states';
import { table } from '../../kit/table';
import { type Tile, tiles } from '../../kit/tiles';
import { drawPartial } from './partial';
import { distributionPlot, latencyPlot } from './plots';
import { profileSection } from './profile';
import { benchmarkEvidence, benchmarkSentence, intervalText, ms, reasonText, warningText } from './verdict';

/** How long a model takes. */
export const benchmarkPanel: Panel = {
  title: () => l10n.t('Benchmark'),
  drawPartial,
  draw(report, context) {
    const result = report.result as BenchmarkResult;
    const plots = [latencyPlot(result), distributionPlot(result)].filter((one) => one !== undefined);
    return html`${sentence(benchmarkSentence(result), benchmarkEvidence(report, result))}
    ${result.stability.reasons.slice(1).map((reason) => note(`${capital(reasonText(reason))}.`))} ${result.warnings.map((warning) => note(warningText(warning)))}
    ${result.saved ? note(savedText(result.saved)) : nothing}
    ${tiles(benchmarkTiles(result))}
    ${plots.length > 0 ? html`<div class="charts">${plots.map((spec) => plot(spec, context))}</div>` : nothing}
    ${profileSection(result, context)}
    <section aria-labelledby="figures"><h2 id="figures">${l10n.t('Figures')}</h2>${table(figuresTable(result), context)}</section>
    <section aria-labelledby="inputs"><h2 id="inputs">${l10n.t('Inputs')}</h2>${table(inputsTable(result), context)}</section>`;
  },
};

/** Where the figures are besides, or why they are not. */
function savedText({ path, error }: NonNullable<BenchmarkResult['saved']>): string {
  return error ? l10n.t('The figures were not saved. {0}', error.message) : l10n.t('Saved in {0}: commit it with the model.', path);
}

function benchmarkTiles({ latencyMs, throughput, settings, loadMs, firstRunMs, memory, overheadMs }: BenchmarkResult): Tile[] {
  const [median, tail, load, own] = [
    duration(num(latencyMs.p50)),
    duration(num(latencyMs.p99)),
    duration(num(loadMs)),
    bytes(memory.peakRssBytes - memory.emptyRssBytes),
  ];
  return [
    { label: l10n.t('P50'), ...median, note: intervalText(latencyMs.ci95.p50) },
    { label: l10n.t('P99'), ...tail, ...(latencyMs.ci95.p99 ? { note: intervalText(latencyMs.ci95.p99) } : {}) },
    {
      label: settings.batch === 1 ? l10n.t('Runs a second') : l10n.t('Rows a second'),
      value: figure(num(throughput), 3),
      note: l10n.t('batch {0}', settings.batch),
    },
    { label: l10n.t('Loading'), ...load, note: l10n.t('first run {0}', ms(firstRunMs)) },
    { label: l10n.t('Memory'), ...own, note: l10n.t('beyond the runtime’s own') },
    { label: l10n.t('Overhead'), ...duration(num(overheadMs)), note: l10n.t('of a call, in every run') },
  ];
}

function figuresTable({ latencyMs, earlyStopping }: BenchmarkResult) {
  const rows: [string, number | string, string][] = [
    ['min', latencyMs.min, ''],
    ['P50', latencyMs.p50, intervalText(latencyMs.ci95.p50)],
    ['P90', latencyMs.p90, latencyMs.ci95.p90 ? intervalText(latencyMs.ci95.p90) : ''],
    ['P95', latencyMs.p95, ''],
    ['P99', latencyMs.p99, latencyMs.ci95.p99 ? intervalText(latencyMs.ci95.p99) : ''],
    ['P99.9', latencyMs.p999, ''],
    ['max', latencyMs.max, ''],
    [l10n.t('mean'), latencyMs.mean, intervalText(latencyMs.ci95.mean)],
    [l10n.t('standard deviation'), latencyMs.stdev, ''],
    ...(earlyStopping.p90 === undefined ? [] : [[l10n.t('P90 is at most, at 99 %'), earlyStopping.p90, ''] as [string, number, string]]),
    ...(earlyStopping.p99 === undefined ? [] : [[l10n.t('P99 is at most, at 99 %'), earlyStopping.p99, ''] as [string, number, string]]),
  ];
  return {
    name: 'figures',
    label: l10n.t('Latencies in milliseconds.'),
    columns: [
      { title: l10n.t('figure') },
      { title: l10n.t('latency, ms'), numeric: true, show: (value: unknown) => figure(num(value as number), 5) },
      { title: l10n.t('95 % interval') },
    ],
    rows,
  };
}

function inputsTable({ inputs }: BenchmarkResult) {
  return {
    name: 'inputs',
    label: l10n.t('Inputs the model was measured on.'),
    columns: [{ title: l10n.t('input') }, { title: l10n.t('type') }, { title: l10n.t('shape') }, { title: l10n.t('from') }],
    rows: inputs.map(({ name, type, shape, source }) => [name, type, shape.join(' × '), source]),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
