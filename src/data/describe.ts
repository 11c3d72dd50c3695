import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { Dimension, ValueInfo } from '../onnx/tensor';

/** `float32 [1, 3, N, ?]`; a scalar is `float32 []`, an unknown rank only the type. */
export function describe(type: string, shape: readonly Dimension[] | undefined): string {
  return shape === undefined ? type : `${type} [${shape.map((dim) => (dim === '' ? '?' : dim)).join(', ')}]`;
}

/** A source as messages name it: a file by its name, a literal shortened. */
export function sourceName(source: string): string {
  const name = basename(source);
  const shown = name === '' ? source : name;
  return shown.length > 60 ? `${shown.slice(0, 59)}…` : shown;
}

/**
 * The one form of a mismatch: `The input "data_0" wants float32 [1, 3, 224, 224]; fish.png gave uint8 [224, 224, 4].`
 * @param gave what came, as {@link describe} says it
 */
export function mismatch(input: ValueInfo, source: string, gave: string, remedy: string, code = 'input.shape'): UserError {
  return new UserError(
    code,
    l10n.t('The input "{0}" wants {1}; {2} gave {3}.', input.name, describe(input.type, input.shape), sourceName(source), gave),
    { where: input.name, remedy },
  );
}
