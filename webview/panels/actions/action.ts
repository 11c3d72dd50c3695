import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Report } from '../../../src/report/report';
import type { ActionResult } from '../../../src/report/schemas/action';
import type { PanelContext } from '../../context';
import { commands } from '../../kit/command';
import { count } from '../../kit/format';
import { filledColumns, tableSection } from '../../kit/section';
import { sentence } from '../../kit/sentence';
import type { TableSpec } from '../../kit/table';
import { type Tile, tiles } from '../../kit/tiles';
import { eventName, nameText, versionName } from '../versions/text';
import { consequences } from './consequences';
import { actionEvidence, actionSentence } from './verdict';

/** Tags that were written or deleted, the commit made first, what follows from them; or what a dry run says of it. */
export function drawAction(report: Report, context: PanelContext): TemplateResult {
  const result = report.result as ActionResult;
  const { dryRun, push, commit } = result;
  const toPush = push && !push.pushed && !dryRun ? [push.command] : [];
  return html`${sentence(actionSentence(report, result), actionEvidence(result))} ${consequences(result.consequences, context)}
  ${tiles(actionTiles(result))}
  ${tableSection('tags', dryRun ? l10n.t('Tags to write') : l10n.t('Tags written'), tagTable(result), context)}
  ${tableSection('deleted', dryRun ? l10n.t('Tags to delete') : l10n.t('Tags deleted'), deleteTable(result), context)}
  ${reasons(result)}
  ${tableSection('commit', dryRun ? l10n.t('Files to commit') : l10n.t('Files committed'), commitTable(result), context)}
  ${commit ? html`<p class="from">${l10n.t('Message: {0}', commit.message.split('\n')[0] ?? '')}</p>` : nothing}
  ${commands('to-push', l10n.t('To push'), toPush, context)}`;
}

function actionTiles({ dryRun, writes, deletes, commit, version, stage, consequences: list }: ActionResult): Tile[] {
  const warnings = list.filter(({ severity }) => severity === 'warning').length;
  return [
    ...(version === undefined ? [] : [{ label: l10n.t('Version'), value: versionName(version) }]),
    ...(stage === undefined ? [] : [{ label: l10n.t('Stage'), value: nameText(stage) }]),
    { label: dryRun ? l10n.t('Tags to write') : l10n.t('Tags written'), value: count(writes.length) },
    ...(deletes.length > 0 ? [{ label: dryRun ? l10n.t('Tags to delete') : l10n.t('Tags deleted'), value: count(deletes.length) }] : []),
    ...(commit ? [{ label: dryRun ? l10n.t('Files to commit') : l10n.t('Files committed'), value: count(commit.files.length) }] : []),
    { label: l10n.t('Warnings'), value: count(warnings) },
  ];
}

function tagTable({ writes }: ActionResult): TableSpec {
  return filledColumns({
    name: 'tags',
    label: l10n.t('Tags in the order they are written.'),
    columns: [
      { title: l10n.t('tag') },
      { title: l10n.t('event') },
      { title: l10n.t('version') },
      { title: l10n.t('stage') },
      { title: l10n.t('commit') },
      { title: l10n.t('message') },
    ],
    rows: writes.map(({ tag, event, version, stage, commit, message }) => [
      tag,
      eventName(event),
      version === undefined ? undefined : versionName(version),
      stage,
      commit === '' ? l10n.t('the new one') : commit.slice(0, 7),
      message.split('\n')[0],
    ]),
  });
}

function deleteTable({ deletes }: ActionResult): TableSpec {
  return { name: 'deletes', label: l10n.t('Tags that go.'), columns: [{ title: l10n.t('tag') }], rows: deletes.map((tag) => [tag]) };
}

function commitTable({ commit }: ActionResult): TableSpec {
  const changes = { added: l10n.t('added'), changed: l10n.t('changed'), deleted: l10n.t('deleted') };
  return {
    name: 'commit',
    label: l10n.t('Files of the commit.'),
    columns: [{ title: l10n.t('file') }, { title: l10n.t('change') }],
    rows: (commit?.files ?? []).map(({ path, change }) => [path, changes[change]]),
  };
}

/** Why this version was suggested. */
function reasons({ suggestion, version }: ActionResult): TemplateResult | typeof nothing {
  if (!suggestion || suggestion.reasons.length === 0) return nothing;
  return html`<section aria-labelledby="why">
    <h2 id="why">${l10n.t('Why {0}', versionName(version ?? ''))}</h2>
    <ul class="reasons">${suggestion.reasons.map((reason) => html`<li>${reason}</li>`)}</ul>
  </section>`;
}
