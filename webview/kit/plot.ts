import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from 'lit';
import type { PanelContext } from '../context';
import { pictureOf, standaloneSvg } from './copy';
import type { Drawing } from './drawing';
import { announce } from './status';
import { type TableSpec, table } from './table';
import { toDelimited } from './tableText';
import { onThemeChange } from './theme';

/** A plot and what belongs to it. */
export interface PlotSpec {
  /** Stem of file names and key of the plot's UI state. */
  name: string;
  /** What the plot shows, as its finding. */
  title: string;
  /** How to read it. */
  how: string;
  /** The plot in one sentence, for those who do not see it. */
  label: string;
  draw(width: number): Drawing;
  /** The numbers behind the plot. */
  table: TableSpec;
}

/** Beyond this a plot reads worse, not better. */
export const MAX_WIDTH = 760;

/** A plot in its frame. */
export function plot(spec: PlotSpec, context: PanelContext): TemplateResult {
  return html`<mw-plot .spec=${spec} .context=${context}></mw-plot>`;
}

/** Frame of every plot: caption, drawing at the width there is, read-out under the pointer or the arrow keys, copies, table twin. */
class PlotElement extends LitElement {
  static override properties = {
    spec: { attribute: false },
    context: { attribute: false },
    active: { state: true },
    space: { state: true },
  };
  declare spec: PlotSpec;
  declare context: PanelContext;
  /** The mark being read; -1 for none. */
  declare active: number;
  /** Width there is, pixels. */
  declare space: number;
  #drawing: Drawing | undefined;
  #release: (() => void) | undefined;
  readonly #observer = new ResizeObserver((entries) => {
    const width = Math.floor(entries[0]?.contentRect.width ?? 0);
    if (width > 0) this.space = Math.min(MAX_WIDTH, width);
  });

  constructor() {
    super();
    this.active = -1;
    this.space = 0;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
    // Labels are fitted by their measured width: another theme may come with another font.
    this.#release = onThemeChange(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
    this.#release?.();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('spec')) this.active = -1;
  }

  protected override render(): TemplateResult {
    const { spec } = this;
    const drawing = this.space > 0 ? spec.draw(this.space) : undefined;
    this.#drawing = drawing;
    const mark = drawing && this.active >= 0 && this.active < drawing.marks ? drawing.mark(this.active) : undefined;
    const key = `fold.${spec.name}`;
    return html`<figure>
      <figcaption><b>${spec.title}</b><span>${spec.how}</span></figcaption>
      <div class="stage">
        ${
          drawing &&
          html`<svg
            class="plot"
            role="img"
            tabindex="0"
            width=${drawing.width}
            height=${drawing.height}
            viewBox=${`0 0 ${drawing.width} ${drawing.height}`}
            aria-label=${l10n.t('{0} Arrow keys read the values.', spec.label)}
            @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
            @pointermove=${(event: PointerEvent) => this.#onPointer(event)}
            @pointerleave=${() => this.#read(-1)}
            @blur=${() => this.#read(-1)}
          >
            ${drawing.body}
            ${mark ? svg`<rect class="cursor" x=${mark.x - 1.5} y=${mark.y - 1.5} width=${mark.width + 3} height=${mark.height + 3} rx="2"></rect>` : nothing}
          </svg>`
        }
      </div>
      <div class="under">
        <output class="readout" aria-live="polite">${mark?.text ?? ''}</output>
        <span class="copies">
          ${l10n.t('Copy')}
          <button type="button" class="link" @click=${() => this.#copySvg()}>SVG</button>
          <button type="button" class="link" @click=${() => this.#copyPng()}>PNG</button>
          <button type="button" class="link" @click=${() => this.#copyCsv()}>CSV</button>
        </span>
      </div>
      <details ?open=${this.context.host.ui.get(key, false)} @toggle=${(event: Event) => this.#onFold(event, key)}>
        <summary>${l10n.t('Numbers behind the plot')}</summary>
        ${table(spec.table, this.context)}
      </details>
    </figure>`;
  }

  #onFold(event: Event, key: string): void {
    const { open } = event.target as HTMLDetailsElement;
    if (open !== this.context.host.ui.get(key, false)) this.context.host.ui.set(key, open);
  }

  #read(index: number): void {
    this.active = index;
  }

  #onPointer(event: PointerEvent): void {
    const box = (event.currentTarget as SVGSVGElement).getBoundingClientRect();
    const drawing = this.#drawing;
    if (drawing && drawing.marks > 0 && box.width > 0) {
      const scale = drawing.width / box.width;
      this.#read(drawing.nearest((event.clientX - box.left) * scale, (event.clientY - box.top) * scale));
    }
  }

  #onKey(event: KeyboardEvent): void {
    const last = (this.#drawing?.marks ?? 0) - 1;
    if (last < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const stride = event.shiftKey ? 10 : 1;
    const targets: Record<string, number> = {
      ArrowRight: this.active + stride,
      ArrowDown: this.active + stride,
      ArrowLeft: this.active < 0 ? last : this.active - stride,
      ArrowUp: this.active < 0 ? last : this.active - stride,
      Home: 0,
      End: last,
    };
    if (event.key === 'Escape') this.#read(-1);
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    this.#read(Math.max(0, Math.min(last, target)));
  }

  #svg(): string {
    const element = this.querySelector<SVGSVGElement>('svg.plot');
    if (!element) throw new Error('The plot is not drawn yet');
    return standaloneSvg(element, this.spec.title);
  }

  #copySvg(): void {
    this.context.attempt(this.context.host.request('copyText', { text: this.#svg() }), l10n.t('SVG copied.'));
  }

  #copyCsv(): void {
    const { columns, rows } = this.spec.table;
    this.context.attempt(this.context.host.request('copyText', { text: toDelimited(columns, rows, ',') }), l10n.t('CSV copied.'));
  }

  #copyPng(): void {
    this.context.attempt(this.#png());
  }

  /** To the clipboard where pictures are allowed there, else into a file. */
  async #png(): Promise<void> {
    const png = await pictureOf(this.#svg(), this.space, this.#drawing?.height ?? 0);
    if (typeof ClipboardItem === 'function' && document.hasFocus()) {
      const copied = await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]).then(
        () => true,
        // Refused by the browser or its policy: the file is the other way to the same picture.
        () => false,
      );
      if (copied) return announce(l10n.t('Picture copied.'));
    }
    const bytes = new Uint8Array(await png.arrayBuffer());
    await this.context.host.request('saveFile', { suggestedName: `${this.spec.name}.png`, mime: 'image/png', bytes });
  }
}

customElements.define('mw-plot', PlotElement);
