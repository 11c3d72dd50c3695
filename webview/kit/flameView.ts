import * as l10n from '@vscode/l10n';
import { html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { PanelContext } from '../context';
import { type FlameDrawing, type FlameOptions, flame } from './flame';
import { type PlotSpec, plot } from './plot';
import { announce } from './status';

/** A flame plot that can be zoomed. */
export interface FlameSpec extends Omit<PlotSpec, 'draw'> {
  options: Omit<FlameOptions, 'range'>;
  /** What the colours are. */
  legend: TemplateResult;
}

/** Times that a step zooms. */
const STEP = 2;
/** The least that is shown: a microsecond has no parts in a profile. */
const CLOSEST = 0.002;
/** Share of what is shown that a step moves. */
const PAN = 0.25;
/** Room left and right of what is zoomed to, in its lengths. */
const ROOM = 1.5;

export function flameView(spec: FlameSpec, context: PanelContext): TemplateResult {
  return html`<mw-flame .spec=${spec} .context=${context}></mw-flame>`;
}

/** A flame plot with its zoom: + and −, 0 for all of it, Ctrl with the arrow keys to move; Ctrl with the wheel, dragging, a double click. */
class FlameElement extends LitElement {
  static override properties = { spec: { attribute: false }, context: { attribute: false }, range: { state: true } };
  declare spec: FlameSpec;
  declare context: PanelContext;
  declare range: readonly [number, number];
  #drawing: FlameDrawing | undefined;
  #drag: { x: number; range: readonly [number, number] } | undefined;

  constructor() {
    super();
    this.range = [0, 1];
  }

  protected override createRenderRoot(): this {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Not through the template: a wheel that is to be stopped must not be passive.
    this.addEventListener('wheel', this.#onWheel, { passive: false });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener('wheel', this.#onWheel);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get('spec') as FlameSpec | undefined;
    if (changed.has('spec') && before?.options.whole.ms !== this.spec.options.whole.ms) this.range = [0, this.spec.options.whole.ms];
  }

  protected override render(): TemplateResult {
    const { options, legend, ...rest } = this.spec;
    const drawAt = flame({ ...options, range: this.range });
    const spec: PlotSpec = {
      ...rest,
      draw: (width) => {
        this.#drawing = drawAt(width);
        return this.#drawing;
      },
    };
    const all = this.range[0] <= 0 && this.range[1] >= options.whole.ms;
    const button = (text: string, title: string, act: () => void, disabled = false) =>
      html`<button type="button" class="link" title=${title} ?disabled=${disabled} @click=${act}>${text}</button>`;
    return html`<div class="zooms">
        <span role="group" aria-label=${l10n.t('Zoom')}>${button(l10n.t('Zoom in'), l10n.t('Zoom in (+)'), () => this.#zoom(1 / STEP))}
        ${button(l10n.t('Zoom out'), l10n.t('Zoom out (−)'), () => this.#zoom(STEP), all)}
        ${button(l10n.t('Whole run'), l10n.t('Show all of it (0)'), () => this.#show([0, options.whole.ms]), all)}</span>
        ${legend}
      </div>
      <div
        class="zoomed"
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
        @dblclick=${(event: MouseEvent) => this.#onDoubleClick(event)}
        @pointerdown=${(event: PointerEvent) => this.#onDown(event)}
        @pointermove=${(event: PointerEvent) => this.#onMove(event)}
        @pointerup=${() => this.#onUp()}
        @pointercancel=${() => this.#onUp()}
      >
        ${plot(spec, this.context)}
      </div>`;
  }

  /** Brings a stretch into sight, with room at its sides. */
  zoomTo(from: number, ms: number): void {
    const length = Math.max(CLOSEST, ms);
    this.#show([from - ROOM * length, from + length + ROOM * length]);
  }

  #show([from, to]: readonly [number, number]): void {
    const { ms } = this.spec.options.whole;
    const length = Math.max(CLOSEST, Math.min(ms, to - from));
    const low = Math.max(0, Math.min(ms - length, from));
    this.range = [low, low + length];
  }

  /** @param centre milliseconds that stay where they are; of what is read, else the middle */
  #zoom(factor: number, centre = this.#centre()): void {
    const [from, to] = this.range;
    this.#show([centre - (centre - from) * factor, centre + (to - centre) * factor]);
    announce(l10n.t('{0} to {1} ms', this.range[0].toPrecision(3), this.range[1].toPrecision(3)));
  }

  #centre(): number {
    const active = (this.querySelector('mw-plot') as { active?: number } | null)?.active ?? -1;
    const mark = active >= 0 ? this.#drawing?.mark(active) : undefined;
    const { start, duration } = this.spec.options;
    if (mark) return (start[mark.event] ?? 0) + (duration[mark.event] ?? 0) / 2;
    return (this.range[0] + this.range[1]) / 2;
  }

  #onKey(event: KeyboardEvent): void {
    if (!(event.target instanceof SVGElement) || event.altKey) return;
    const pan = event.ctrlKey || event.metaKey ? { ArrowLeft: -PAN, ArrowRight: PAN }[event.key] : undefined;
    const [from, to] = this.range;
    if (pan !== undefined) this.#show([from + pan * (to - from), to + pan * (to - from)]);
    else if (event.ctrlKey || event.metaKey) return;
    else if (event.key === '+' || event.key === '=') this.#zoom(1 / STEP);
    else if (event.key === '-') this.#zoom(STEP);
    else if (event.key === '0') this.#show([0, this.spec.options.whole.ms]);
    else return;
    event.preventDefault();
  }

  readonly #onWheel = (event: WheelEvent) => {
    const at = this.#time(event);
    if (at === undefined || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.#zoom(event.deltaY < 0 ? 1 / STEP : STEP, at);
  };

  #onDoubleClick(event: MouseEvent): void {
    const point = this.#point(event);
    const mark = point && this.#drawing && this.#drawing.marks > 0 && this.#drawing.mark(this.#drawing.nearest(point.x, point.y));
    if (!mark) return;
    const { start, duration } = this.spec.options;
    this.zoomTo(start[mark.event] ?? 0, duration[mark.event] ?? 0);
  }

  #onDown(event: PointerEvent): void {
    if (event.button !== 0 || !this.#point(event)) return;
    this.#drag = { x: event.clientX, range: this.range };
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  }

  #onMove(event: PointerEvent): void {
    const svg = this.#svg();
    if (!this.#drag || !svg) return;
    const [from, to] = this.#drag.range;
    const moved = ((this.#drag.x - event.clientX) / svg.getBoundingClientRect().width) * (to - from);
    if (Math.abs(event.clientX - this.#drag.x) > 2) this.#show([from + moved, to + moved]);
  }

  #onUp(): void {
    this.#drag = undefined;
  }

  #svg(): SVGSVGElement | null {
    return this.querySelector<SVGSVGElement>('svg.plot');
  }

  /** A place in the drawing; undefined beside it. */
  #point(event: MouseEvent): { x: number; y: number } | undefined {
    const box = this.#svg()?.getBoundingClientRect();
    if (!box || !this.#drawing || box.width === 0) return undefined;
    const scale = this.#drawing.width / box.width;
    const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    return x >= 0 && y >= 0 && x <= this.#drawing.width && y <= this.#drawing.height ? { x, y } : undefined;
  }

  #time(event: MouseEvent): number | undefined {
    const point = this.#point(event);
    if (!point || !this.#drawing) return undefined;
    const [from, to] = this.range;
    return from + (point.x / this.#drawing.width) * (to - from);
  }
}

customElements.define('mw-flame', FlameElement);
