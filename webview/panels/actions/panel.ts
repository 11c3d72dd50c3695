import * as l10n from '@vscode/l10n';
import type { Report } from '../../../src/report/report';
import type { ActionResult } from '../../../src/report/schemas/action';
import type { Panel } from '../../app';
import { drawAction } from './action';
import { drawPush } from './push';
import { actedOn } from './verdict';

/** What was written to a registry: tags, and their way to a remote. */
export const actionsPanel: Panel = {
  title: (report) => {
    if (report.kind === 'push') return l10n.t('Push Tags');
    const name = actedOn(report, report.result as ActionResult);
    return name === '' ? titleOf(report) : l10n.t('{0}: {1}', titleOf(report), name);
  },
  draw: (report, context) => (report.kind === 'push' ? drawPush(report, context) : drawAction(report, context)),
};

function titleOf({ kind }: Report): string {
  const titles = new Map([
    ['register', l10n.t('Register Version')],
    ['assign', l10n.t('Promote to Stage')],
    ['unassign', l10n.t('Remove from Stage')],
    ['rollback', l10n.t('Roll Back Stage')],
    ['deregister', l10n.t('Deregister Version')],
    ['deprecate', l10n.t('Deprecate Model')],
    ['delete-tag', l10n.t('Delete Tag')],
  ]);
  return titles.get(kind) ?? kind;
}
