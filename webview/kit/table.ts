import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { PanelContext } from '../context';
import { count } from './format';
import { type Cell, type Column, sortedOrder, toDelimited } from './tableText';

export interface TableSpec {
  /** Key of the table's UI state, unique in its panel. */
  name: string;
  /** Read out with the table. */
  label: string;
  columns: readonly Column[];
  rows: readonly (readonly Cell[])[];
  /** Told of the row of `rows` that became the active one. */
  onActive?(row: number): void;
}

/** Height of a row, pixels; the same in panel.css. */
const ROW = 24;
/** Rows drawn beyond the window's edges. */
const SPARE = 8;
/** Rows looked at for the columns' widths. */
const SAMPLE = 300;
/** Columns are never wider than this many characters: a longer text ends in an ellipsis and is whole in its tool tip and its copy. */
const MAX_CHARACTERS = 44;

/** A sortable table that draws only what is in sight. */
export function table(spec: TableSpec, context: PanelContext): TemplateResult {
  return html`<mw-table .spec=${spec} .context=${context}></mw-table>`;
}

class TableElement extends LitElement {
  static override properties = {
    spec: { attribute: false },
    context: { attribute: false },
    sort: { state: true },
    first: { state: true },
    active: { state: true },
    anchor: { state: true },
  };
  declare spec: TableSpec;
  declare context: PanelContext;
  /** Column + 1, negative for descending; 0 in the report's order. */
  declare sort: number;
  declare first: number;
  /** Position of the active row in the shown order, and the other end of the selection; -1 for none. */
  declare active: number;
  declare anchor: number;
  #order: number[] = [];
  #widths: number[] = [];

