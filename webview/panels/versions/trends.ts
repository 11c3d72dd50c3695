import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Version, VersionMetric, VersionsResult } from '../../../src/report/schemas/versions';
import type { PanelContext } from '../../context';
import { count } from '../../kit/format';
import { type PlotSpec, plot } from '../../kit/plot';
import { type TrendPoint, trend } from '../../kit/trend';
import {
  capitalized,
  intervalText,
  isRegistered,
  metricFormat,
  metricLimits,
  metricOf,
  metricTitle,
  originText,
  SIZE,
  versionName,
} from './text';

/** Versions drawn, the newest; the table has the rest. */
const MAX_POINTS = 1000;
/** With more points there is no room for their intervals, which the read-out and the numbers have. */
const MAX_WHISKERS = 80;

/** A metric from version to version, one that the reader picks. */
export function trends(result: VersionsResult, context: PanelContext): TemplateResult | typeof nothing {
  const names = trendNames(result);
  if (names.length === 0) return nothing;
  return html`<mw-version-trends .result=${result} .names=${names} .context=${context}></mw-version-trends>`;
}

/** Metrics that any registered version has, the headline first and the size last. */
export function trendNames({ versions, headline }: VersionsResult): string[] {
  const registered = versions.filter(isRegistered);
  const names = new Set<string>(headline === undefined ? [] : [headline]);
  for (const { metrics = [] } of registered) for (const { name } of metrics) names.add(name);
  if (registered.some(({ bytes }) => bytes !== undefined)) names.add(SIZE);
  return [...names];
}

class VersionTrendsElement extends LitElement {
  static override properties = {
    result: { attribute: false },
    names: { attribute: false },
    context: { attribute: false },
    metric: { state: true },
  };
  declare result: VersionsResult;
  declare names: readonly string[];
  declare context: PanelContext;
  declare metric: string;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('names')) return;
    const kept = this.context.host.ui.get('trend', '');
    this.metric = this.names.find((name) => name === kept) ?? this.names[0] ?? SIZE;
  }

  protected override render(): TemplateResult {
    return html`${this.names.length > 1 ? this.#pick() : nothing} ${plot(trendPlot(this.result, this.metric), this.context)}`;
  }

  #pick(): TemplateResult {
    return html`<label class="pick"
      >${l10n.t('Metric')}
      <select @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}>
        ${this.names.map((name) => html`<option value=${name} ?selected=${name === this.metric}>${metricTitle(name)}</option>`)}
      </select></label
    >`;
  }

  #choose(metric: string): void {
    this.metric = metric;
    this.context.host.ui.set('trend', metric);
  }
}

customElements.define('mw-version-trends', VersionTrendsElement);

/** @param name a metric's dotted path, or {@link SIZE} */
export function trendPlot(result: VersionsResult, name: string): PlotSpec {
  const show = metricFormat(name);
  const title = metricTitle(name);
  const versions = result.versions.filter(isRegistered).reverse();
  const shown = versions.slice(-MAX_POINTS);
  const points = shown.map((version) => pointOf(version, metricOf(version, name), title, show));
  const values = points.flatMap(({ value, low, high }) => [value, low, high].filter((number) => number !== undefined));
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
      rows: versions.map((version) => {
        const metric = metricOf(version, name);
        return [
          versionName(version.version),
          metric?.value,
          metric ? (intervalText(metric, show) ?? '') : '',
          !metric || name === SIZE ? '' : originText(metric),
          metric?.dataset ?? '',
          metric?.environment ?? '',
        ];
      }),
    },
  };
}

function pointOf(version: Version, metric: VersionMetric | undefined, title: string, show: (value: number) => string): TrendPoint {
  const label = versionName(version.version);
  if (!metric) return { label, text: l10n.t('{0}: no {1}', label, title) };
  const facts = [
    [show(metric.value), intervalText(metric, show)].filter((part) => part).join(' '),
    metric.origin === 'measured' ? originText(metric) : undefined,
    metric.dataset,
    metric.environment,
    version.active ? undefined : l10n.t('deregistered'),
  ];
  return {
    label,
    value: metric.value,
    low: metric.low,
    high: metric.high,
    key: conditionKey(metric),
    hollow: metric.origin === 'measured',
    text: `${label}: ${facts.filter((fact) => fact).join(' · ')}`,
  };
}

/** What must be the same for two figures to be compared. */
function conditionKey({ dataset, environment }: VersionMetric): string {
  return JSON.stringify([dataset, environment]);
}

function howToRead(versions: readonly Version[], name: string): string[] {
  const metrics = versions.flatMap((version) => metricOf(version, name) ?? []);
  const measured = metrics.filter(({ origin }) => origin === 'measured').length;
  const gaps = versions.length - metrics.length;
  const conditions = new Set(metrics.map(conditionKey)).size;
  const [first] = metrics;
  return [
    metrics.length <= MAX_WHISKERS && metrics.some(({ low }) => low !== undefined) ? l10n.t('Bars are the intervals.') : '',
    measured > 0 ? l10n.t('Solid: committed with the version; hollow: measured here ({0}).', count(measured)) : '',
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

function trendTitle(versions: readonly Version[], name: string, title: string, show: (value: number) => string): string {
  const found = versions.flatMap((version) => {
    const metric = metricOf(version, name);
    return metric ? [{ version: versionName(version.version), metric }] : [];
  });
  const last = found.at(-1);
  const before = found.at(-2);
  if (!last) return title;
  const now = l10n.t('{0}: {1} in {2}', capitalized(title), show(last.metric.value), last.version);
  if (!before || conditionKey(before.metric) !== conditionKey(last.metric)) return now;
  return l10n.t('{0}, {1} in {2}', now, show(before.metric.value), before.version);
}
