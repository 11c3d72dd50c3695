import type { ElementType } from '../../onnx/elementType';
import type { Tensor } from '../../onnx/tensor';

/** NumPy's type strings for what JavaScript holds little-endian; the packed integers are one element a byte there as here. */
const DESCRIPTORS: Partial<Record<ElementType, string>> = {
  float16: '<f2',
  float32: '<f4',
  float64: '<f8',
  int8: '|i1',
  int4: '|i1',
  int2: '|i1',
  uint8: '|u1',
  uint4: '|u1',
  uint2: '|u1',
  int16: '<i2',
  uint16: '<u2',
  int32: '<i4',
  uint32: '<u4',
  int64: '<i8',
  uint64: '<u8',
  bool: '|b1',
  complex64: '<c8',
  complex128: '<c16',
};

/**
 * A tensor as a `.npy` file, format 1.0 (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), row-major.
 * Strings become fixed-width UCS-4. Undefined for an element type NumPy has none for (bfloat16, float8 …).
 */
export function encodeNpy(tensor: Tensor): Uint8Array | undefined {
  if (Array.isArray(tensor.data)) return encodeStrings(tensor.data, tensor.dims);
  const descriptor = DESCRIPTORS[tensor.type];
  if (descriptor === undefined) return undefined;
  return file(descriptor, tensor.dims, new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength));
}

function encodeStrings(texts: readonly string[], dims: readonly number[]): Uint8Array {
  const points = texts.map((text) => Array.from(text, (character) => character.codePointAt(0)!));
  const width = points.reduce((longest, text) => Math.max(longest, text.length), 1);
  const units = new Uint32Array(texts.length * width);
  for (const [index, text] of points.entries()) units.set(text, index * width);
  return file(`<U${width}`, dims, new Uint8Array(units.buffer));
}

function file(descriptor: string, dims: readonly number[], data: Uint8Array): Uint8Array {
  const shape = dims.length === 1 ? `(${dims[0]},)` : `(${dims.join(', ')})`;
  const header = `{'descr': '${descriptor}', 'fortran_order': False, 'shape': ${shape}, }`;
  // Ten bytes come before; the data begin at a multiple of 64, after a line end.
  const length = Math.ceil((10 + header.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + data.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 0xff, length >> 8]);
  bytes.set(new TextEncoder().encode(header.padEnd(length - 1, ' ').concat('\n')), 10);
  bytes.set(data, 10 + length);
  return bytes;
}
