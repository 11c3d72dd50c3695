import { html, LitElement, type TemplateResult } from 'lit';
import type { Drawing } from './drawing';
import { MAX_WIDTH } from './plot';

/** A plot of what is still being measured: it is drawn anew as values come. */
export interface LivePlotSpec {
  /** What it shows; the same from start to end, so that nothing moves. */
  title: string;
  how: string;
  /** The plot in a few words, for those who do not see it; not read out by itself when it changes. */
  label: string;
  draw(width: number): Drawing;
}

/** A plot in its frame, without what only a finished one has: read-out, copies, numbers. */
export function livePlot(spec: LivePlotSpec): TemplateResult {
  return html`<mw-live-plot .spec=${spec}></mw-live-plot>`;
}

class LivePlotElement extends LitElement {
  static override properties = { spec: { attribute: false }, space: { state: true } };
  declare spec: LivePlotSpec;
  /** Width there is, pixels. */
  declare space: number;
  readonly #observer = new ResizeObserver((entries) => {
    const width = Math.floor(entries[0]?.contentRect.width ?? 0);
    if (width > 0) this.space = Math.min(MAX_WIDTH, width);
  });

  constructor() {
    super();
    this.space = 0;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  protected override render(): TemplateResult {
    const { title, how, label, draw } = this.spec;
    const drawing = this.space > 0 ? draw(this.space) : undefined;
    return html`<figure>
      <figcaption><b>${title}</b><span>${how}</span></figcaption>
      <div class="stage">
        ${
          drawing &&
          html`<svg
            class="plot live"
            role="img"
            width=${drawing.width}
            height=${drawing.height}
            viewBox=${`0 0 ${drawing.width} ${drawing.height}`}
            aria-label=${label}
          >
            ${drawing.body}
          </svg>`
        }
      </div>
    </figure>`;
  }
}

customElements.define('mw-live-plot', LivePlotElement);
