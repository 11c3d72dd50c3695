import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { ElementType } from '../onnx/elementType';
import { toNumbers } from '../onnx/numbers';
import { encodeFloat, floatTable, isCodedFloat } from '../onnx/smallFloat';
import type { Tensor, TensorData, ValueInfo } from '../onnx/tensor';
import { allocateData } from '../onnx/tensorData';
import { describe, mismatch, sourceName } from './describe';

/** Smallest and largest value of each integer type. */
const RANGES: Partial<Record<ElementType, readonly [bigint, bigint]>> = {
  bool: [0n, 1n],
  int2: [-2n, 1n],
  uint2: [0n, 3n],
  int4: [-8n, 7n],
  uint4: [0n, 15n],
  int8: [-128n, 127n],
  uint8: [0n, 255n],
  int16: [-32768n, 32767n],
  uint16: [0n, 65535n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};

const FLOATS: readonly ElementType[] = ['float32', 'float64', 'float16', 'bfloat16'];

/** True for the types that {@link convertTensor} makes out of numbers. */
export function isNumeric(type: string): type is ElementType {
  return FLOATS.includes(type as ElementType) || type in RANGES;
}

/** True for the floating-point types an input is commonly of. */
export function isFloat(type: string): boolean {
  return FLOATS.includes(type as ElementType);
}

/** A numeric tensor's values as numbers, whatever their storage. 64-bit integers lose precision beyond 2^53. */
export function numbersOf(tensor: Tensor): Float32Array | Float64Array | Int32Array | Uint8Array {
  const { data } = tensor;
  // What holds numbers as they are is not copied.
  if (data instanceof Float32Array || data instanceof Float64Array || data instanceof Int32Array || data instanceof Uint8Array) return data;
  return toNumbers(tensor);
}

/**
 * Brings a tensor's elements to the type an input wants. Floats are rounded to the nearest; an integer type takes
 * only whole numbers in its range, so that nothing is changed silently.
 * @throws UserError `input.range` naming element and value; `input.type` where there is no way from one to the other
 */
export function convertTensor(tensor: Tensor, input: ValueInfo, source: string): Tensor {
  const wanted = input.type as ElementType;
  if (tensor.type === wanted) return tensor;
  if (!isNumeric(wanted) || !isNumeric(tensor.type)) {
    const remedy = l10n.t('Give values of type {0}.', input.type);
    throw mismatch(input, source, describe(tensor.type, tensor.dims), remedy, 'input.type');
  }
  return { type: wanted, dims: tensor.dims, data: convertData(tensor, wanted, input, source) };
}

function convertData(tensor: Tensor, wanted: ElementType, input: ValueInfo, source: string): TensorData {
  const range = RANGES[wanted];
  if (range) return toIntegers(tensor, wanted, range, input, source);
  const values = numbersOf(tensor);
  const out = allocateData(wanted as 'float32', values.length) as Float32Array;
  const coded = isCodedFloat(wanted) ? { type: wanted, table: floatTable(wanted) } : undefined;
  if (coded) for (let i = 0; i < values.length; i++) out[i] = encodeFloat(coded.type, values[i]!, false);
  else out.set(values);
  if (wanted === 'float64') return out;
  for (let i = 0; i < values.length; i++) {
    const made = coded ? coded.table[out[i]!]! : out[i]!;
    // Too large a number has become infinity.
    if (!Number.isFinite(made) && Number.isFinite(values[i]!)) throw outOfRange(input, source, i, values[i]!);
  }
  return out;
}

function toIntegers(tensor: Tensor, wanted: ElementType, range: readonly [bigint, bigint], input: ValueInfo, source: string): TensorData {
  const [least, most] = range;
  const wide = wanted === 'int64' || wanted === 'uint64';
  const out = allocateData(wanted as 'int32', tensor.data.length);
  const exact = tensor.data instanceof BigInt64Array || tensor.data instanceof BigUint64Array;
  const values = exact ? tensor.data : numbersOf(tensor);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number | bigint;
    const whole = typeof value === 'bigint' || Number.isInteger(value);
    if (!whole || BigInt(value) < least || BigInt(value) > most) throw outOfRange(input, source, i, value);
    if (wide) (out as BigInt64Array)[i] = BigInt(value);
    else (out as Int32Array)[i] = Number(value);
  }
  return out;
}

function outOfRange(input: ValueInfo, source: string, index: number, value: number | bigint): UserError {
  const range = RANGES[input.type as ElementType];
  const remedy = range
    ? l10n.t('Give whole numbers from {0} to {1}.', String(range[0]), String(range[1]))
    : l10n.t('Give numbers that {0} can hold.', input.type);
  return new UserError(
    'input.range',
    l10n.t('The input "{0}" wants {1}; element {2} of {3} is {4}.', input.name, input.type, index, sourceName(source), String(value)),
    { where: input.name, remedy },
  );
}
