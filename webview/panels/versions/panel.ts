import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { VersionsResult } from '../../../src/report/schemas/versions';
import type { Panel } from '../../app';
import type { PanelContext } from '../../context';
import { plot } from '../../kit/plot';
import { sentence } from '../../kit/sentence';
import { note } from '../../kit/states';
import { type TableSpec, table } from '../../kit/table';
import { tiles } from '../../kit/tiles';
import { card } from './card';
import { stageTimeline } from './history';
import { eventTable, lineageTable, versionTable } from './tables';
import { nameText } from './text';
import { versionTiles } from './tiles';
import { trends } from './trends';
import { versionsEvidence, versionsSentence } from './verdict';

/** A model's versions, stages and metrics over time. */
export const versionsPanel: Panel = {
  title: (report) => l10n.t('Model details: {0}', nameText((report.result as VersionsResult).name)),
  draw(report, context) {
    const result = report.result as VersionsResult;
    const history = stageTimeline(result, report.createdAt);
    const curves = trends(result, context);
    const plots = [history ? plot(history, context) : nothing, curves].filter((one) => one !== nothing);
    return html`${sentence(versionsSentence(result), versionsEvidence(result))} ${tiles(versionTiles(result))}
    ${result.versions.length === 0 ? note(l10n.t('Register the model to give its present state a version: a git tag that others can fetch.')) : nothing}
    ${plots.length > 0 ? html`<div class="charts wide">${plots}</div>` : nothing}
    ${section('versions', l10n.t('Versions'), versionTable(result), context)}
    ${section('lineage', l10n.t('Lineage'), lineageTable(result), context)} ${card(result)}
    ${section('events', l10n.t('Events'), eventTable(result), context)}`;
  },
};

function section(id: string, title: string, spec: TableSpec, context: PanelContext): TemplateResult | typeof nothing {
  if (spec.rows.length === 0) return nothing;
  return html`<section aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    ${table(spec, context)}
  </section>`;
}
