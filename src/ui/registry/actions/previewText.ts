import * as l10n from '@vscode/l10n';
import type { ActionResult, Consequence } from '../../../report/schemas/action';
import type { PushResult } from '../../../report/schemas/push';
import type { RestoreResult } from '../../../report/schemas/restore';
import { formatBytes } from '../../format';

/** So many names of a kind are listed; how many more there are is said. */
const LISTED = 30;

/** What an action would write: the commit, each tag with its commit and message, deletions, why this version, and what follows. Plain lines. */
export function actionText({ commit, writes, deletes, consequences, version, suggestion }: ActionResult): string {
  const marks = { added: '+', changed: '~', deleted: '−' };
  return sections(
    commit
      ? [
          l10n.t('A commit of these files, and nothing else:'),
          ...listed(commit.files.map((file) => `  ${marks[file.change]} ${printable(file.path)}`)),
          `  “${firstLine(commit.message)}”`,
        ]
      : [],
    writes.length > 0
      ? [
          writes.length === 1 ? l10n.t('The tag:') : l10n.t('The tags:'),
          ...listed(
            writes.flatMap((write) => [
              `  ${printable(write.tag)} ${write.commit === '' ? l10n.t('at the new commit') : l10n.t('at {0}', write.commit.slice(0, 10))}`,
              `    “${firstLine(write.message)}”`,
            ]),
          ),
        ]
      : [],
    deletes.length > 0 ? [l10n.t('Deleted:'), ...listed(deletes.map((tag) => `  ${printable(tag)}`))] : [],
    suggestion ? [l10n.t('Why {0}:', version ?? ''), ...listed(suggestion.reasons.map((reason) => `  ${printable(reason)}`))] : [],
    notes(consequences),
  );
}

/** What restoring would write, and what becomes of the files that are there. */
export function restoreText({ files, consequences }: RestoreResult): string {
  const states = {
    written: l10n.t('new'),
    same: l10n.t('stays as it is'),
    replaced: l10n.t('replaced; a commit has what is there'),
    kept: l10n.t('replaced; yours is moved aside to NAME.mine-1'),
  };
  return sections(
    [
      l10n.t('In the work tree:'),
      ...listed(files.map((file) => `  ${printable(file.path)} (${formatBytes(file.bytes)}): ${states[file.state]}`)),
    ],
    notes(consequences),
  );
}

/** What would go to the remote. */
export function pushText({ tags, differ, command }: PushResult): string {
  return sections(
    [
      tags.length === 1 ? l10n.t('The tag, with the commits it needs:') : l10n.t('The tags, with the commits they need:'),
      ...listed(tags.map((tag) => `  ${printable(tag)}`)),
    ],
    [l10n.t('No branch moves there, and nothing is forced.')],
    differ.length > 0
      ? [l10n.t('These are other tags there and are left alone:'), ...listed(differ.map((tag) => `  ${printable(tag)}`))]
      : [],
    [printable(command)],
  );
}

/** What would be deleted at a remote. */
export function deleteText({ deletes = [], command }: PushResult): string {
  return sections(
    [l10n.t('Deleted there:'), ...listed(deletes.map((tag) => `  ${printable(tag)}`))],
    [l10n.t('Only while it is the tag that is there now. Clones that have it keep theirs.')],
    [printable(command)],
  );
}

function notes(consequences: readonly Consequence[]): string[] {
  return consequences.map(({ severity, message }) => `${severity === 'warning' ? '⚠' : '•'} ${printable(message)}`);
}

function listed(lines: readonly string[]): string[] {
  return lines.length <= LISTED ? [...lines] : [...lines.slice(0, LISTED), l10n.t('  and {0} more', lines.length - LISTED)];
}

function sections(...parts: readonly (readonly string[])[]): string {
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function firstLine(text: string): string {
  return printable(text.split('\n')[0] ?? '');
}

/** Names come from others: what would turn the direction of the text or break its line is shown as what it is. */
export function printable(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are the ones that are meant
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
