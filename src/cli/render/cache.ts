import * as l10n from '@vscode/l10n';
import type { CacheResult } from '../../report/schemas/cache';
import { printable } from '../style';
import { bytes, columns } from './text';

/** Where the cache is, how full, and how it is emptied. */
export function renderCache({ folder, bytes: taken, limitBytes, inUse, cleared }: CacheResult): string[] {
  const rows = [
    [`  ${l10n.t('folder')}`, printable(folder)],
    [`  ${l10n.t('takes')}`, l10n.t('{0} of at most {1}', bytes(taken), bytes(limitBytes))],
    ...(inUse > 0 ? [[`  ${l10n.t('in use')}`, inUse === 1 ? l10n.t('1 version') : l10n.t('{0} versions', inUse)]] : []),
  ];
  return ['', ...columns(rows), ...(cleared || taken === 0 ? [] : ['', l10n.t('"modelwright cache --clear" empties it.')])];
}
