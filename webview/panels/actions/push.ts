import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { Report } from '../../../src/report/report';
import type { PushResult } from '../../../src/report/schemas/push';
import type { PanelContext } from '../../context';
import { commands } from '../../kit/command';
import { count } from '../../kit/format';
import { tableSection } from '../../kit/section';
import { sentence } from '../../kit/sentence';
import { note } from '../../kit/states';
import { tiles } from '../../kit/tiles';
import { nameText } from '../versions/text';

/** Tags that went to a remote or were deleted there, or would be, and those that are others there. */
export function drawPush(report: Report, context: PanelContext): TemplateResult {
  const result = report.result as PushResult;
  const { tags, differ, deletes, dryRun, command } = result;
  const toDo = dryRun && tags.length + (deletes?.length ?? 0) > 0 ? [command] : [];
  const rows = [
    ...tags.map((tag) => [tag, dryRun ? l10n.t('to be pushed') : l10n.t('pushed')]),
    ...differ.map((tag) => [tag, l10n.t('another tag there, left alone')]),
    ...(deletes ?? []).map((tag) => [tag, dryRun ? l10n.t('to be deleted there') : l10n.t('deleted there')]),
  ];
  const columns = [{ title: l10n.t('tag') }, { title: l10n.t('state') }];
  return html`${sentence(pushSentence(result), evidence(result))}
  ${tiles([
    ...(deletes
      ? [{ label: dryRun ? l10n.t('To delete') : l10n.t('Deleted'), value: count(deletes.length) }]
      : [
          { label: dryRun ? l10n.t('To push') : l10n.t('Pushed'), value: count(tags.length) },
          { label: l10n.t('Others there'), value: count(differ.length), note: l10n.t('of the same name') },
        ]),
    { label: l10n.t('Remote'), value: nameText(result.remote) },
  ])}
  ${tableSection('tags', l10n.t('Tags'), { name: 'tags', label: l10n.t('Tags and what became of them.'), columns, rows }, context)}
  ${differ.length > 0 ? note(l10n.t('A tag that is another object there stays as it is: who has fetched it keeps what it was.')) : ''}
  ${commands('to-do', deletes ? l10n.t('To delete') : l10n.t('To push'), toDo, context)}`;
}

function pushSentence({ tags, remote, deletes, dryRun }: PushResult): string {
  const name = nameText(remote);
  if (deletes) return deleteSentence(deletes.length, name, dryRun);
  if (tags.length === 0) return l10n.t('{0} has all tags.', name);
  if (tags.length === 1) return dryRun ? l10n.t('1 tag would be pushed to {0}.', name) : l10n.t('1 tag was pushed to {0}.', name);
  return dryRun
    ? l10n.t('{0} tags would be pushed to {1}.', count(tags.length), name)
    : l10n.t('{0} tags were pushed to {1}.', count(tags.length), name);
}

function deleteSentence(tags: number, remote: string, dryRun: boolean): string {
  if (tags === 0) return l10n.t('{0} has none of these tags.', remote);
  if (tags === 1) return dryRun ? l10n.t('1 tag would be deleted at {0}.', remote) : l10n.t('1 tag was deleted at {0}.', remote);
  return dryRun
    ? l10n.t('{0} tags would be deleted at {1}.', count(tags), remote)
    : l10n.t('{0} tags were deleted at {1}.', count(tags), remote);
}

function evidence({ deletes, dryRun }: PushResult): string {
  if (dryRun) return deletes ? l10n.t('dry run: nothing was deleted') : l10n.t('dry run: nothing was pushed');
  return deletes ? l10n.t('each only while it was what had been shown') : l10n.t('no branch was moved, nothing was forced');
}
