import { createHash } from 'node:crypto';
import { UserError } from '../../base/errors';
import { elementTypeName } from '../elementType';
import { type AttributeProto, AttributeProto_AttributeType, type NodeProto, type TensorProto } from '../gen/onnx-ml_pb';
import { toNumbers } from '../numbers';
import { readTensor } from '../readTensor';
import { domainName } from '../scope';
import { type TensorHome, tensorByteSource } from '../tensorBytes';
import { dimensions, typeName } from '../values';

const Type = AttributeProto_AttributeType;
const CHUNK = 1 << 20;
/** Longer keys are kept as their digest. */
const LONG_KEY = 256;
/** Elements and characters shown of a value. */
const SHOWN = 16;
const SHOWN_TEXT = 200;

/** Whether a node is ONNX's own Constant. */
export function isConstant(node: NodeProto): boolean {
  return node.opType === 'Constant' && domainName(node.domain) === 'ai.onnx';
}

/** Whether an attribute is what a Constant holds as a tensor: a weight, compared with the weights. */
export function isWeight(node: NodeProto, attribute: AttributeProto): boolean {
  return isConstant(node) && (attribute.t !== undefined || attribute.sparseTensor !== undefined);
}

/** Text that two attributes share exactly where they have the same value: tensors by their bytes, graphs left to their own comparison. */
export function attributeKey(home: TensorHome, attribute: AttributeProto): string {
  const key = `${attribute.type}:${valueKey(home, attribute)}`;
  return key.length > LONG_KEY ? createHash('sha256').update(key).digest('base64') : key;
}

function valueKey(home: TensorHome, attribute: AttributeProto): string {
  if (attribute.refAttrName !== '') return `@${attribute.refAttrName}`;
  switch (attribute.type) {
    case Type.FLOAT:
      return floatKey(attribute.f);
    case Type.INT:
      return String(attribute.i);
    case Type.STRING:
      return hex(attribute.s);
    case Type.FLOATS:
      return attribute.floats.map(floatKey).join(',');
    case Type.INTS:
      return attribute.ints.join(',');
    case Type.STRINGS:
      return attribute.strings.map(hex).join(',');
    case Type.TENSOR:
      return attribute.t ? tensorKey(home, attribute.t) : '';
    case Type.TENSORS:
      return attribute.tensors.map((tensor) => tensorKey(home, tensor)).join(',');
    case Type.SPARSE_TENSOR:
    case Type.SPARSE_TENSORS:
      return [...(attribute.sparseTensor ? [attribute.sparseTensor] : []), ...attribute.sparseTensors]
        .map((sparse) =>
          [sparse.dims.join('x'), ...[sparse.values, sparse.indices].map((part) => (part ? tensorKey(home, part) : ''))].join(';'),
        )
        .join(',');
    case Type.TYPE_PROTO:
    case Type.TYPE_PROTOS:
      return JSON.stringify([...(attribute.tp ? [attribute.tp] : []), ...attribute.typeProtos].map(typeKey));
    default:
      return '';
  }
}

/** All NaN are one value; zero has two. */
function floatKey(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function typeKey(type: NonNullable<AttributeProto['tp']>): unknown {
  const declared = type.value;
  const shape = declared.case === 'tensorType' || declared.case === 'sparseTensorType' ? dimensions(declared.value.shape) : undefined;
  return [typeName(type), shape];
}

/** Type, dims and a digest of a tensor's bytes, however they are stored. One that cannot be read is known by why. */
export function tensorKey(home: TensorHome, tensor: TensorProto): string {
  const kind = `${tensor.dataType}[${tensor.dims.join(',')}]`;
  const hash = createHash('sha256');
  if (elementTypeName(tensor.dataType) === 'string') {
    for (const text of tensor.stringData) hash.update(`${text.length}:`).update(text);
    return `${kind}${hash.digest('base64')}`;
  }
  try {
    const source = tensorByteSource(home, tensor);
    try {
      for (let offset = 0; offset < source.size; offset += CHUNK) hash.update(source.read(offset, Math.min(CHUNK, source.size - offset)));
    } finally {
      source.close();
    }
  } catch (error) {
    if (error instanceof UserError) return `${kind}${error.code}`;
    throw error;
  }
  return `${kind}${hash.digest('base64')}`;
}

/** A value as a report shows it: numbers and texts as they are, long lists cut, a tensor by type, dims and first values. */
export function attributeValue(home: TensorHome, attribute: AttributeProto): unknown {
  if (attribute.refAttrName !== '') return `@${attribute.refAttrName}`;
  switch (attribute.type) {
    case Type.FLOAT:
      return attribute.f;
    case Type.INT:
      return integer(attribute.i);
    case Type.STRING:
      return text(attribute.s);
    case Type.FLOATS:
      return list(attribute.floats);
    case Type.INTS:
      return list(attribute.ints.slice(0, SHOWN + 1).map(integer), attribute.ints.length);
    case Type.STRINGS:
      return list(attribute.strings.slice(0, SHOWN + 1).map(text), attribute.strings.length);
    case Type.TENSOR:
      return attribute.t ? tensorValue(home, attribute.t) : 'tensor';
    case Type.TYPE_PROTO:
      return attribute.tp ? typeName(attribute.tp) : 'type';
    default:
      return (Type[attribute.type] ?? `type ${attribute.type}`).toLowerCase().replace('_', ' ');
  }
}

function integer(value: bigint): number | string {
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}

function text(bytes: Uint8Array): string {
  const whole = new TextDecoder().decode(bytes.subarray(0, SHOWN_TEXT * 4));
  return whole.length > SHOWN_TEXT || bytes.length > SHOWN_TEXT * 4 ? `${whole.slice(0, SHOWN_TEXT)}…` : whole;
}

function list(values: readonly unknown[], length = values.length): unknown[] {
  return length > SHOWN ? [...values.slice(0, SHOWN), `… (${length})`] : [...values];
}

function tensorValue(home: TensorHome, tensor: TensorProto): string {
  const type = elementTypeName(tensor.dataType) ?? `type ${tensor.dataType}`;
  const kind = `${type}[${tensor.dims.join(',')}]`;
  if (type === 'string' || tensor.dims.reduce((product, dim) => product * dim, 1n) > SHOWN) return kind;
  try {
    return `${kind} ${[...toNumbers(readTensor(home, tensor))].join(', ')}`;
  } catch (error) {
    if (error instanceof UserError) return kind;
    throw error;
  }
}
