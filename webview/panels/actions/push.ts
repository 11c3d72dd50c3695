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

/** Tags that went to a remote, or would, and those that are others there. */
export function drawPush(report: Report, context: PanelContext): TemplateResult {
  const result = report.result as PushResult;
  const { tags, differ, dryRun, command } = result;
  const toPush = dryRun && tags.length > 0 ? [command] : [];
  const rows = [
    ...tags.map((tag) => [tag, dryRun ? l10n.t('to be pushed') : l10n.t('pushed')]),
    ...differ.map((tag) => [tag, l10n.t('another tag there, left alone')]),
  ];
  const columns = [{ title: l10n.t('tag') }, { title: l10n.t('state') }];
  return html`${sentence(pushSentence(result), dryRun ? l10n.t('dry run: nothing was pushed') : l10n.t('no branch was moved, nothing was forced'))}
  ${tiles([
    { label: dryRun ? l10n.t('To push') : l10n.t('Pushed'), value: count(tags.length) },
    { label: l10n.t('Others there'), value: count(differ.length), note: l10n.t('of the same name') },
    { label: l10n.t('Remote'), value: nameText(result.remote) },
  ])}
  ${tableSection('tags', l10n.t('Tags'), { name: 'tags', label: l10n.t('Tags and what became of them.'), columns, rows }, context)}
  ${differ.length > 0 ? note(l10n.t('A tag that is another object there stays as it is: who has fetched it keeps what it was.')) : ''}
  ${commands('to-push', l10n.t('To push'), toPush, context)}`;
}

function pushSentence({ tags, remote, dryRun }: PushResult): string {
  const name = nameText(remote);
  if (tags.length === 0) return l10n.t('{0} has all tags.', name);
  if (tags.length === 1) return dryRun ? l10n.t('1 tag would be pushed to {0}.', name) : l10n.t('1 tag was pushed to {0}.', name);
  return dryRun
    ? l10n.t('{0} tags would be pushed to {1}.', count(tags.length), name)
    : l10n.t('{0} tags were pushed to {1}.', count(tags.length), name);
}
