import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { TensorProto } from './gen/onnx-ml_pb';

/** A stored tensor's dimensions as numbers, and their product. */
export interface StoredShape {
  readonly dims: readonly number[];
  readonly count: number;
}

/**
 * The dims of a stored tensor.
 * @throws UserError for a negative dimension or more elements than any memory could hold
 */
export function shapeOf(tensor: { readonly dims: readonly bigint[]; readonly name?: string }): StoredShape {
  const empty = tensor.dims.includes(0n);
  let count = 1n;
  for (const dim of tensor.dims) {
    if (dim < 0n || dim > MAX_ELEMENTS) throw impossible(tensor);
    // Tested on the way: a thousand dims would make a number of a thousand digits.
    if (!empty) count *= dim;
    if (count > MAX_ELEMENTS) throw impossible(tensor);
  }
  return { dims: tensor.dims.map(Number), count: empty ? 0 : Number(count) };
}

/** With 16 bytes an element still a safe integer of bits. */
const MAX_ELEMENTS = BigInt(Number.MAX_SAFE_INTEGER) / 128n;

function impossible(tensor: { readonly dims: readonly bigint[]; readonly name?: string }): UserError {
  const dims = tensor.dims.length > 16 ? `${tensor.dims.slice(0, 16).join('×')}…` : tensor.dims.join('×');
  return new UserError('tensor.dims', l10n.t('A tensor cannot have the dimensions {0}.', dims), {
    where: l10n.t('tensor {0}', tensor.name ?? ''),
    remedy: l10n.t('The model is damaged; export it again.'),
  });
}

/** The named tensor, as messages say it. */
export function tensorPlace(tensor: TensorProto): string {
  return tensor.name === '' ? l10n.t('a tensor without a name') : l10n.t('tensor {0}', tensor.name);
}
