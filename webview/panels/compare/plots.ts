import * as l10n from '@vscode/l10n';
import type { ComparedModel, CompareResult } from '../../../src/report/schemas/compare';
import { forest } from '../../kit/forest';
import { figure, num } from '../../kit/format';
import type { PlotSpec } from '../../kit/plot';
import { type Ridge, ridges } from '../../kit/ridges';
import { type Strip, strips } from '../../kit/strips';
import { ms, ratioInterval, times } from './verdict';

const BINS = 60;
/** Of the slowest runs, which would leave the rest a few steps at the left, so many in a thousand are beyond the plot. */
const SHOWN = 0.99;
/** Where medians lie further apart than this, one linear axis would leave the faster ones a line: the axis is of logarithms. */
const FAR = 4;

/** Ratios with their intervals. */
export function ratioPlot({ baseline, candidates, method, limit }: CompareResult): PlotSpec {
  const { noiseThreshold: noise } = method;
  const several = method.comparisons > 1;
  return {
    name: 'ratio',
    title: l10n.t('How many times as fast as {0}', baseline.name),
    how: [
      l10n.t('Right of 1 is faster. The dot is the ratio of medians, the bar its 95 % interval.'),
      several ? l10n.t('The whiskers hold for all models together, and the verdicts go by them.') : '',
      l10n.t('What reaches into the shaded band, {0} % around 1, is no difference.', figure(100 * noise)),
    ].join(' '),
    label: l10n.t('Ratios of {0} models with their intervals.', candidates.length),
    draw: forest(
      candidates.map(({ model, ratio, ci95, family95 }) => ({
        label: model.name,
        ...(ratio === undefined || !ci95 || !family95
          ? { text: l10n.t('failed') }
          : {
              value: num(ratio),
              interval: pair(ci95),
              ...(several ? { wide: pair(family95) } : {}),
              text: `${times(ratio)} ${ratioInterval(family95)}`,
            }),
      })),
      {
        axis: l10n.t('times as fast'),
        band: [1 / (1 + noise), 1 + noise],
        ...(limit ? { limit: { value: 1 / limit.maxSlowdown, text: l10n.t('limit: {0} slower', times(limit.maxSlowdown)) } } : {}),
      },
    ),
    table: {
      name: 'ratios',
      label: l10n.t('Ratios by model.'),
      columns: [
        { title: l10n.t('model') },
        ...[
          l10n.t('times as fast'),
          l10n.t('from'),
          l10n.t('to'),
          l10n.t('from, together'),
          l10n.t('to, together'),
          'p',
          l10n.t('p, adjusted'),
          l10n.t('Cliff’s delta'),
        ].map((title) => ({ title, numeric: true, show: (value: unknown) => (value === '' ? '' : figure(Number(value))) })),
      ],
      rows: candidates.map(({ model, ratio, ci95, family95, pValue, pAdjusted, delta }) => [
        model.name,
        ...[ratio, ci95?.[0], ci95?.[1], family95?.[0], family95?.[1], pValue, pAdjusted, delta].map((value) =>
          value === undefined ? '' : num(value),
        ),
      ]),
    },
  };
}

