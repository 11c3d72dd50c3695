import * as l10n from '@vscode/l10n';
import type { RestoreResult } from '../../report/schemas/restore';
import { printable, type Style } from '../style';
import { bytes, columns } from './text';

/** One line a file: what becomes of it, size, and where what was there went. */
export function renderRestore({ files, consequences }: RestoreResult, style: Style): string[] {
  const states = {
    written: l10n.t('new'),
    same: l10n.t('as it is'),
    replaced: l10n.t('replaced'),
    kept: l10n.t('replaced, yours is moved aside'),
  };
  const rows = files.map((file) => [
    `  ${printable(file.path)}`,
    bytes(file.bytes),
    file.keptAs === undefined ? states[file.state] : l10n.t('replaced, yours is {0}', printable(file.keptAs)),
  ]);
  return ['', ...columns(rows, [1]), ...consequences.map(({ message }) => `${style.yellow('!')} ${printable(message)}`)];
}
