import * as l10n from '@vscode/l10n';
import type { ActionResult } from '../../report/schemas/action';
import { wrap } from '../help';
import { printable, type Style } from '../style';
import { columns, withCommands } from './text';

/** What was written or would be: the commit, tags with their messages, deletions, why this version, and what follows. */
export function renderAction(result: ActionResult, style: Style, width: number): string[] {
  const section = (title: string, lines: readonly string[]) => (lines.length === 0 ? [] : ['', style.bold(title), ...lines]);
  return [
    ...section(result.dryRun ? l10n.t('Would commit') : l10n.t('Committed'), commitLines(result)),
    ...section(result.dryRun ? l10n.t('Would write') : l10n.t('Written'), tagLines(result)),
    ...section(
      result.dryRun ? l10n.t('Would delete') : l10n.t('Deleted'),
      result.deletes.map((tag) => `  ${printable(tag)}`),
    ),
    ...section(
      l10n.t('Why {0}', printable(result.version ?? '')),
      (result.suggestion?.reasons ?? []).map((reason) => `  ${printable(reason)}`),
    ),
    ...section(l10n.t('Note'), notes(result, style, width)),
    ...section(l10n.t('To push'), pushLines(result)),
  ];
}

function commitLines({ commit }: ActionResult): string[] {
  if (!commit) return [];
  const marks = { added: '+', changed: '~', deleted: '-' };
  return [
    ...commit.files.map((file) => `  ${marks[file.change]} ${printable(file.path)}`),
    `  “${printable(commit.message.split('\n')[0] ?? '')}”${commit.id === undefined ? '' : ` ${commit.id.slice(0, 10)}`}`,
  ];
}

function tagLines({ writes }: ActionResult): string[] {
  return columns(
    writes.map((write) => [
      `  ${printable(write.tag)}`,
      write.commit === '' ? l10n.t('at the new commit') : l10n.t('at {0}', write.commit.slice(0, 10)),
      printable(write.message.split('\n')[0] ?? ''),
    ]),
  );
}

function notes({ consequences }: ActionResult, style: Style, width: number): string[] {
  return consequences.flatMap(({ severity, message, command }) => {
    const text = withCommands(printable(message), command === undefined ? [] : [printable(command)]);
    const [first, ...rest] = text.split('\n').flatMap((line, index) => (index === 0 ? wrap(line, Math.max(30, width - 4)) : [line]));
    return [`  ${severity === 'warning' ? style.yellow('!') : style.dim('·')} ${first}`, ...rest.map((line) => `    ${line}`)];
  });
}

function pushLines({ push, dryRun }: ActionResult): string[] {
  return push && !push.pushed && !dryRun ? [`  ${printable(push.command)}`] : [];
}
