import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Report } from '../../src/report/report';
import type { PanelAction } from '../../src/ui/panels/protocol';
import type { PanelContext } from '../context';
import { menu } from './menu';
import { button } from './toolkit';

/** Job, model, its ref as a badge, short SHA; actions at the right, the primary one last. */
export function header(
  title: string,
  report: Report,
  actions: readonly PanelAction[],
  context: PanelContext,
  invoke: (action: string) => void,
): TemplateResult {
  const { model } = report;
  const ordered = [...actions].sort((a, b) => Number(a.primary ?? false) - Number(b.primary ?? false));
  return html`<header>
    <h1>${title}</h1>
    ${
      model
        ? html`<span class="what" title=${model.path}>${model.name}</span>
          <span class="badge">${model.ref ?? l10n.t('working copy')}</span>
          ${model.sha256 ? html`<span class="sha" title=${`SHA-256 ${model.sha256}`}>${model.sha256.slice(0, 7)}</span>` : nothing}`
        : nothing
    }
    <span class="actions">
      ${context.host.standalone ? nothing : exportMenu(context)}
      ${ordered.map((action) => button(action.label, () => invoke(action.id), { primary: action.primary }))}
    </span>
  </header>`;
}

function exportMenu(context: PanelContext): TemplateResult {
  const entry = (label: string, format: 'html' | 'json' | 'csv') => ({
    label,
    press: () => context.attempt(context.host.request('export', { format })),
  });
  return menu(l10n.t('Export'), [entry(l10n.t('HTML, one file'), 'html'), entry('JSON', 'json'), entry('CSV', 'csv')]);
}
