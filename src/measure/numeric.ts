import { isSmallFloat, widen } from '../engine/smallFloats';
import type { Tensor } from '../onnx/tensor';

/**
 * A tensor's values as JavaScript numbers, row-major; 64-bit integers to the nearest double. Undefined for strings and complex
 * numbers. Shared with the tensor where its storage is numbers already.
 */
export function numericValues(tensor: Tensor): ArrayLike<number> | undefined {
  const { type, data } = tensor;
  if (Array.isArray(data) || type === 'complex64' || type === 'complex128') return undefined;
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number);
  return isSmallFloat(type) ? widen(type, data) : data;
}
