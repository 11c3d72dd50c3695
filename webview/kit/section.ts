import { html, nothing, type TemplateResult } from 'lit';
import type { PanelContext } from '../context';
import { type TableSpec, table } from './table';

/** A titled table; nothing where it has no row. */
export function tableSection(id: string, title: string, spec: TableSpec, context: PanelContext): TemplateResult | typeof nothing {
  if (spec.rows.length === 0) return nothing;
  return html`<section aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    ${table(spec, context)}
  </section>`;
}

/** The columns that some row fills, and the first: the others would be blank from top to bottom. */
export function filledColumns(spec: TableSpec): TableSpec {
  const filled = spec.columns.map((_, index) => index === 0 || spec.rows.some((row) => row[index] !== undefined && row[index] !== ''));
  return {
    ...spec,
    columns: spec.columns.filter((_, index) => filled[index]),
    rows: spec.rows.map((row) => row.filter((_, index) => filled[index])),
  };
}
