import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import type { Panel } from '../app';
import { sentence } from '../kit/sentence';
import { button } from '../kit/toolkit';

/** Characters shown of a document; more makes the page slow to lay out, and the file has it all. */
const MAX_CHARACTERS = 200_000;

/** Any report as JSON: a kind without a panel of its own, or one that a newer Modelwright wrote. */
export const rawPanel: Panel = {
  title: (report) => report.kind,
  draw(report, context) {
    const text = JSON.stringify(report, undefined, 2);
    const evidence = l10n.t(
      'A report of kind "{0}", version {1}, shown as JSON: this version of Modelwright has no panel for it.',
      report.kind,
      report.schemaVersion,
    );
    return html`${sentence(report.verdict, evidence)}
      <section class="raw" aria-label="JSON">
        <p class="actions">${button(l10n.t('Copy JSON'), () => context.attempt(context.host.request('copyText', { text }), l10n.t('Copied.')))}</p>
        <pre tabindex="0">${text.slice(0, MAX_CHARACTERS)}</pre>
        ${text.length > MAX_CHARACTERS ? html`<p class="left-out">${l10n.t('The first {0} characters of {1}: copy or export it for the rest.', MAX_CHARACTERS, text.length)}</p>` : ''}
      </section>`;
  },
};
