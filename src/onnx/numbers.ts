import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { decodeFloat, floatTable, isCodedFloat } from './smallFloat';
import type { Tensor } from './tensor';
import { bytesOf, type NumericData } from './tensorData';

/**
 * A tensor's values as doubles: exact for every type but int64 and uint64, whose values beyond 2^53 go to the nearest
 * double. Complex values are pairs (real, imaginary), so twice as many. A view of the tensor itself for float64.
 * @throws UserError for strings
 */
export function toNumbers(tensor: Tensor): Float64Array {
  const { type, data } = tensor;
  if (Array.isArray(data)) throw new UserError('tensor.type', l10n.t('Strings are not numbers.'));
  if (data instanceof Float64Array) return data;
  if (isCodedFloat(type)) return decodeAll(data, floatTable(type));
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return wideNumbers(data);
  // Not Float64Array.from, which goes through an iterator.
  return new Float64Array(data as Exclude<NumericData, BigInt64Array | BigUint64Array>);
}

/** One element as a value: a bool is a boolean, a 64-bit integer a bigint, a complex number a pair. */
export type ElementValue = number | bigint | boolean | string | readonly [real: number, imaginary: number];

/**
 * The element at a flat, row-major index.
 * @throws RangeError outside the tensor
 */
export function elementAt(tensor: Tensor, index: number): ElementValue {
  const { type, data } = tensor;
  const complex = type === 'complex64' || type === 'complex128';
  if (!Number.isInteger(index) || index < 0 || index >= data.length / (complex ? 2 : 1)) throw new RangeError(`no element ${index}`);
  if (complex) return [data[2 * index] as number, data[2 * index + 1] as number];
  const value = data[index];
  if (type === 'bool') return value !== 0;
  return typeof value === 'number' && isCodedFloat(type) ? decodeFloat(type, value) : value;
}

function decodeAll(codes: NumericData, table: Float64Array): Float64Array {
  const numbers = new Float64Array(codes.length);
  for (let i = 0; i < codes.length; i++) numbers[i] = table[codes[i] as number];
  return numbers;
}

/** By halves rather than through a bigint each, which is 20 times slower. high·2^32 is exact, so that the sum rounds once. */
function wideNumbers(data: BigInt64Array | BigUint64Array): Float64Array {
  const bytes = bytesOf(data);
  const low = new Uint32Array(bytes.buffer, bytes.byteOffset, data.length * 2);
  const high = data instanceof BigInt64Array ? new Int32Array(bytes.buffer, bytes.byteOffset, data.length * 2) : low;
  const numbers = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) numbers[i] = high[2 * i + 1] * 0x1_0000_0000 + low[2 * i];
  return numbers;
}
