import { create } from '@bufbuild/protobuf';
import { ELEMENT_TYPES, type ElementType } from '../elementType';
import {
  type AttributeProto,
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type GraphProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../gen/onnx-ml_pb';
import type { Dimension, Tensor } from '../tensor';
import { tensorProto } from '../tensorProto';

/** An attribute's value, with its type said: a JavaScript number is neither an int nor a float by itself. */
export type AttributeValue =
  | { int: number | bigint }
  | { float: number }
  | { string: string }
  | { ints: readonly (number | bigint)[] }
  | { floats: readonly number[] }
  | { strings: readonly string[] }
  | { tensor: Tensor | TensorProto }
  | { graph: GraphProto };

/** What a node is made of besides its operator. */
export interface NodeParts {
  /** `''` stands for an optional input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly name?: string;
  /** `''` or left out: `ai.onnx`. */
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

/** A node. */
export function makeNode(opType: string, parts: NodeParts): NodeProto {
  const { inputs, outputs, name, domain, attributes = {} } = parts;
  const node = create(NodeProtoSchema, { input: [...inputs], output: [...outputs], opType });
  if (name !== undefined && name !== '') node.name = name;
  if (domain !== undefined && domain !== '') node.domain = domain;
  node.attribute = Object.entries(attributes).map(([key, value]) => makeAttribute(key, value));
  return node;
}

/** An attribute. */
export function makeAttribute(name: string, value: AttributeValue): AttributeProto {
  const Type = AttributeProto_AttributeType;
  const encoder = new TextEncoder();
  if ('int' in value) return create(AttributeProtoSchema, { name, type: Type.INT, i: BigInt(value.int) });
  if ('float' in value) return create(AttributeProtoSchema, { name, type: Type.FLOAT, f: value.float });
  if ('string' in value) return create(AttributeProtoSchema, { name, type: Type.STRING, s: encoder.encode(value.string) });
  if ('ints' in value) return create(AttributeProtoSchema, { name, type: Type.INTS, ints: value.ints.map(BigInt) });
  if ('floats' in value) return create(AttributeProtoSchema, { name, type: Type.FLOATS, floats: [...value.floats] });
  if ('strings' in value) {
    return create(AttributeProtoSchema, { name, type: Type.STRINGS, strings: value.strings.map((text) => encoder.encode(text)) });
  }
  if ('graph' in value) return create(AttributeProtoSchema, { name, type: Type.GRAPH, g: value.graph });
  const tensor = '$typeName' in value.tensor ? value.tensor : tensorProto(value.tensor);
  return create(AttributeProtoSchema, { name, type: Type.TENSOR, t: tensor });
}

/** A tensor value's declaration. Without a type it is left to the runtime; without a shape the rank is open. */
export function makeValueInfo(name: string, type?: ElementType | number, shape?: readonly Dimension[]): ValueInfoProto {
  if (type === undefined) return create(ValueInfoProtoSchema, { name });
  const elemType = typeof type === 'number' ? type : ELEMENT_TYPES[type];
  const dim = shape?.map((size) => {
    if (typeof size === 'number') return { value: { case: 'dimValue' as const, value: BigInt(size) } };
    return size === '' ? {} : { value: { case: 'dimParam' as const, value: size } };
  });
  return create(ValueInfoProtoSchema, { name, type: { value: { case: 'tensorType', value: { elemType, shape: dim && { dim } } } } });
}
