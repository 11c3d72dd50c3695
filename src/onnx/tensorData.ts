import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { bitsPerElement, type ElementType } from './elementType';
import { elementCount, type Tensor, type TensorData } from './tensor';

/** Numbers as stored, of one width: everything a tensor's data can be but strings. */
export type NumericData = Exclude<TensorData, string[]>;

/** A type's storage in memory. Types under a byte take one element a byte there; complex ones two. */
export function allocateData(type: Exclude<ElementType, 'string'>, count: number): NumericData {
  try {
    return construct(type, count);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError('tensor.memory', l10n.t('There is not enough memory for {0} elements of {1}.', count, type), {
      remedy: l10n.t('Close other work, or read a part of the tensor.'),
      cause: error,
    });
  }
}

/** A kind of array that elements are held in. */
interface Storage {
  new (length: number): NumericData;
  new (buffer: ArrayBufferLike): NumericData;
}

/** Where elements are held otherwise than one a byte. */
const STORAGE: Readonly<Partial<Record<ElementType, Storage>>> = {
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array,
  int8: Int8Array,
  int4: Int8Array,
  int2: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint16: Uint16Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
};

function construct(type: Exclude<ElementType, 'string'>, count: number): NumericData {
  const isComplex = type === 'complex64' || type === 'complex128';
  return new (STORAGE[type] ?? Uint8Array)(isComplex ? 2 * count : count);
}

/** A buffer's bytes, little-endian, as elements of a type; shared, not copied. Types under a byte have one a byte. */
export function viewData(type: Exclude<ElementType, 'string'>, buffer: ArrayBufferLike): NumericData {
  return new (STORAGE[type] ?? Uint8Array)(buffer);
}

/** True for types of which several elements share a byte in a file: 2, 4 and 6 bits. */
export function isSubByte(type: ElementType): boolean {
  return (bitsPerElement(type) ?? 8) < 8;
}

/** Bytes that `count` elements take in a file, packed. */
export function storedByteLength(type: Exclude<ElementType, 'string'>, count: number): number {
  return Math.ceil((count * bitsPerElement(type)!) / 8);
}

/** The bytes of an array, as they lie in memory: little-endian on every platform the product runs on. */
export function bytesOf(data: NumericData): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Elements of 2, 4 or 6 bits out of a little-endian bit stream, first element in the lowest bits: the packing of
 * onnx.proto's `raw_data`. Signed types are sign-extended.
 * @param packed the stream, beginning at a whole element
 * @param out where to, one element a byte, from `start`, `count` of them
 */
export function unpackBits(packed: Uint8Array, type: ElementType, out: NumericData, start: number, count: number): void {
  const bits = bitsPerElement(type)!;
  const mask = (1 << bits) - 1;
  // Shifting left and back right in 32 bits copies the sign bit down.
  const signShift = type === 'int4' || type === 'int2' ? 32 - bits : 0;
  for (let i = 0, bit = 0; i < count; i++, bit += bits) {
    const at = bit >> 3;
    const pair = packed[at] | ((packed[at + 1] ?? 0) << 8);
    const code = (pair >> (bit & 7)) & mask;
    out[start + i] = signShift === 0 ? code : (code << signShift) >> signShift;
  }
}

/** The reverse of {@link unpackBits}: unused bits of the last byte are zero. */
export function packBits(data: NumericData, type: Exclude<ElementType, 'string'>): Uint8Array {
  const bits = bitsPerElement(type)!;
  const mask = (1 << bits) - 1;
  const packed = new Uint8Array(storedByteLength(type, data.length));
  for (let i = 0; i < data.length; i++) {
    const bit = i * bits;
    const at = Math.floor(bit / 8);
    const code = (Number(data[i]) & mask) << (bit % 8);
    packed[at] |= code & 0xff;
    if (code > 0xff) packed[at + 1] |= code >> 8;
  }
  return packed;
}

/**
 * A tensor's values as `raw_data` has them: little-endian, packed types packed. A view of the tensor's own memory
 * where nothing has to be packed.
 * @throws RangeError for strings, which have no such form, and for data that do not fit the dims
 */
export function rawBytes(tensor: Tensor): Uint8Array {
  const { type, data } = tensor;
  if (type === 'string' || Array.isArray(data)) throw new RangeError('strings have no raw bytes');
  const components = type === 'complex64' || type === 'complex128' ? 2 : 1;
  if (data.length !== elementCount(tensor.dims) * components) throw new RangeError(`${data.length} values for ${tensor.dims.join('×')}`);
  return isSubByte(type) ? packBits(data, type) : bytesOf(data);
}
