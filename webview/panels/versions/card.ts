import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { VersionsResult } from '../../../src/report/schemas/versions';
import { shorten } from '../../kit/format';
import { note } from '../../kit/states';

/** Entries of a card that are drawn, objects within taken apart. */
const MAX_ENTRIES = 100;
/** Characters of one entry. */
const MAX_TEXT = 2000;

/** The model card of the manifest in the work tree. */
export function card({ card: entries, cardProblem }: VersionsResult): TemplateResult | typeof nothing {
  if (cardProblem !== undefined) return section(note(l10n.t('The manifest cannot be read: {0}', cardProblem)));
  const pairs = flattened(entries ?? {});
  if (pairs.length === 0) return nothing;
  const left = pairs.length - MAX_ENTRIES;
  return section(html`<dl class="pairs">
      ${pairs.slice(0, MAX_ENTRIES).map(([key, value]) => html`<dt title=${key}>${key}</dt><dd>${value}</dd>`)}
    </dl>
    ${left > 0 ? note(l10n.t('{0} more entries are in the manifest.', left)) : nothing}`);
}

function section(content: TemplateResult): TemplateResult {
  return html`<section aria-labelledby="card">
    <h2 id="card">${l10n.t('Model card')}</h2>
    ${content}
  </section>`;
}

/** Nested objects as dotted keys, lists in one line. */
function flattened(object: Readonly<Record<string, unknown>>, path = ''): [string, string][] {
  return Object.entries(object).flatMap(([key, value]): [string, string][] => {
    const name = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return flattened(value as Record<string, unknown>, name);
    return [[name, shorten(valueText(value), MAX_TEXT)]];
  });
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string' || typeof entry === 'number')) return value.join(', ');
  return JSON.stringify(value) ?? '';
}
