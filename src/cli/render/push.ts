import * as l10n from '@vscode/l10n';
import type { PushResult } from '../../report/schemas/push';
import { printable, type Style } from '../style';

/** The tags, and those that the remote has otherwise. */
export function renderPush({ tags, differ }: PushResult, style: Style): string[] {
  return [
    ...tags.map((tag) => `  ${printable(tag)}`),
    ...differ.map((tag) => `${style.yellow('!')} ${l10n.t('{0} is another tag there and was left alone.', printable(tag))}`),
  ];
}
