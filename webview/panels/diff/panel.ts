import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { DiffResult } from '../../../src/report/schemas/diff';
import type { Panel } from '../../app';
import type { PanelContext } from '../../context';
import { count } from '../../kit/format';
import { plot } from '../../kit/plot';
import { sentence } from '../../kit/sentence';
import { note } from '../../kit/states';
import { type TableSpec, table } from '../../kit/table';
import { tiles } from '../../kit/tiles';
import { button } from '../../kit/toolkit';
import { operatorPlot } from './plots';
import { interfaceTable, metadataTable, nodeTable, tensorTable } from './tables';
import { tensorPlots } from './tensorPlots';
import { diffTiles } from './tiles';
import { diffEvidence, diffSentence } from './verdict';

/** What differs between two models. */
export const diffPanel: Panel = {
  title: () => l10n.t('Diff'),
  draw(report, context) {
    const result = report.result as DiffResult;
    const operators = Object.keys(result.operatorCounts).length > 0 ? plot(operatorPlot(result), context) : nothing;
    const tensors = tensorPlots(result.tensors, context);
    const plots = [operators, tensors].filter((one) => one !== nothing);
    const { counts } = result.nodes;
    return html`${sentence(diffSentence(result), diffEvidence(result))} ${summary(result, context)} ${tiles(diffTiles(result))}
    ${plots.length > 0 ? html`<div class="charts">${plots}</div>` : nothing}
    ${section('io', l10n.t('Inputs and outputs'), interfaceTable(result), context)}
    ${section('nodes', l10n.t('Nodes'), nodeTable(result), context, counts.added + counts.removed + counts.changed)}
    ${section('tensors', l10n.t('Tensors'), tensorTable(result), context, tensorTotal(result))}
    ${section('metadata', l10n.t('File'), metadataTable(result), context)}`;
  },
};

function summary(result: DiffResult, context: PanelContext): TemplateResult {
  const copy = () => context.attempt(context.host.request('copyText', { text: result.summary }), l10n.t('Summary copied.'));
  return html`<p class="actions">${button(l10n.t('Copy Summary as Markdown'), copy)}</p>`;
}

function tensorTotal({ tensorCounts }: DiffResult): number {
  return tensorCounts.added + tensorCounts.removed + tensorCounts.changed;
}

/** @param total entries there were before the report's list was cut */
function section(
  id: string,
  title: string,
  spec: TableSpec,
  context: PanelContext,
  total = spec.rows.length,
): TemplateResult | typeof nothing {
  if (spec.rows.length === 0) return nothing;
  const left = total - spec.rows.length;
  return html`<section aria-labelledby=${id}>
    <h2 id=${id}>${title}</h2>
    ${table(spec, context)}
    ${left > 0 ? note(l10n.t('{0} of {1} are listed; the report counts the others without naming them.', count(spec.rows.length), count(total))) : nothing}
  </section>`;
}
