import { type DescMessage, fromBinary, type Message, type MessageShape } from '@bufbuild/protobuf';
import { type TensorProto, TensorProtoSchema } from '../gen/onnx-ml_pb';
import type { ByteSource, DataReference } from '../model';
import { damaged } from './errors';
import { MAX_DEPTH } from './limits';
import { PLACEHOLDER_FIELD, type Skimmed, skim } from './skim';

/** A decoded message whose large tensor data were left in the source. */
export interface Decoded<T> {
  readonly message: T;
  readonly references: WeakMap<TensorProto, DataReference>;
}

/**
 * Decodes a message of the given type, leaving large tensor data in the source.
 * @param objects messages, strings and byte fields at most; `MAX_OBJECTS` unless told
 * @throws UserError for anything that is not such a message within the reader's limits
 */
export function decode<Desc extends DescMessage>(source: ByteSource, type: Desc, objects?: number): Decoded<MessageShape<Desc>> {
  const skimmed = skim(source, type, objects);
  const message = parse(source, type, skimmed.bytes);
  const references = new WeakMap<TensorProto, DataReference>();
  if (skimmed.references.size > 0) {
    for (const tensor of tensorsIn(type, message)) attach(source, tensor, skimmed, references);
  }
  return { message, references };
}

function parse<Desc extends DescMessage>(source: ByteSource, type: Desc, bytes: Uint8Array): MessageShape<Desc> {
  try {
    return fromBinary(type, bytes, { recursionLimit: MAX_DEPTH });
  } catch (error) {
    throw damaged(source, 0, 'decode', error);
  }
}

/**
 * protobuf-es hands out byte fields and unknown fields as views of the buffer it decodes, so that a view's position
 * tells which field it came from, whatever merging of repeated messages did with the tensor around it.
 */
function attach(source: ByteSource, tensor: TensorProto, skimmed: Skimmed, references: WeakMap<TensorProto, DataReference>): void {
  const at = (view: Uint8Array) =>
    view.buffer === skimmed.bytes.buffer ? skimmed.references.get(view.byteOffset - skimmed.bytes.byteOffset) : undefined;
  const raw = tensor.rawData.length === 0 ? at(tensor.rawData) : undefined;
  const placeholders = tensor.$unknown?.filter((field) => field.no === PLACEHOLDER_FIELD && at(field.data)?.field !== undefined) ?? [];
  if (placeholders.length > 0) {
    const rest = tensor.$unknown?.filter((field) => !placeholders.includes(field));
    tensor.$unknown = rest?.length ? rest : undefined;
  }
  const found = placeholders.map((field) => at(field.data)!);
  if (raw) found.push(raw);
  if (found.length === 0) return;
  const [reference] = found;
  const inline = tensor.rawData.length + tensor.floatData.length + tensor.int32Data.length + tensor.int64Data.length;
  const pieces = found.length + Math.min(1, inline + tensor.doubleData.length + tensor.uint64Data.length + tensor.stringData.length);
  if (pieces > 1) throw damaged(source, reference.offset, 'splitData');
  references.set(tensor, reference);
}

/** Every `TensorProto` anywhere in a message, through those fields only that can hold one. */
function* tensorsIn(type: DescMessage, message: Message): Generator<TensorProto> {
  if (type === TensorProtoSchema) {
    yield message as TensorProto;
    return;
  }
  const fields = message as unknown as Record<string, Message | Message[] | undefined>;
  for (const field of type.fields) {
    if (!field.message || !holdsTensors(field.message)) continue;
    const value = fields[field.localName];
    if (Array.isArray(value)) for (const element of value) yield* tensorsIn(field.message, element);
    else if (value) yield* tensorsIn(field.message, value);
  }
}

const holders = new Map<DescMessage, boolean>();

function holdsTensors(type: DescMessage): boolean {
  if (type === TensorProtoSchema) return true;
  const known = holders.get(type);
  if (known !== undefined) return known;
  // Assumed not to, while it is being asked: a cycle of types holds a tensor only if something outside it does.
  holders.set(type, false);
  const holds = type.fields.some((field) => field.message !== undefined && holdsTensors(field.message));
  holders.set(type, holds);
  return holds;
}