  constructor() {
    super();
    this.sort = 0;
    this.first = 0;
    this.active = -1;
    this.anchor = -1;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('spec')) {
      this.sort = this.context.host.ui.get(`sort.${this.spec.name}`, 0);
      if (Math.abs(this.sort) > this.spec.columns.length) this.sort = 0;
      this.active = -1;
      this.anchor = -1;
      this.#widths = this.spec.columns.map((column, index) => columnWidth(column, this.spec.rows, index));
    }
    if (changed.has('spec') || changed.has('sort')) {
      const { rows } = this.spec;
      this.#order = this.sort === 0 ? rows.map((_, i) => i) : sortedOrder(rows, Math.abs(this.sort) - 1, this.sort < 0);
    }
  }

  protected override render(): TemplateResult {
    const { columns, rows, label } = this.spec;
    const inSight = Math.ceil((this.#scroller()?.clientHeight ?? 320) / ROW) + 2 * SPARE;
    const from = Math.max(0, Math.min(this.first - SPARE, rows.length - inSight));
    const to = Math.min(rows.length, from + inSight);
    const spacer = (height: number) =>
      height > 0
        ? html`<tr aria-hidden="true" class="spacer"><td colspan=${columns.length} .style=${`height:${height}px`}></td></tr>`
        : nothing;
    return html`<div class="table-tools">
        <span>${rows.length === 1 ? l10n.t('1 row') : l10n.t('{0} rows', count(rows.length))}</span>
        <button type="button" class="link" @click=${() => this.#copy(this.#order)}>${l10n.t('Copy all')}</button>
      </div>
      <div class="scroller" tabindex="0" role="group" aria-label=${l10n.t('{0} Arrow keys select rows, Ctrl+C copies them.', label)} @scroll=${() => this.#onScroll()} @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
        <table aria-label=${label} aria-rowcount=${rows.length + 1} .style=${`width:${this.#widths.reduce((sum, width) => sum + width, 0)}ch`}>
          <colgroup>${this.#widths.map((width) => html`<col .style=${`width:${width}ch`}>`)}</colgroup>
          <thead>
            <tr aria-rowindex="1">
              ${columns.map((column, index) => this.#heading(column, index + 1))}
            </tr>
          </thead>
          <tbody>
            ${spacer(from * ROW)}
            ${this.#order.slice(from, to).map((row, offset) => this.#row(rows[row] ?? [], from + offset))}
            ${spacer((rows.length - to) * ROW)}
          </tbody>
        </table>
      </div>`;
  }

  #heading(column: Column, number: number): TemplateResult {
    const sorted = Math.abs(this.sort) === number ? (this.sort > 0 ? 'ascending' : 'descending') : 'none';
    return html`<th scope="col" class=${column.numeric ? 'n' : ''} aria-sort=${sorted}>
      <button type="button" title=${column.title} @click=${() => this.#sortBy(number)}>${column.title}<span class="arrow" aria-hidden="true">${sorted === 'none' ? '' : sorted === 'ascending' ? '▲' : '▼'}</span></button>
    </th>`;
  }

  #row(cells: readonly Cell[], position: number): TemplateResult {
    const selected = this.active >= 0 && position >= Math.min(this.active, this.anchor) && position <= Math.max(this.active, this.anchor);
    return html`<tr aria-rowindex=${position + 2} class=${selected ? (position === this.active ? 'selected active' : 'selected') : ''} @click=${(event: MouseEvent) => this.#select(position, event.shiftKey)}>
      ${this.spec.columns.map((column, index) => {
        const value = cells[index];
        const text = value === undefined ? '' : column.show ? column.show(value) : String(value);
        return html`<td class=${column.numeric ? 'n' : ''} title=${text}>${text}</td>`;
      })}
    </tr>`;
  }

  #scroller(): HTMLElement | null {
    return this.querySelector('.scroller');
  }

  #onScroll(): void {
    this.first = Math.floor((this.#scroller()?.scrollTop ?? 0) / ROW);
  }

  #sortBy(number: number): void {
    // Numbers are most often looked at from the largest down.
    const firstWay = this.spec.columns[number - 1]?.numeric ? -number : number;
    this.sort = this.sort === firstWay ? -firstWay : this.sort === -firstWay ? 0 : firstWay;
    this.context.host.ui.set(`sort.${this.spec.name}`, this.sort);
    this.active = -1;
    this.anchor = -1;
  }

  #select(position: number, extend: boolean): void {
    this.active = position;
    const row = this.#order[position];
    if (row !== undefined) this.spec.onActive?.(row);
    if (!extend || this.anchor < 0) this.anchor = position;
    const scroller = this.#scroller();
    if (!scroller) return;
    const top = position * ROW;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + 2 * ROW > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top + 2 * ROW - scroller.clientHeight;
  }

  #onKey(event: KeyboardEvent): void {
    const last = this.spec.rows.length - 1;
    if (last < 0 || event.target !== event.currentTarget) return;
    if ((event.ctrlKey || event.metaKey) && event.key === 'c' && this.active >= 0) {
      event.preventDefault();
      this.#copy(this.#order.slice(Math.min(this.active, this.anchor), Math.max(this.active, this.anchor) + 1));
    } else if ((event.ctrlKey || event.metaKey) && event.key === 'a') {
      event.preventDefault();
      this.anchor = 0;
      this.active = last;
    } else if (!event.ctrlKey && !event.metaKey && !event.altKey) {
      const page = Math.max(1, Math.floor((this.#scroller()?.clientHeight ?? ROW) / ROW) - 2);
      const targets: Record<string, number> = {
        ArrowDown: this.active + 1,
        ArrowUp: Math.max(0, this.active - 1),
        PageDown: this.active + page,
        PageUp: this.active - page,
        Home: 0,
        End: last,
      };
      const target = targets[event.key];
      if (target === undefined) return;
      event.preventDefault();
      this.#select(Math.max(0, Math.min(last, target)), event.shiftKey);
    }
  }

  #copy(order: readonly number[]): void {
    const text = toDelimited(
      this.spec.columns,
      order.map((row) => this.spec.rows[row] ?? []),
      '\t',
    );
    const done = order.length === 1 ? l10n.t('1 row copied.') : l10n.t('{0} rows copied.', count(order.length));
    this.context.attempt(this.context.host.request('copyText', { text }), done);
  }
}

/** In characters, by the longest of the first rows. */
function columnWidth(column: Column, rows: readonly (readonly Cell[])[], index: number): number {
  let longest = column.title.length + 2;
  for (const row of rows.slice(0, SAMPLE)) {
    const value = row[index];
    if (value !== undefined) longest = Math.max(longest, (column.show ? column.show(value) : String(value)).length);
  }
  return Math.min(MAX_CHARACTERS, longest) + 3;
}

customElements.define('mw-table', TableElement);
