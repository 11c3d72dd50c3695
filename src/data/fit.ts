import * as l10n from '@vscode/l10n';
import { elementCount, type Tensor, type ValueInfo } from '../onnx/tensor';
import { convertTensor } from './convert';
import { describe, mismatch } from './describe';

/**
 * Brings a tensor to what an input declares: its type, and its rank where only dimensions of 1 are missing in front or
 * too many. The data are shared where the type is right.
 * @throws UserError `input.shape`, `input.type`, `input.range`
 */
export function fitTensor(tensor: Tensor, input: ValueInfo, source: string): Tensor {
  const dims = fitDims(tensor.dims, input.shape);
  if (dims === undefined) {
    const remedy = l10n.t('Give a value of the wanted shape.');
    throw mismatch(input, source, describe(tensor.type, tensor.dims), remedy);
  }
  return convertTensor({ ...tensor, dims }, input, source);
}

/** The dimensions as the input wants them; undefined where they do not fit. */
export function fitDims(given: readonly number[], wanted: ValueInfo['shape']): readonly number[] | undefined {
  if (wanted === undefined || agrees(given, wanted)) return given;
  // A batch of one may be left out, or be there where the model has none; a scalar may come as one element.
  for (let ones = 1; given.length + ones <= wanted.length; ones++) {
    const padded = [...Array<number>(ones).fill(1), ...given];
    if (agrees(padded, wanted)) return padded;
  }
  for (let cut = 1; given.length - cut >= wanted.length && given[cut - 1] === 1; cut++) {
    if (agrees(given.slice(cut), wanted)) return given.slice(cut);
  }
  return undefined;
}

function agrees(given: readonly number[], wanted: NonNullable<ValueInfo['shape']>): boolean {
  if (given.length !== wanted.length) return false;
  const names = new Map<string, number>();
  return wanted.every((dim, i) => {
    if (typeof dim === 'number') return dim === given[i];
    if (dim === '') return true;
    const size = names.get(dim) ?? given[i]!;
    names.set(dim, size);
    return size === given[i];
  });
}

/**
 * A declared shape with every symbolic dimension given its size: by name from `dims`, else 1. A shape whose rank is
 * unknown is a scalar.
 */
export function concreteShape(input: ValueInfo, dims: Readonly<Record<string, number>> = {}): number[] {
  const shape = (input.shape ?? []).map((dim) => (typeof dim === 'number' ? dim : Object.hasOwn(dims, dim) ? dims[dim]! : 1));
  elementCount(shape);
  return shape;
}
