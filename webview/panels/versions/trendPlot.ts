import * as l10n from '@vscode/l10n';
import type { Version, VersionMetric, VersionsResult } from '../../../src/report/schemas/versions';
import { count } from '../../kit/format';
import type { PlotSpec } from '../../kit/plot';
import type { Cell } from '../../kit/tableText';
import { TONES, type TrendPoint, trend } from '../../kit/trend';
import {
  capitalized,
  intervalText,
  isRegistered,
  metricFormat,
  metricLimits,
  metricsNamed,
  metricTitle,
  originText,
  SIZE,
  versionName,
} from './text';

/** Versions drawn, the newest; the table has the rest. */
export const MAX_POINTS = 1000;
/** With more points there is no room for their intervals, which the read-out and the numbers have. */
const MAX_WHISKERS = 80;

/** @param name a metric's dotted path, or {@link SIZE} */
export function trendPlot(result: VersionsResult, name: string): PlotSpec {
  const show = metricFormat(name);
  const title = metricTitle(name);
  const versions = result.versions.filter(isRegistered).reverse();
  const shown = versions.slice(-MAX_POINTS);
  const tones = tonesOf(shown, name);
  const points = shown.map((version) => pointOf(version, name, title, show, tones));
  const values = points.flatMap((point) =>
    point.values.flatMap(({ value, low, high }) => [value, low, high].filter((one) => one !== undefined)),
  );
  const left = versions.length - shown.length;
  return {
    name: 'trend',
    title: trendTitle(shown, name, title, show),
    how: [...howToRead(shown, name), ...(left > 0 ? [l10n.t('{0} older versions are in the numbers below.', count(left))] : [])].join(' '),
    label: l10n.t('{0} over {1} versions, oldest first.', title, count(shown.length)),
    draw: trend({ points, xAxis: l10n.t('version'), yAxis: title, limits: metricLimits(name, values), show }),
    table: {
      name: 'trend',
      label: l10n.t('{0} by version.', title),
      columns: [
        { title: l10n.t('version') },
        { title, numeric: true, show: (value) => (value === undefined ? '' : show(Number(value))) },
        { title: l10n.t('interval') },
        { title: l10n.t('origin') },
        { title: l10n.t('data set') },
        { title: l10n.t('environment') },
      ],
      rows: versions.flatMap((version): Cell[][] => {
        const metrics = metricsNamed(version, name);
        if (metrics.length === 0) return [[versionName(version.version), undefined, '', '', '', '']];
        return metrics.map((metric) => [
          versionName(version.version),
          metric.value,
          intervalText(metric, show) ?? '',
          name === SIZE ? '' : originText(metric),
          metric.dataset ?? '',
          metric.environment ?? '',
        ]);
      }),
    },
  };
}

/** The lines of a trend, those with the most figures first: what a figure was measured on, and its colour. */
export function tonesOf(versions: readonly Version[], name: string): Map<string, { tone: number; metric: VersionMetric }> {
  const found = new Map<string, { times: number; metric: VersionMetric }>();
  for (const metric of versions.flatMap((version) => metricsNamed(version, name))) {
    if (metric.stale) continue;
    const key = conditionKey(metric);
    const before = found.get(key);
    found.set(key, { times: (before?.times ?? 0) + 1, metric: before?.metric ?? metric });
  }
  const sorted = [...found].sort(([, a], [, b]) => b.times - a.times);
  return new Map(sorted.map(([key, { metric }], tone) => [key, { tone, metric }]));
}

function pointOf(
  version: Version,
  name: string,
  title: string,
  show: (value: number) => string,
  tones: ReadonlyMap<string, { tone: number }>,
): TrendPoint {
  const label = versionName(version.version);
  const metrics = metricsNamed(version, name);
  const facts = metrics.map((metric) =>
    [
      [show(metric.value), intervalText(metric, show)].filter((part) => part).join(' '),
      metric.origin === 'measured' || metric.stale ? originText(metric) : undefined,
      metric.dataset,
      metric.environment,
    ]
      .filter((fact) => fact)
      .join(' · '),
  );
  const state = version.active ? '' : ` · ${l10n.t('deregistered')}`;
  return {
    label,
    values: metrics.map((metric) => ({
      value: metric.value,
      low: metric.low,
      high: metric.high,
      key: conditionKey(metric),
      tone: tones.get(conditionKey(metric))?.tone ?? TONES,
      hollow: metric.origin === 'measured',
      crossed: metric.stale === true,
    })),
    text: metrics.length === 0 ? l10n.t('{0}: no {1}', label, title) : `${label}: ${facts.join('; ')}${state}`,
  };
}

/** What must be the same for two figures to be compared. */
function conditionKey({ dataset, environment }: VersionMetric): string {
  return JSON.stringify([dataset, environment]);
}

function howToRead(versions: readonly Version[], name: string): string[] {
  const all = versions.flatMap((version) => metricsNamed(version, name));
  const metrics = all.filter(({ stale }) => !stale);
  const measured = metrics.filter(({ origin }) => origin === 'measured').length;
  const gaps = versions.filter((version) => metricsNamed(version, name).length === 0).length;
  const conditions = new Set(metrics.map(conditionKey)).size;
  const stale = all.length - metrics.length;
  const [first] = metrics;
  return [
    metrics.length <= MAX_WHISKERS && metrics.some(({ low }) => low !== undefined) ? l10n.t('Bars are the intervals.') : '',
    measured > 0 ? l10n.t('Solid: committed with the version; hollow: measured here ({0}).', count(measured)) : '',
    stale > 0 ? l10n.t('Crossed: stale, since it was measured on another file than the version’s ({0}).', count(stale)) : '',
    conditions > 1
      ? l10n.t('A line joins only figures of one data set and one environment.')
      : first?.environment !== undefined
        ? l10n.t('All on {0}.', first.environment)
        : first?.dataset !== undefined
          ? l10n.t('All on data set {0}.', first.dataset)
          : '',
    gaps === 0 ? '' : gaps === 1 ? l10n.t('One version has none.') : l10n.t('{0} versions have none.', count(gaps)),
  ].filter((text) => text !== '');
}

/** The last figure, and the one before it of the same conditions. */
function trendTitle(versions: readonly Version[], name: string, title: string, show: (value: number) => string): string {
  const found = versions.flatMap((version) => {
    const metrics = metricsNamed(version, name).filter(({ stale }) => !stale);
    return metrics.length > 0 ? [{ version: versionName(version.version), metrics }] : [];
  });
  const last = found.at(-1);
  const [metric] = last?.metrics ?? [];
  if (!last || !metric) return title;
  const now = l10n.t('{0}: {1} in {2}', capitalized(title), show(metric.value), last.version);
  const before = found.at(-2);
  const other = before?.metrics.find((each) => conditionKey(each) === conditionKey(metric));
  return before && other ? l10n.t('{0}, {1} in {2}', now, show(other.value), before.version) : now;
}
