import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelContext } from '../context';

/** A command as one types it, in one piece, and a way to copy it. */
export function commandLine(text: string, context: PanelContext): TemplateResult {
  const copy = () => context.attempt(context.host.request('copyText', { text }), l10n.t('Command copied.'));
  return html`<p class="remedy command">
    <code>${text}</code>
    <button type="button" class="link" aria-label=${l10n.t('Copy the command {0}', text)} @click=${copy}>${l10n.t('Copy')}</button>
  </p>`;
}

/** Commands for a terminal under a title; nothing where there is none. */
export function commands(id: string, title: string, list: readonly string[], context: PanelContext): TemplateResult | typeof nothing {
  if (list.length === 0) return nothing;
  return html`<section aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    ${list.map((text) => commandLine(text, context))}
  </section>`;
}
