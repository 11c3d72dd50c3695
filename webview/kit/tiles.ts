import { html, nothing, type TemplateResult } from 'lit';

/** One figure. */
export interface Tile {
  label: string;
  value: string;
  unit?: string;
  /** Its interval or its comparison: `[5.20, 5.25]`, `was 61`. */
  note?: string;
}

/** A strip of figures, each with its unit small and its interval underneath. */
export function tiles(list: readonly (Tile | undefined)[]): TemplateResult {
  const shown = list.filter((tile) => tile !== undefined);
  return html`<dl class="tiles">
    ${shown.map(
      (tile) => html`<div class="tile">
        <dt title=${tile.label}>${tile.label}</dt>
        <dd class=${tile.value.length > 8 ? 'figure words' : 'figure'} title=${tile.unit ? `${tile.value} ${tile.unit}` : tile.value}>${tile.value}${tile.unit ? html`<small>${tile.unit}</small>` : nothing}</dd>
        ${tile.note ? html`<dd class="note" title=${tile.note}>${tile.note}</dd>` : nothing}
      </div>`,
    )}
  </dl>`;
}
