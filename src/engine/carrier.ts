import type { ElementType } from '../onnx/elementType';
import { toNumbers } from '../onnx/numbers';
import { encodeFloat, isCodedFloat } from '../onnx/smallFloat';
import type { Tensor } from '../onnx/tensor';

/**
 * Element types that pass between the runtime's Node binding and us. The binding of 1.30 refuses the others, and ends
 * the process when asked for an int4 or uint4 output.
 */
const PASSING: ReadonlySet<string> = new Set<ElementType>([
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
]);

/** Whether tensors of this type can be fed and fetched as they are. */
export function passes(type: string): boolean {
  return PASSING.has(type);
}

/**
 * The element type that carries values of one that does not pass, through a Cast inside the model: each holds every value of
 * the other exactly. Undefined where there is none (complex numbers).
 */
export function carrierOf(type: ElementType): 'int8' | 'uint8' | 'float32' | undefined {
  if (type === 'int4' || type === 'int2') return 'int8';
  if (type === 'uint4' || type === 'uint2') return 'uint8';
  return isCodedFloat(type) ? 'float32' : undefined;
}

/** A tensor in its carrier's type. */
export function toCarrier(tensor: Tensor): Tensor {
  const type = carrierOf(tensor.type);
  if (!type || Array.isArray(tensor.data)) throw new Error(`${tensor.type} has no carrier`);
  return { type, dims: tensor.dims, data: type === 'float32' ? Float32Array.from(toNumbers(tensor)) : tensor.data };
}

/** The tensor of `type` that came in its carrier. */
export function fromCarrier(carried: Tensor, type: ElementType): Tensor {
  if (carried.type !== carrierOf(type)) throw new Error(`${carried.type} does not carry ${type}`);
  if (!(carried.data instanceof Float32Array) || !isCodedFloat(type)) return { type, dims: carried.dims, data: carried.data };
  const codes = type === 'bfloat16' ? new Uint16Array(carried.data.length) : new Uint8Array(carried.data.length);
  for (let i = 0; i < codes.length; i++) codes[i] = encodeFloat(type, carried.data[i]!);
  return { type, dims: carried.dims, data: codes };
}
