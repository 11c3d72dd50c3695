import * as l10n from '@vscode/l10n';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import { UserError } from '../base/errors';
import { ELEMENT_TYPES, type ElementType } from '../onnx/elementType';
import type { Tensor, TensorData } from '../onnx/tensor';
import type { Runtime } from './runtime';

/**
 * Element types that pass between the runtime's Node binding and us. The binding of 1.30 refuses the others, and ends
 * the process when asked for an int4 or uint4 output: those go through a Cast (see `boundary.ts`).
 */
const PASSING = new Set<ElementType>([
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

/** Whether tensors of this type can be fed and fetched. */
export function passes(type: string): boolean {
  return PASSING.has(type as ElementType);
}

/**
 * A tensor as the runtime takes it. The data are shared, not copied.
 * @throws UserError `tensor.type` for a type that the binding cannot take
 */
export function toRuntime(runtime: Runtime, name: string, tensor: Tensor): OrtTensor {
  if (!passes(tensor.type)) {
    throw new UserError(
      'tensor.type',
      l10n.t('Input {0} has element type {1}, which cannot be passed to ONNX Runtime.', name, tensor.type),
      {
        where: name,
      },
    );
  }
  let data: TensorData = tensor.data;
  if (tensor.type === 'float16' && data instanceof Uint16Array) data = halfFloats(data);
  // The union of element types is checked above; the constructor's overloads want it one by one.
  return new runtime.Tensor(tensor.type as 'float32', data as Float32Array, tensor.dims);
}

/** The binding reads float16 from `Float16Array` where the JavaScript engine has it, else from `Uint16Array`; both are the same bits. */
function halfFloats(bits: Uint16Array): Uint16Array {
  const Half = (globalThis as { Float16Array?: new (buffer: ArrayBufferLike, offset: number, length: number) => Uint16Array }).Float16Array;
  return Half ? new Half(bits.buffer, bits.byteOffset, bits.length) : bits;
}

/** A tensor of the runtime as ours. The data are shared, not copied. */
export function fromRuntime(name: string, tensor: OrtTensor): Tensor {
  if (!(tensor.type in ELEMENT_TYPES)) throw new Error(`output ${name} has the unknown element type ${tensor.type}`);
  const type = tensor.type as ElementType;
  const raw: unknown = tensor.data;
  if (type === 'float16' && ArrayBuffer.isView(raw) && !(raw instanceof Uint16Array)) {
    return { type, dims: [...tensor.dims], data: new Uint16Array(raw.buffer, raw.byteOffset, raw.byteLength / 2) };
  }
  return { type, dims: [...tensor.dims], data: raw as TensorData };
}
