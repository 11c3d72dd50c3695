/**
 * ONNX element types by the names the product shows, with their `TensorProto.DataType` codes.
 * Source of codes: onnx.proto (onnx 1.20 and later for the 2-bit types, 1.23 for the 6-bit ones).
 */
export const ELEMENT_TYPES = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
  float8e4m3fn: 17,
  float8e4m3fnuz: 18,
  float8e5m2: 19,
  float8e5m2fnuz: 20,
  uint4: 21,
  int4: 22,
  float4e2m1: 23,
  float8e8m0: 24,
  uint2: 25,
  int2: 26,
  float6e2m3: 27,
  float6e3m2: 28,
} as const;

/** One of ONNX's element types, by name. */
export type ElementType = keyof typeof ELEMENT_TYPES;

const BY_CODE = new Map<number, ElementType>(
  (Object.entries(ELEMENT_TYPES) as [ElementType, number][]).map(([name, code]) => [code, name]),
);

/** The name of a `TensorProto.DataType` code, or undefined for one that is not known (or 0, UNDEFINED). */
export function elementTypeName(code: number): ElementType | undefined {
  return BY_CODE.get(code);
}

/** Bits one element takes in `raw_data`; undefined for strings, which have no fixed size. */
export function bitsPerElement(type: ElementType): number | undefined {
  switch (type) {
    case 'string':
      return undefined;
    case 'uint2':
    case 'int2':
      return 2;
    case 'uint4':
    case 'int4':
    case 'float4e2m1':
      return 4;
    case 'float6e2m3':
    case 'float6e3m2':
      return 6;
    case 'uint8':
    case 'int8':
    case 'bool':
    case 'float8e4m3fn':
    case 'float8e4m3fnuz':
    case 'float8e5m2':
    case 'float8e5m2fnuz':
    case 'float8e8m0':
      return 8;
    case 'uint16':
    case 'int16':
    case 'float16':
    case 'bfloat16':
      return 16;
    case 'float32':
    case 'int32':
    case 'uint32':
      return 32;
    case 'complex128':
      return 128;
    default:
      return 64;
  }
}
