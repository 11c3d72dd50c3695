import * as l10n from '@vscode/l10n';
import type { RestoreResult } from '../../../src/report/schemas/restore';
import { bytes, count, joined } from '../../kit/format';
import type { Cell } from '../../kit/tableText';

/** `1 file`, `3 files`. */
export function filesText(files: number): string {
  return files === 1 ? l10n.t('1 file') : l10n.t('{0} files', count(files));
}

/** What a file is to its model. */
export function roleText(role: RestoreResult['files'][number]['role']): string {
  return {
    model: l10n.t('model'),
    data: l10n.t('external data'),
    manifest: l10n.t('manifest'),
    named: l10n.t('named by the manifest'),
    metrics: l10n.t('metrics'),
    pointer: l10n.t('pointer'),
  }[role];
}

/** A column's size in bytes. */
export function sizeCell(value: Cell): string {
  return joined(bytes(Number(value)));
}
