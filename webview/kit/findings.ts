import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Finding } from '../../src/report/schemas/inspect';
import type { PanelContext } from '../context';
import { commandLine } from './command';
import { icon } from './icons';
import { note } from './states';

/** Findings drawn; a broken model can have one for each node. */
const MAX_FINDINGS = 100;
const RANK = { error: 0, warning: 1, info: 2 } as const;

/** A remedy that is a command as one types it. */
const COMMAND = /^(?:git|dvc|modelwright) [a-z-]/;

/** What the checker found, the worst first. */
export function findings(list: readonly Finding[], context: PanelContext): TemplateResult | typeof nothing {
  if (list.length === 0) return nothing;
  const words = { error: l10n.t('Error'), warning: l10n.t('Warning'), info: l10n.t('Note') };
  const ordered = [...list].sort((a, b) => RANK[a.severity] - RANK[b.severity]);
  return html`<section class="findings" aria-label=${l10n.t('Findings')}>
    <ul>
      ${ordered.slice(0, MAX_FINDINGS).map(
        (finding) => html`<li class=${finding.severity}>
          <span class="mark">${icon(finding.severity)}<span class="severity">${words[finding.severity]}</span></span>
          <div>
            <p>${finding.message}</p>
            ${finding.where ? html`<p class="where" title=${finding.where}>${finding.where}</p>` : nothing}
            ${finding.remedy ? remedy(finding.remedy, context) : nothing}
          </div>
        </li>`,
      )}
    </ul>
    ${list.length > MAX_FINDINGS ? note(l10n.t('{0} more findings are not drawn; export the report as CSV or JSON to see them.', list.length - MAX_FINDINGS)) : nothing}
  </section>`;
}

function remedy(text: string, context: PanelContext): TemplateResult {
  return COMMAND.test(text) ? commandLine(text, context) : html`<p class="remedy">${text}</p>`;
}
