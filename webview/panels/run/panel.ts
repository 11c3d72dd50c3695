import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import type { RunResult } from '../../../src/report/schemas/run';
import type { Panel } from '../../app';
import { duration, num, percent } from '../../kit/format';
import { sentence } from '../../kit/sentence';
import { tiles } from '../../kit/tiles';
import { runEvidence, runSentence } from './verdict';

/** A run: what went in, what came out. */
export const runPanel: Panel = {
  title: () => l10n.t('Run'),
  draw(report) {
    const result = report.result as RunResult;
    const best = result.top?.[0];
    return html`${sentence(runSentence(result), runEvidence(report, result))}
    ${tiles([
      best && { label: l10n.t('Top score'), value: percent(num(best.score)), note: best.label },
      { label: l10n.t('Time'), ...duration(result.milliseconds) },
      { label: l10n.t('Loading'), ...duration(result.loadMilliseconds) },
    ])}`;
  },
};
