import * as l10n from '@vscode/l10n';
import type { ElementType } from '../../onnx/elementType';
import { elementCount, type Tensor, type ValueInfo } from '../../onnx/tensor';
import { allocateData, bytesOf, isSubByte, storedByteLength, unpackBits } from '../../onnx/tensorData';
import { isNumeric } from '../convert';
import { mismatch } from '../describe';

/**
 * Bytes as they lie in memory, little-endian and without a header, as an input of known type. Its open dimensions must be
 * no more than one, whose size comes from the number of bytes; with more each but the first is taken as 1.
 * @param dims sizes of symbolic dimensions
 * @throws UserError `input.shape` where the bytes do not come out even
 */
export function decodeRaw(bytes: Uint8Array, input: ValueInfo, source: string, dims: Readonly<Record<string, number>> = {}): Tensor {
  const type = input.type as Exclude<ElementType, 'string'>;
  const fail = (remedy: string) => mismatch(input, source, l10n.t('{0} raw bytes', bytes.length), remedy);
  if (!isNumeric(type)) throw fail(l10n.t('Give a file that says its type and shape, such as .npy or .pb.'));
  const perByte = isSubByte(type) ? 8 / storedBits(type) : 1;
  const elements = isSubByte(type) ? bytes.length * perByte : bytes.length / storedByteLength(type, 1);
  const shape = [...(input.shape ?? [''])].map((dim) => (typeof dim === 'string' && Object.hasOwn(dims, dim) ? dims[dim]! : dim));
  const open = shape.findIndex((dim) => typeof dim === 'string');
  const known = shape.map((dim) => (typeof dim === 'number' ? dim : 1));
  if (open >= 0) known[open] = elements / elementCount(known);
  if (!known.every(Number.isSafeInteger) || storedByteLength(type, elementCount(known)) !== bytes.length) {
    throw fail(l10n.t('The number of bytes must be that of the wanted shape.'));
  }
  const data = allocateData(type, elementCount(known));
  if (isSubByte(type)) unpackBits(bytes, type, data, 0, data.length);
  else bytesOf(data).set(bytes);
  return { type, dims: known, data };
}

function storedBits(type: Exclude<ElementType, 'string'>): number {
  return storedByteLength(type, 4) * 2;
}
