import * as l10n from '@vscode/l10n';
import type { FetchResult } from '../../report/schemas/fetch';
import { printable } from '../style';
import { bytes, columns } from './text';

/** One line a file: its path, size, what became of it, the beginning of its hash. */
export function renderFetch(result: FetchResult): string[] {
  const states = { written: '', replaced: l10n.t('replaced'), same: l10n.t('there already') };
  return columns(
    result.files.map((file) => [printable(file.file), bytes(file.bytes), states[file.state], `sha256 ${file.sha256.slice(0, 12)}…`]),
    [1],
  );
}
