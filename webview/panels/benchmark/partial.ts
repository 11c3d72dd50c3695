import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { BenchmarkPartial } from '../../../src/report/schemas/benchmark/partial';
import { count, duration, num } from '../../kit/format';
import { histogram } from '../../kit/histogram';
import { line } from '../../kit/line';
import { type LivePlotSpec, livePlot } from '../../kit/livePlot';
import { type Tile, tiles } from '../../kit/tiles';

const BINS = 40;
/** Runs slower than the third quartile by so many times the quartiles' distance are beyond the plot, or one would make a single bar of the rest. */
const REACH = 8;

/** A measurement while it goes on: the runs so far, over time and by latency. Undefined before there is a run. */
export function drawPartial(partial: unknown): TemplateResult | undefined {
  const { samples, runs } = partial as BenchmarkPartial;
  const values = samples.durations.map(num);
  if (values.length === 0) return undefined;
  const measured = values.slice(samples.warmup).sort((a, b) => a - b);
  const plots = [overTime(values, samples), byLatency(measured)];
  return html`${tiles(soFarTiles(measured, runs))}
    <div class="charts">${plots.map(livePlot)}</div>`;
}

/** The same tiles from the first run on: without figures a dash stands in their place. */
function soFarTiles(measured: readonly number[], runs: number): Tile[] {
  const at = (share: number) => {
    const value = measured[Math.min(measured.length - 1, Math.floor(share * measured.length))];
    return value === undefined ? { value: '–' } : duration(value);
  };
  return [
    { label: l10n.t('Runs'), value: count(runs), note: l10n.t('so far, without warm-up') },
    { label: l10n.t('P50'), ...at(0.5), note: l10n.t('so far') },
    { label: l10n.t('P99'), ...at(0.99), note: l10n.t('so far') },
  ];
}

function overTime(values: readonly number[], { warmup, every }: BenchmarkPartial['samples']): LivePlotSpec {
  return {
    title: l10n.t('Runs in the order of time'),
    how: l10n.t('The shaded ones are warm-up and count in no figure.'),
    label: l10n.t('Line of the latencies so far.'),
    draw: line({
      values,
      step: every,
      xAxis: l10n.t('run'),
      yAxis: l10n.t('latency, ms'),
      shade: { until: warmup, text: l10n.t('warm-up') },
    }),
  };
}

function byLatency(measured: readonly number[]): LivePlotSpec {
  const min = measured[0] ?? 0;
  const [low, high] = [0.25, 0.75].map((share) => measured[Math.floor(share * measured.length)] ?? 0) as [number, number];
  const max = Math.min(measured.at(-1) ?? 1, high + REACH * (high - low));
  const counts = new Array<number>(BINS).fill(0);
  const width = (max - min) / BINS || 1;
  for (const value of measured) if (value <= max) counts[Math.min(BINS - 1, Math.floor((value - min) / width))]!++;
  return {
    title: l10n.t('How often each latency came'),
    how: l10n.t('Warm-up aside; the slowest are beyond the plot.'),
    label: l10n.t('Histogram of the latencies so far.'),
    draw: histogram({ counts, min, max, axis: l10n.t('latency, ms') }),
  };
}
