import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { DiffTensor } from '../../../src/report/schemas/diff';
import type { PanelContext } from '../../context';
import { bars } from '../../kit/bars';
import { count, figure, num, shorten } from '../../kit/format';
import { type PlotSpec, plot } from '../../kit/plot';

/** Tensors drawn; the table has the rest. */
const MAX_TENSORS = 16;
const MEASURES = ['relative', 'cosine', 'maxAbsDiff'] as const;
type Measure = (typeof MEASURES)[number];

/** By how much each tensor changed, by a measure the reader picks. */
export function tensorPlots(tensors: readonly DiffTensor[], context: PanelContext): TemplateResult | typeof nothing {
  const measured = tensors.filter((tensor) => tensor.l2 !== undefined);
  if (measured.length === 0) return nothing;
  return html`<mw-tensor-changes .tensors=${measured} .context=${context}></mw-tensor-changes>`;
}

class TensorChangesElement extends LitElement {
  static override properties = {
    tensors: { attribute: false },
    context: { attribute: false },
    measure: { state: true },
  };
  declare tensors: readonly DiffTensor[];
  declare context: PanelContext;
  declare measure: Measure;

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('context')) return;
    const kept = this.context.host.ui.get('tensorMeasure', 'relative');
    this.measure = MEASURES.find((measure) => measure === kept) ?? 'relative';
  }

  protected override render(): TemplateResult {
    const names = { relative: l10n.t('Relative L2'), cosine: l10n.t('1 − cosine'), maxAbsDiff: l10n.t('Largest difference') };
    return html`<fieldset class="choice">
        <legend>${l10n.t('Measure')}</legend>
        ${MEASURES.map(
          (measure) => html`<label
            ><input type="radio" name="tensor-measure" .checked=${this.measure === measure} @change=${() => this.#choose(measure)}>${names[measure]}</label
          >`,
        )}
      </fieldset>
      ${plot(tensorPlot(this.tensors, this.measure), this.context)}`;
  }

  #choose(measure: Measure): void {
    this.measure = measure;
    this.context.host.ui.set('tensorMeasure', measure);
  }
}

customElements.define('mw-tensor-changes', TensorChangesElement);

/** The measure's value; NaN where it says nothing of the tensor. */
export function measureOf(tensor: DiffTensor, measure: Measure): number {
  if (measure === 'cosine') return typeof tensor.cosine === 'number' ? 1 - tensor.cosine : Number.NaN;
  return num(tensor[measure]);
}

function tensorPlot(tensors: readonly DiffTensor[], measure: Measure): PlotSpec {
  const list = tensors.map((tensor) => ({ tensor, value: measureOf(tensor, measure) }));
  // What is no number has no length either: it comes first, so that it is seen.
  list.sort((a, b) => rank(b.value) - rank(a.value));
  const shown = list.slice(0, MAX_TENSORS);
  const how = {
    relative: l10n.t('Norm of the difference over the norm before.'),
    cosine: l10n.t('One minus the cosine of the angle between before and after: 0 is the same direction.'),
    maxAbsDiff: l10n.t('Largest absolute difference of one value.'),
  }[measure];
  const left = list.length - shown.length;
  const axis = { relative: l10n.t('relative change'), cosine: l10n.t('1 − cosine'), maxAbsDiff: l10n.t('largest difference') }[measure];
  return {
    name: 'tensor-changes',
    title: tensorTitle(list, measure),
    how: left > 0 ? `${how} ${l10n.t('{0} more tensors are in the numbers below.', count(left))}` : how,
    label: l10n.t('Bars of how much {0} tensors changed.', count(list.length)),
    draw: bars(
      shown.map(({ tensor, value }) => ({ label: tensor.name, value, text: Number.isNaN(value) ? l10n.t('no number') : figure(value, 3) })),
      { axis },
    ),
    table: {
      name: 'tensor-changes',
      label: l10n.t('Change by tensor.'),
      columns: [{ title: l10n.t('tensor') }, { title: axis, numeric: true, show: (value) => figure(Number(value)) }],
      rows: list.map(({ tensor, value }) => [tensor.name, value]),
    },
  };
}

function rank(value: number): number {
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}

function tensorTitle(list: readonly { tensor: DiffTensor; value: number }[], measure: Measure): string {
  const first = list.find(({ value }) => !Number.isNaN(value));
  if (!first) return l10n.t('The change cannot be measured this way');
  const name = shorten(first.tensor.name, 40);
  if (first.value === 0) return l10n.t('No value differs, only how it is stored');
  if (measure === 'relative') return l10n.t('{0} changed most for its size', name);
  return measure === 'cosine' ? l10n.t('{0} turned most', name) : l10n.t('{0} has the largest single difference', name);
}
