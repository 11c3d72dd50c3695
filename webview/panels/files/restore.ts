import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { Report } from '../../../src/report/report';
import type { RestoreResult } from '../../../src/report/schemas/restore';
import type { PanelContext } from '../../context';
import { bytes, count, shorten } from '../../kit/format';
import { filledColumns, tableSection } from '../../kit/section';
import { sentence } from '../../kit/sentence';
import type { TableSpec } from '../../kit/table';
import { tiles } from '../../kit/tiles';
import { consequences } from '../actions/consequences';
import { versionName } from '../versions/text';
import { filesText, roleText, sizeCell } from './text';

/** A version's files, back in the work tree; or what a dry run says would come of it. */
export function drawRestore(report: Report, context: PanelContext): TemplateResult {
  const result = report.result as RestoreResult;
  const { files, dryRun } = result;
  const inState = (state: RestoreResult['files'][number]['state']) => count(files.filter((file) => file.state === state).length);
  return html`${sentence(restoreSentence(report, result), evidence(result))} ${consequences(result.consequences, context)}
  ${tiles([
    { label: l10n.t('Files'), value: count(files.length) },
    { label: l10n.t('Size'), ...bytes(files.reduce((sum, file) => sum + file.bytes, 0)) },
    { label: dryRun ? l10n.t('To write') : l10n.t('Written'), value: inState('written') },
    { label: dryRun ? l10n.t('To replace') : l10n.t('Replaced'), value: inState('replaced'), note: l10n.t('a commit has what was there') },
    { label: dryRun ? l10n.t('To move aside') : l10n.t('Moved aside'), value: inState('kept'), note: l10n.t('yours, under another name') },
    { label: l10n.t('As they are'), value: inState('same') },
  ])}
  ${tableSection('files', l10n.t('Files'), restoreTable(files), context)}`;
}

function restoreSentence({ parameters }: Report, { files, dryRun, version, commit }: RestoreResult): string {
  const named = typeof parameters.model === 'string' ? shorten(parameters.model, 80) : versionName(version ?? commit);
  const changed = files.filter(({ state }) => state !== 'same').length;
  if (changed === 0) return l10n.t('The work tree has the files of {0} as they are.', named);
  return dryRun
    ? l10n.t('{0} would be restored: {1}.', named, filesText(changed))
    : l10n.t('{0} is restored: {1}.', named, filesText(changed));
}

function evidence({ dryRun, version, commit }: RestoreResult): string {
  const from =
    version === undefined ? l10n.t('commit {0}', commit.slice(0, 7)) : `${version} · ${l10n.t('commit {0}', commit.slice(0, 7))}`;
  return dryRun ? `${from} · ${l10n.t('dry run: nothing was written')}` : from;
}

function restoreTable(files: RestoreResult['files']): TableSpec {
  const states = {
    written: l10n.t('new'),
    same: l10n.t('as it is'),
    replaced: l10n.t('replaced'),
    kept: l10n.t('replaced, yours moved aside'),
  };
  return filledColumns({
    name: 'files',
    label: l10n.t('Files of the version.'),
    columns: [
      { title: l10n.t('file') },
      { title: l10n.t('what') },
      { title: l10n.t('size'), numeric: true, show: sizeCell },
      { title: l10n.t('state') },
      { title: l10n.t('yours is now') },
    ],
    rows: files.map(({ path, role, bytes: size, state, keptAs }) => [path, roleText(role), size, states[state], keptAs]),
  });
}
