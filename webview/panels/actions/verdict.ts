import * as l10n from '@vscode/l10n';
import type { Report } from '../../../src/report/report';
import type { ActionResult } from '../../../src/report/schemas/action';
import { count } from '../../kit/format';
import { nameText, versionName } from '../versions/text';

/** The model that an action is about: what its tags begin with, else what it was asked for. */
export function actedOn({ parameters }: Report, { writes, deletes }: ActionResult): string {
  const tag = writes[0]?.tag ?? deletes[0] ?? '';
  const name = /^(.+?)[@#]/.exec(tag)?.[1] ?? parameters.model ?? parameters.tag;
  return nameText(typeof name === 'string' ? name : '');
}

/** What an action did, or in a dry run would do, in a sentence. */
export function actionSentence(report: Report, result: ActionResult): string {
  const { writes, deletes, dryRun } = result;
  if (writes.length === 0 && deletes.length === 0) return l10n.t('There is nothing to write.');
  if (writes.length === 0) return deletedSentence(deletes, dryRun);
  const [first] = writes;
  const subject = [actedOn(report, result), first?.version === undefined ? '' : versionName(first.version)]
    .filter((text) => text)
    .join(' ');
  const stage = nameText(first?.stage ?? '');
  switch (first?.event) {
    case 'registration': {
      const assigned = writes.find(({ event }) => event === 'assignment');
      const [name, into] = [subject, nameText(assigned?.stage ?? '')];
      if (assigned) {
        return dryRun
          ? l10n.t('{0} would be registered and put into {1}.', name, into)
          : l10n.t('{0} is registered and in {1}.', name, into);
      }
      return dryRun ? l10n.t('{0} would be registered.', name) : l10n.t('{0} is registered.', name);
    }
    case 'assignment':
      return dryRun ? l10n.t('{0} would be put into {1}.', subject, stage) : l10n.t('{0} is in {1}.', subject, stage);
    case 'unassignment':
      return dryRun ? l10n.t('{0} would be taken out of {1}.', subject, stage) : l10n.t('{0} is out of {1}.', subject, stage);
    case 'deregistration':
      return dryRun ? l10n.t('{0} would be deregistered.', subject) : l10n.t('{0} is deregistered.', subject);
    case 'deprecation':
      return dryRun ? l10n.t('{0} would be deprecated.', subject) : l10n.t('{0} is deprecated.', subject);
    case undefined:
      return '';
  }
}

function deletedSentence(deletes: readonly string[], dryRun: boolean): string {
  const [only] = deletes;
  if (deletes.length === 1 && only !== undefined) {
    return dryRun ? l10n.t('The tag {0} would be deleted.', nameText(only)) : l10n.t('The tag {0} is deleted.', nameText(only));
  }
  return dryRun ? l10n.t('{0} tags would be deleted.', count(deletes.length)) : l10n.t('{0} tags are deleted.', count(deletes.length));
}

/** What the sentence rests on. */
export function actionEvidence({ dryRun, writes, commit, push }: ActionResult): string {
  const at = writes[0]?.commit;
  return [
    dryRun ? l10n.t('dry run: nothing was written') : undefined,
    commit ? (dryRun ? l10n.t('a commit is made first') : l10n.t('a commit was made first')) : undefined,
    at ? l10n.t('commit {0}', at.slice(0, 7)) : undefined,
    push && !dryRun ? (push.pushed ? l10n.t('pushed to {0}', push.remotes.join(', ')) : l10n.t('not pushed yet')) : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}
