import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import type { InspectResult } from '../../../src/report/schemas/inspect';
import type { Panel } from '../../app';
import { amount, bytes } from '../../kit/format';
import { sentence } from '../../kit/sentence';
import { tiles } from '../../kit/tiles';

/** What a model is made of. */
export const inspectPanel: Panel = {
  title: () => l10n.t('Inspect'),
  draw(report) {
    const result = report.result as InspectResult;
    return html`${sentence(report.verdict)}
    ${tiles([
      { label: l10n.t('Nodes'), ...amount(result.nodeCount) },
      { label: l10n.t('Parameters'), ...amount(result.parameterCount) },
      { label: l10n.t('Weights'), ...bytes(result.weightBytes) },
    ])}`;
  },
};
