import * as l10n from '@vscode/l10n';
import type { BenchmarkResult } from '../../../src/report/schemas/benchmark';
import { count, figure, num } from '../../kit/format';
import { histogram } from '../../kit/histogram';
import { line } from '../../kit/line';
import type { PlotSpec } from '../../kit/plot';
import { ms } from './verdict';

const BINS = 40;
/** Of the slowest runs, which would leave the rest a few bars at the left, so many in a thousand are beyond the plot. */
const SHOWN = 0.995;

/** Every run in the order of time, the warm-up shaded. */
export function latencyPlot({ samples, stability }: BenchmarkResult): PlotSpec | undefined {
  if (!samples || samples.durations.length < 2) return undefined;
  const values = samples.durations.map(num);
  const steady = stability.verdict === 'steady';
  return {
    name: 'latency',
    title: steady ? l10n.t('Runs take the same time from start to end') : l10n.t('Runs in the order of time'),
    how:
      samples.every === 1
        ? l10n.t('One value a run; the shaded ones are warm-up and count in no figure.')
        : l10n.t('Every {0}th run; the shaded ones are warm-up and count in no figure.', count(samples.every)),
    label: l10n.t('Line of {0} latencies from {1} to {2}.', count(values.length), ms(Math.min(...values)), ms(Math.max(...values))),
    draw: line({
      values,
      step: samples.every,
      xAxis: l10n.t('run'),
      yAxis: l10n.t('latency, ms'),
      range: [0, Math.max(...values)],
      shade: { until: samples.warmup, text: l10n.t('warm-up') },
    }),
    table: {
      name: 'samples',
      label: l10n.t('Latencies by run.'),
      columns: [
        { title: l10n.t('run'), numeric: true },
        { title: l10n.t('started, ms'), numeric: true, show: (value) => figure(Number(value)) },
        { title: l10n.t('latency, ms'), numeric: true, show: (value) => figure(Number(value)) },
      ],
      rows: values.map((value, i) => [i * samples.every, num(samples.starts[i]), value]),
    },
  };
}

/** How often each latency came, with the percentiles. */
export function distributionPlot({ samples, latencyMs, outliers }: BenchmarkResult): PlotSpec | undefined {
  const values =
    samples?.durations
      .slice(samples.warmup)
      .map(num)
      .sort((a, b) => a - b) ?? [];
  const min = values[0];
  const max = values[Math.ceil(SHOWN * values.length) - 1];
  if (min === undefined || max === undefined || !(max > min) || values.length < 10) return undefined;
  const counts = new Array<number>(BINS).fill(0);
  const width = (max - min) / BINS;
  for (const value of values) if (value <= max) counts[Math.min(BINS - 1, Math.floor((value - min) / width))]!++;
  const beyond = values.filter((value) => value > max).length;
  return {
    name: 'distribution',
    title: l10n.t('Half of the runs take {0} or less', ms(latencyMs.p50)),
    how: [
      l10n.t('How many runs took so long.'),
      beyond === 0
        ? ''
        : beyond === 1
          ? l10n.t('1 slower run is beyond the plot.')
          : l10n.t('{0} slower runs are beyond the plot.', count(beyond)),
      outliers.total === 0 ? '' : l10n.t('{0} are outliers by Tukey’s fences; they are in all figures.', count(outliers.total)),
    ].join(' '),
    label: l10n.t('Histogram of latencies from {0} to {1}.', ms(min), ms(max)),
    draw: histogram({
      counts,
      min,
      max,
      axis: l10n.t('latency, ms'),
      lines: (['p50', 'p90', 'p99'] as const).map((name) => ({ value: num(latencyMs[name]), text: name.toUpperCase() })),
    }),
    table: {
      name: 'distribution',
      label: l10n.t('Runs by latency.'),
      columns: [
        { title: l10n.t('from, ms'), numeric: true, show: (value) => figure(Number(value)) },
        { title: l10n.t('to, ms'), numeric: true, show: (value) => figure(Number(value)) },
        { title: l10n.t('runs'), numeric: true },
      ],
      rows: counts.map((n, i) => [min + i * width, min + (i + 1) * width, n]),
    },
  };
}
