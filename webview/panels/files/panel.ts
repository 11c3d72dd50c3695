import * as l10n from '@vscode/l10n';
import type { Panel } from '../../app';
import { drawFetch } from './fetch';
import { drawRestore } from './restore';

/** The files of a version: written into a folder, or back into the work tree. */
export const filesPanel: Panel = {
  title: (report) => (report.kind === 'restore' ? l10n.t('Restore') : l10n.t('Fetch Version')),
  draw: (report, context) => (report.kind === 'restore' ? drawRestore(report, context) : drawFetch(report, context)),
};
