import * as l10n from '@vscode/l10n';
import type { Tensor as OrtTensor } from 'onnxruntime-node';
import { UserError } from '../base/errors';
import { ELEMENT_TYPES, type ElementType } from '../onnx/elementType';
import type { Tensor, TensorData } from '../onnx/tensor';
import { passes } from './carrier';
import type { Runtime } from './runtime';

/**
 * A tensor as the runtime takes it. The data are shared, not copied.
 * @throws UserError `tensor.type` for a type that the binding cannot take
 */
export function toRuntime(runtime: Runtime, name: string, tensor: Tensor): OrtTensor {
  if (!passes(tensor.type)) {
    throw new UserError(
      'tensor.type',
      l10n.t('Input {0} has element type {1}, which cannot be passed to ONNX Runtime.', name, tensor.type),
      { where: name },
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
