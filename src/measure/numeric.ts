import { toNumbers } from '../onnx/numbers';
import { isCodedFloat } from '../onnx/smallFloat';
import type { Tensor } from '../onnx/tensor';

/**
 * A tensor's values as JavaScript numbers, row-major; 64-bit integers to the nearest double. Undefined for strings and complex
 * numbers. The tensor's own storage where that is numbers already.
 */
export function numericValues(tensor: Tensor): ArrayLike<number> | undefined {
  const { type, data } = tensor;
  if (Array.isArray(data) || type === 'complex64' || type === 'complex128') return undefined;
  if (isCodedFloat(type) || data instanceof BigInt64Array || data instanceof BigUint64Array) return toNumbers(tensor);
  return data;
}
