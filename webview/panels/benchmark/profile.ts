import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { BenchmarkResult } from '../../../src/report/schemas/benchmark';
import type { PanelContext } from '../../context';
import { flameView } from '../../kit/flameView';
import { num } from '../../kit/format';
import { plot } from '../../kit/plot';
import { filledColumns } from '../../kit/section';
import { sentence } from '../../kit/sentence';
import { note } from '../../kit/states';
import { table } from '../../kit/table';
import { isProfiled, type Profiled, profileEvidence, profileNotes, profileSentence } from './profileFacts';
import { nodesTable, operatorsPlot, rooflinePlot, TONES, timelinePlot } from './profilePlots';

/** Where a run's time goes; nothing for a benchmark without a profile. */
export function profileSection(result: BenchmarkResult, context: PanelContext): TemplateResult | typeof nothing {
  return isProfiled(result) ? html`<mw-profile .result=${result} .context=${context}></mw-profile>` : nothing;
}

/** A profile's plots and tables; the node that is chosen in the table stands out in all of them. */
class ProfileElement extends LitElement {
  static override properties = { result: { attribute: false }, context: { attribute: false }, selected: { state: true } };
  declare result: Profiled;
  declare context: PanelContext;
  /** Index of the chosen node. */
  declare selected: number | undefined;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override render(): TemplateResult {
    const { result, context, selected } = this;
    const roof = rooflinePlot(result, selected);
    const order = this.#order();
    const rows = filledColumns(nodesTable(result, order));
    return html`<section aria-labelledby="profile">
        <h2 id="profile">${l10n.t('Where the time goes')}</h2>
        ${sentence(profileSentence(result), profileEvidence(result))}
      </section>
      ${profileNotes(result).map(note)}
      <div class="charts">${plot(operatorsPlot(result), context)}${roof ? plot(roof, context) : note(l10n.t('No node is a product of matrices: there are no operations to be counted, and no roofline.'))}</div>
      <section aria-labelledby="run">
        <h2 id="run">${l10n.t('Timeline')}</h2>
        ${flameView(timelinePlot(result, selected, this.#legend()), context)}
      </section>
      <section aria-labelledby="nodes">
        <h2 id="nodes">${l10n.t('Nodes')}</h2>
        ${table({ ...rows, onActive: (position) => this.#choose(order[position] ?? 0) }, context)}
      </section>`;
  }

  #order(): number[] {
    const { nodes } = this.result;
    return [...nodes.keys()].sort((a, b) => num(nodes[b]?.ms) - num(nodes[a]?.ms));
  }

  /** What the timeline's colours are. */
  #legend(): TemplateResult {
    const named = this.result.operators.slice(0, TONES);
    const others = this.result.operators.length > TONES;
    return html`<ul class="tones" aria-label=${l10n.t('Colours of the timeline')}>
      ${named.map(({ op }, tone) => html`<li><span class=${`tone tone-${tone}`} aria-hidden="true"></span>${op}</li>`)}
      ${others ? html`<li><span class=${`tone tone-${TONES}`} aria-hidden="true"></span>${l10n.t('others')}</li>` : nothing}
    </ul>`;
  }

  #choose(node: number): void {
    this.selected = node;
    const { timeline } = this.result.profile;
    const event = timeline.node.indexOf(node);
    const flame = this.querySelector<HTMLElement & { zoomTo(from: number, ms: number): void }>('mw-flame');
    if (event >= 0) flame?.zoomTo(num(timeline.start[event]), num(timeline.duration[event]));
  }
}

customElements.define('mw-profile', ProfileElement);