/** Distributions over each other. Undefined where there are too few runs to see a shape. */
export function distributionPlot(result: CompareResult): PlotSpec | undefined {
  const models = measuredModels(result);
  const sorted = models.map((model) => (model.measured?.samples.durations ?? []).map(num).sort((a, b) => a - b));
  if (sorted.every((values) => values.length < 10)) return undefined;
  const medians = models.map((model) => num(model.measured?.latencyMs.p50));
  const far = Math.max(...medians) > FAR * Math.min(...medians);
  const scale = far ? Math.log10 : (value: number) => value;
  const min = scale(Math.min(...sorted.flatMap((values) => values[0] ?? [])));
  const max = scale(Math.max(...sorted.flatMap((values) => values[Math.ceil(SHOWN * values.length) - 1] ?? [])));
  const rows = models.map((model, index): Ridge => {
    const counts = new Array<number>(BINS).fill(0);
    const width = (max - min) / BINS || 1;
    for (const value of sorted[index]!) if (scale(value) <= max) counts[Math.min(BINS - 1, Math.floor((scale(value) - min) / width))]!++;
    return { label: model.name, counts, middle: scale(medians[index]!), text: `P50 ${ms(medians[index]!)}` };
  });
  return {
    name: 'distributions',
    title: l10n.t('How long runs take'),
    how: l10n.t('How often each latency came, on one axis; the line is the median. One run in a hundred may be beyond the plot.'),
    label: l10n.t('Distributions of {0} models.', models.length),
    draw: ridges(rows, {
      min,
      max,
      axis: l10n.t('latency, ms'),
      ...(far ? { show: (value: number) => figure(10 ** value, 3), ticks: logTicks } : {}),
    }),
    table: {
      name: 'distributions',
      label: l10n.t('Percentiles by model.'),
      columns: [
        { title: l10n.t('model') },
        ...['min', 'P50', 'P90', 'P99', 'max'].map((title) => ({ title, numeric: true, show: (value: unknown) => figure(Number(value)) })),
      ],
      rows: models.map(({ name, measured }) => {
        const { min: least, p50, p90, p99, max: most } = measured!.latencyMs;
        return [name, ...[least, p50, p90, p99, most].map(num)];
      }),
    },
  };
}

/** Medians of turns, each against its model's: what all models have in common is the machine. */
export function turnsPlot(result: CompareResult): PlotSpec | undefined {
  const rows = measuredModels(result).map(({ name, measured }): Strip => {
    const { turns, latencyMs } = measured!;
    return { label: name, at: turns.at.map((at) => num(at) / 1000), values: turns.p50.map((value) => num(value) / num(latencyMs.p50)) };
  });
  const all = rows.flatMap(({ values }) => values).sort((a, b) => a - b);
  if (all.length < 4) return undefined;
  const low = Math.min(0.95, all[Math.floor(0.005 * all.length)]!);
  const high = Math.max(1.05, all[Math.ceil(0.995 * all.length) - 1]!);
  return {
    name: 'turns',
    title: l10n.t('Turns in the order of time'),
    how: l10n.t('The median of each turn against its model’s: what rises in all rows at once is the machine, and cancels in the ratio.'),
    label: l10n.t('Lines of the medians of turns of {0} models.', rows.length),
    draw: strips(rows, {
      xAxis: l10n.t('time, s'),
      range: [low, high],
      guides: [{ value: 1, text: '1' }],
      show: (strip, index) =>
        l10n.t('{0}, {1} s: {2} of its median', strip.label, figure(strip.at[index]!, 3), times(strip.values[index]!)),
    }),
    table: {
      name: 'turns',
      label: l10n.t('Medians of turns.'),
      columns: [
        { title: l10n.t('model') },
        { title: l10n.t('began, s'), numeric: true, show: (value) => figure(Number(value)) },
        { title: l10n.t('P50, ms'), numeric: true, show: (value) => figure(Number(value)) },
      ],
      rows: measuredModels(result).flatMap(({ name, measured }) =>
        measured!.turns.p50.map((p50, i) => [name, num(measured!.turns.at[i]) / 1000, num(p50)]),
      ),
    },
  };
}

/** The models that there are figures of, the baseline first. */
export function measuredModels({ baseline, candidates }: CompareResult): ComparedModel[] {
  return [baseline, ...candidates.map(({ model }) => model)].filter(({ measured }) => measured !== undefined);
}

function pair([low, high]: readonly (number | string)[]): [number, number] {
  return [num(low), num(high)];
}

/** Of an axis of logarithms, where round numbers are: their logarithms. */
function logTicks(low: number, high: number, count: number): number[] {
  const steps = (high - low) * 3 > count ? [1] : [1, 2, 5];
  const exponents = Array.from({ length: Math.ceil(high) - Math.floor(low) + 1 }, (_, i) => Math.floor(low) + i);
  return exponents.flatMap((e) => steps.map((step) => e + Math.log10(step))).filter((tick) => tick >= low && tick <= high);
}
