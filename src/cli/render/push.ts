import * as l10n from '@vscode/l10n';
import type { PushResult } from '../../report/schemas/push';
import { printable, type Style } from '../style';

/** The tags, those that the remote has otherwise, those deleted there, and before it is done the command. */
export function renderPush({ tags, differ, deletes = [], command, dryRun }: PushResult, style: Style): string[] {
  return [
    ...tags.map((tag) => `  ${printable(tag)}`),
    ...differ.map((tag) => `${style.yellow('!')} ${l10n.t('{0} is another tag there and was left alone.', printable(tag))}`),
    ...deletes.map((tag) => `  - ${printable(tag)}`),
    ...(dryRun && tags.length + deletes.length > 0 ? ['', `  ${printable(command)}`] : []),
  ];
}
