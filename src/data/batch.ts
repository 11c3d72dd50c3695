import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { Tensor, ValueInfo } from '../onnx/tensor';
import { describe, sourceName } from './describe';
import { fitTensor } from './fit';
import type { PlannedInput } from './plan';
import type { PreparedInput } from './request';

/** The input as one row of a batch wants it: its first axis of size 1. */
export function rowOf(input: PlannedInput): PlannedInput {
  const { value } = input;
  return value.shape === undefined || value.shape.length === 0
    ? input
    : { ...input, value: { ...value, shape: [1, ...value.shape.slice(1)] } };
}

/**
 * Puts values that were given one by one into a batch, along the first axis.
 * @param rows what each value gave: the input itself and what comes with it, such as a mask
 * @param declared by name, as the model declares them
 * @throws UserError `input.batch` where the model's batch is of another size, or the rows are not of one shape
 */
export function stackRows(rows: readonly (readonly PreparedInput[])[], declared: ReadonlyMap<string, ValueInfo>): PreparedInput[] {
  return rows[0]!.map((first) => {
    const parts = rows.map((row) => row.find(({ name }) => name === first.name)!);
    const input = declared.get(first.name)!;
    const tensors = parts.map((part) => part.tensor);
    const shaped = tensors.filter((tensor): tensor is Tensor => tensor !== undefined && tensor.dims.length > 0);
    if (shaped.length !== parts.length) throw noBatch(input, l10n.t('of such values there is no batch'));
    const [one] = shaped;
    const other = shaped.findIndex((tensor) => tensor.dims.slice(1).join() !== one!.dims.slice(1).join());
    if (other > 0) {
      const [a, b] = [parts[0]!, parts[other]!];
      const shapes = [describe(a.type, one!.dims), describe(b.type, shaped[other]!.dims)] as const;
      throw noBatch(input, l10n.t('{0} gave {1}, {2} gave {3}', sourceName(a.source), shapes[0], sourceName(b.source), shapes[1]));
    }
    const size = shaped.reduce((sum, tensor) => sum + tensor.dims[0]!, 0);
    const wanted = input.shape?.[0];
    if (typeof wanted === 'number' && wanted !== size) {
      throw noBatch(input, l10n.t('its batch is fixed at {0}, and {1} values were given', wanted, size));
    }
    const tensor = fitTensor(concatenate(shaped), input, first.source);
    return { ...first, tensor, parts: parts.map(({ source, path, picture }) => ({ source, path, picture })) };
  });
}

/** Tensors of one type one after the other, along their first axis. */
export function concatenate(tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  const dims = [tensors.reduce((sum, { dims: [rows] }) => sum + rows!, 0), ...first!.dims.slice(1)];
  if (Array.isArray(first!.data)) return { type: first!.type, dims, data: tensors.flatMap(({ data }) => data as string[]) };
  const Kind = first!.data.constructor as new (length: number) => Float32Array;
  const data = new Kind(tensors.reduce((sum, tensor) => sum + tensor.data.length, 0));
  let offset = 0;
  for (const tensor of tensors) {
    data.set(tensor.data as Float32Array, offset);
    offset += tensor.data.length;
  }
  return { type: first!.type, dims, data };
}

function noBatch(input: ValueInfo, reason: string): UserError {
  return new UserError('input.batch', l10n.t('The values for the input "{0}" make no batch: {1}.', input.name, reason), {
    where: input.name,
    remedy: l10n.t('It wants {0}.', describe(input.type, input.shape)),
  });
}
