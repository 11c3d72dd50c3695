import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { Report } from '../../../src/report/report';
import type { FetchedFile, FetchResult } from '../../../src/report/schemas/fetch';
import type { PanelContext } from '../../context';
import { bytes, count, joined, shorten } from '../../kit/format';
import { tableSection } from '../../kit/section';
import { sentence } from '../../kit/sentence';
import type { TableSpec } from '../../kit/table';
import { tiles } from '../../kit/tiles';
import { nameText, versionName } from '../versions/text';
import { filesText, roleText, sizeCell } from './text';

/** A version's files, in a folder of their own. */
export function drawFetch(report: Report, context: PanelContext): TemplateResult {
  const result = report.result as FetchResult;
  const { files } = result;
  return html`${sentence(fetchSentence(report, result), l10n.t('each file’s SHA-256 was checked · commit {0}', result.commit.slice(0, 7)))}
  ${tiles([
    { label: l10n.t('Files'), value: count(files.length) },
    { label: l10n.t('Size'), ...bytes(result.bytes) },
    { label: l10n.t('Written'), value: count(inState(files, 'written')) },
    { label: l10n.t('Replaced'), value: count(inState(files, 'replaced')) },
    { label: l10n.t('There already'), value: count(inState(files, 'same')), note: l10n.t('with the same bytes') },
  ])}
  ${tableSection('files', l10n.t('Files'), fetchTable(files), context)}`;
}

function fetchSentence({ model }: Report, { files, folder, version, commit, bytes: size }: FetchResult): string {
  const name = model ? nameText(model.name) : l10n.t('The model');
  const [what, place] = [versionName(version ?? commit), shorten(folder, 80)];
  if (files.every(({ state }) => state === 'same')) {
    return l10n.t('{0} {1} was in {2} already: {3}, {4}.', name, what, place, filesText(files.length), joined(bytes(size)));
  }
  return l10n.t('{0} {1} is in {2}: {3}, {4}.', name, what, place, filesText(files.length), joined(bytes(size)));
}

function fetchTable(files: readonly FetchedFile[]): TableSpec {
  const states = { written: l10n.t('written'), replaced: l10n.t('replaced'), same: l10n.t('there already') };
  const keepers = { git: 'git', lfs: 'Git LFS', dvc: 'DVC' };
  return {
    name: 'files',
    label: l10n.t('Files of the version.'),
    columns: [
      { title: l10n.t('file') },
      { title: l10n.t('what') },
      { title: l10n.t('size'), numeric: true, show: sizeCell },
      { title: l10n.t('state') },
      { title: l10n.t('kept by') },
      { title: 'SHA-256' },
    ],
    rows: files.map(({ file, role, bytes: size, state, storage, sha256 }) => [
      file,
      roleText(role),
      size,
      states[state],
      keepers[storage],
      sha256,
    ]),
  };
}

function inState(files: readonly FetchedFile[], state: FetchedFile['state']): number {
  return files.filter((file) => file.state === state).length;
}
