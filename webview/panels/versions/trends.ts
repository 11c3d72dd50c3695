import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { VersionMetric, VersionsResult } from '../../../src/report/schemas/versions';
import type { PanelContext } from '../../context';
import { count } from '../../kit/format';
import { plot } from '../../kit/plot';
import { note } from '../../kit/states';
import { TONES } from '../../kit/trend';
import { isRegistered, metricTitle, SIZE } from './text';
import { MAX_POINTS, tonesOf, trendPlot } from './trendPlot';

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
    return html`${this.names.length > 1 ? this.#pick() : nothing} ${legend(this.result, this.metric)}
    ${plot(trendPlot(this.result, this.metric), this.context)} ${withoutLatency(this.result)}`;
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

/** Which line is of which environment; nothing where there is one. */
function legend(result: VersionsResult, name: string): TemplateResult | typeof nothing {
  const tones = [...tonesOf(result.versions.filter(isRegistered).slice(0, MAX_POINTS), name).values()];
  if (tones.length < 2) return nothing;
  const left = tones.length - TONES;
  const line = (tone: number) =>
    html`<svg width="24" height="8" aria-hidden="true"><path class=${`line tone-${Math.min(tone, TONES)}`} d="M0,4L24,4"></path></svg>`;
  return html`<ul class="series" aria-label=${l10n.t('Lines')}>
    ${tones.slice(0, TONES).map(({ tone, metric }) => html`<li>${line(tone)} ${conditionText(metric)}</li>`)}
    ${left > 0 ? html`<li>${line(TONES)} ${l10n.t('{0} more, which the numbers name', count(left))}</li>` : nothing}
  </ul>`;
}

function conditionText({ dataset, environment }: VersionMetric): string {
  const words = [dataset === undefined ? undefined : l10n.t('data set {0}', dataset), environment];
  return words.filter((word) => word !== undefined).join(', ') || l10n.t('not said on what');
}

/** How versions come to have latencies, where none has one. */
function withoutLatency({ versions }: VersionsResult): TemplateResult | typeof nothing {
  const registered = versions.filter(isRegistered);
  if (registered.length === 0 || registered.some(({ metrics = [] }) => metrics.some((one) => one.name.startsWith('benchmark.'))))
    return nothing;
  return note(
    l10n.t(
      'No version has a latency yet. Benchmark the model with --save, which writes them beside it, and commit that file with the model before it is registered; or benchmark a version, and its figures show here.',
    ),
  );
}
