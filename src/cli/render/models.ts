import * as l10n from '@vscode/l10n';
import type { ModelEntry, ModelsResult } from '../../report/schemas/models';
import { printable, type Style } from '../style';
import { bytes, columns } from './text';

/** One line a model: name, size, state, latest version, stages, path. */
export function renderModels(result: ModelsResult, style: Style): string[] {
  if (result.models.length === 0) return [l10n.t('No .onnx file lies below this folder. Give another with --folder.')];
  const rows = result.models.map((model) => [
    printable(model.name),
    model.state === 'missing' ? '' : bytes(model.bytes),
    { file: '', pointer: l10n.t('not fetched'), missing: l10n.t('missing') }[model.state],
    printable(model.latest ?? ''),
    stagesText(model),
    printable(model.path),
  ]);
  const commands = [...new Set(result.models.flatMap((model) => model.pointer?.command ?? []))];
  return [
    ...columns(withoutEmpty(rows), [1]),
    ...(commands.length > 0 ? ['', style.dim(l10n.t('To fetch:')), ...commands.map((command) => `  ${printable(command)}`)] : []),
  ];
}

/** `production v1.2.0, staging v1.1.0`; a commit that is no version by its first digits. */
function stagesText({ stages, deprecated }: ModelEntry): string {
  const filled = Object.entries(stages ?? {}).flatMap(([stage, version]) =>
    version === null ? [] : `${printable(stage)} ${/^[0-9a-f]{40,}$/.test(version) ? version.slice(0, 7) : printable(version)}`,
  );
  return [...(deprecated ? [l10n.t('deprecated')] : []), ...filled].join(', ');
}

/** Without the columns that no row fills, but the first two. */
function withoutEmpty(rows: readonly (readonly string[])[]): string[][] {
  return rows.map((row) => row.filter((_, index) => index < 2 || rows.some((other) => other[index] !== '')));
}
