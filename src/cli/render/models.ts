import * as l10n from '@vscode/l10n';
import type { ModelsResult } from '../../report/schemas/models';
import { printable, type Style } from '../style';
import { bytes, columns } from './text';

/** One line a model: name, size, state, path. */
export function renderModels(result: ModelsResult, style: Style): string[] {
  if (result.models.length === 0) return [l10n.t('No .onnx file lies below this folder. Give another with --folder.')];
  const rows = result.models.map((model) => [
    printable(model.name),
    model.state === 'missing' ? '' : bytes(model.bytes),
    { file: '', pointer: l10n.t('not fetched'), missing: l10n.t('missing') }[model.state],
    printable(model.path),
  ]);
  const commands = [...new Set(result.models.flatMap((model) => model.pointer?.command ?? []))];
  return [
    ...columns(rows, [1]),
    ...(commands.length > 0 ? ['', style.dim(l10n.t('To fetch:')), ...commands.map((command) => `  ${printable(command)}`)] : []),
  ];
}
