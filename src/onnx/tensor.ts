import type { ElementType } from './elementType';

/**
 * Element storage by type: float16, bfloat16 → Uint16Array of bit patterns; float8*, float6*, float4e2m1,
 * float8e8m0 → Uint8Array of codes (one element a byte); int4, int2 → Int8Array and uint4, uint2, bool → Uint8Array, unpacked;
 * complex → interleaved real, imaginary; string → string[].
 */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | string[];

/** A tensor's values in memory, row-major. The one tensor type of the product, from files to the runtime. */
export interface Tensor {
  readonly type: ElementType;
  /** Every dimension known; `[]` is a scalar. */
  readonly dims: readonly number[];
  readonly data: TensorData;
}

/** A symbolic, unknown or fixed dimension: a name, `''` where nothing is known, a number. */
export type Dimension = number | string;

/** A model's input or output as declared. `shape` is undefined where even the rank is unknown. */
export interface ValueInfo {
  readonly name: string;
  /** Element type of a tensor, or a spelled-out type such as `sequence(map(int64,float32))`. */
  readonly type: string;
  readonly shape?: readonly Dimension[];
}

/** Number of elements; throws a RangeError where the product is not a safe integer or a dimension is negative. */
export function elementCount(dims: readonly number[]): number {
  let count = 1;
  for (const dim of dims) {
    if (!Number.isSafeInteger(dim) || dim < 0) throw new RangeError(`not a dimension: ${dim}`);
    count *= dim;
  }
  if (!Number.isSafeInteger(count)) throw new RangeError(`too many elements: ${dims.join('×')}`);
  return count;
}
