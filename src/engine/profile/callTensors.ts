import type { CostTensor, CostTensors } from '../../onnx/costTensor';
import { bitsPerElement, type ElementType, elementTypeName } from '../../onnx/elementType';
import type { GraphProto, NodeProto } from '../../onnx/gen/onnx-ml_pb';
import type { CallShapes, ProfiledShape } from './profile';

/** Constants by name, those of enclosing graphs included. */
export type Constants = ReadonlyMap<string, CostTensor>;

/** The constants of a graph. */
export function constantsOf(graph: GraphProto, outer: Constants = new Map()): Constants {
  return new Map([
    ...outer,
    ...graph.initializer.map(({ name, dims, dataType }): [string, CostTensor] => [
      name,
      { dims: dims.map(Number), elementBytes: (bitsPerElement(elementTypeName(dataType) ?? 'string') ?? 0) / 8 },
    ]),
  ]);
}

/**
 * The inputs of a call in the operator's order. The profiler lists those that are there at the call: what is left out, and
 * constants that the kernel has packed for itself, are missing, so constants are taken from the graph.
 */
export function callInputs({ input }: NodeProto, { inputs: listed }: CallShapes, constants: Constants): CostTensors {
  let at = 0;
  let others = input.filter((name) => name !== '' && !constants.has(name)).length;
  return input.map((name) => {
    if (name === '') return undefined;
    const constant = constants.get(name);
    const next = listed[at];
    if (!constant) {
      others--;
      at++;
      return next && costTensor(next);
    }
    if (next && listed.length - at > others && sameDims(next[1], constant.dims)) at++;
    return constant;
  });
}

export function costTensor([type, dims]: ProfiledShape): CostTensor {
  return { dims, elementBytes: (bitsPerElement(elementType(type)) ?? 0) / 8 };
}

/** The runtime's own names for types → ours. */
export function elementType(type: string): ElementType {
  switch (type) {
    case 'float':
      return 'float32';
    case 'double':
      return 'float64';
    case 'MLFloat16':
      return 'float16';
    case 'BFloat16':
      return 'bfloat16';
    case 'Int4x2':
      return 'int4';
    case 'UInt4x2':
      return 'uint4';
    default:
      return isElementType(type) ? type : 'string';
  }
}

const KNOWN = new Set(['uint8', 'int8', 'uint16', 'int16', 'int32', 'int64', 'bool', 'float16', 'uint32', 'uint64', 'bfloat16']);

function isElementType(type: string): type is ElementType {
  return KNOWN.has(type);
}

function sameDims(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}
