import { create, type DescField, type DescMessage, isFieldSet, type Message, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type TensorProto, TensorProtoSchema } from '../gen/onnx-ml_pb';
import type { Piece } from './pieces';

/** A message's wire format, with large data still to be copied. */
export interface Encoded {
  readonly pieces: Piece[];
  readonly size: number;
}

/** Large data of a tensor: its message without them, and the field they belong in. */
export interface HeavyTensor {
  readonly tensor: TensorProto;
  readonly field: number;
  readonly data: Piece;
}

/** What is to be written for a tensor: undefined leaves it as it is. */
export type Replacement = HeavyTensor | TensorProto | undefined;

/**
 * Encodes a message in the order of field numbers, as protobuf's own writers do, without putting large data in memory:
 * only the messages around a replaced tensor are taken apart, everything else is encoded by the library.
 * Unknown fields are kept, at the end of their message.
 */
export function encode(type: DescMessage, message: Message, replace: (tensor: TensorProto) => Replacement): Encoded {
  const touched = new Map<Message, Replacement>();
  mark(type, message, replace, touched);
  return encodeMessage(type, message, touched);
}

/** Collects the tensors that are replaced and every message around one. */
function mark(
  type: DescMessage,
  message: Message,
  replace: (tensor: TensorProto) => Replacement,
  touched: Map<Message, Replacement>,
): boolean {
  if (type === TensorProtoSchema) {
    const replacement = replace(message as TensorProto);
    if (replacement) touched.set(message, replacement);
    return replacement !== undefined;
  }
  let found = false;
  for (const field of tensorFields(type)) {
    for (const element of elements(message, field)) {
      if (mark(field.message, element, replace, touched)) found = true;
    }
  }
  if (found) touched.set(message, undefined);
  return found;
}

function encodeMessage(type: DescMessage, message: Message, touched: ReadonlyMap<Message, Replacement>): Encoded {
  if (!touched.has(message)) return whole(toBinary(type, message));
  const replacement = touched.get(message);
  if (replacement) {
    return '$typeName' in replacement ? whole(toBinary(type, replacement)) : encodeHeavy(replacement);
  }
  const output = new Output();
  let light: DescField[] = [];
  const flush = (unknown: boolean) => {
    output.add(toBinary(type, part(type, message, light, unknown)));
    light = [];
  };
  const holders = new Set<DescField>(tensorFields(type));
  for (const field of byNumber(type)) {
    if (!field.message || !holders.has(field) || !elements(message, field).some((element) => touched.has(element))) {
      light.push(field);
      continue;
    }
    flush(false);
    for (const element of elements(message, field)) output.field(field.number, encodeMessage(field.message, element, touched));
  }
  flush(true);
  return output;
}

function encodeHeavy({ tensor, field, data }: HeavyTensor): Encoded {
  const output = new Output();
  const fields = byNumber(TensorProtoSchema);
  const before = fields.filter((candidate) => candidate.number < field);
  const after = fields.filter((candidate) => candidate.number > field);
  output.add(toBinary(TensorProtoSchema, part(TensorProtoSchema, tensor, before, false)));
  output.field(field, { pieces: [data], size: data.length });
  output.add(toBinary(TensorProtoSchema, part(TensorProtoSchema, tensor, after, true)));
  return output;
}

class Output implements Encoded {
  readonly pieces: Piece[] = [];
  size = 0;

  add(bytes: Uint8Array): void {
    if (bytes.length > 0) this.pieces.push(bytes);
    this.size += bytes.length;
  }

  field(number: number, { pieces, size }: Encoded): void {
    this.add(new BinaryWriter().tag(number, WireType.LengthDelimited).uint32(checkedLength(size)).finish());
    for (const piece of pieces) this.pieces.push(piece);
    this.size += size;
  }
}

/** Lengths of 4 GiB and more do not arise: the whole model is refused or put into another file before. */
function checkedLength(size: number): number {
  return Math.min(size, 0xffff_ffff);
}

function whole(bytes: Uint8Array): Encoded {
  return { pieces: bytes.length > 0 ? [bytes] : [], size: bytes.length };
}

/** A message of the same type with some of its fields; they are shared, not copied. */
function part<Desc extends DescMessage>(type: Desc, message: Message, fields: readonly DescField[], unknown: boolean): MessageShape<Desc> {
  const copy = create(type);
  const target = copy as Message & Record<string, unknown>;
  const source = message as Message & Record<string, unknown>;
  for (const field of fields) if (isFieldSet(message, field)) target[field.localName] = source[field.localName];
  if (unknown) target.$unknown = message.$unknown;
  return copy;
}

type MessageField = DescField & { message: DescMessage };

/** The messages in a field: none, one, or a list. */
export function elements(message: Message, field: DescField): Message[] {
  const value = (message as unknown as Record<string, Message | Message[] | undefined>)[field.localName];
  return Array.isArray(value) ? value : value ? [value] : [];
}

const sorted = new Map<DescMessage, DescField[]>();

function byNumber(type: DescMessage): DescField[] {
  let fields = sorted.get(type);
  if (!fields) {
    fields = [...type.fields].sort((a, b) => a.number - b.number);
    sorted.set(type, fields);
  }
  return fields;
}

const holders = new Map<DescMessage, MessageField[]>();

/** The fields through which a message can hold a tensor, at any depth. */
export function tensorFields(type: DescMessage): MessageField[] {
  let fields = holders.get(type);
  if (!fields) {
    fields = type.fields.filter((field): field is MessageField => field.message !== undefined && reaches(field.message, new Set()));
    holders.set(type, fields);
  }
  return fields;
}

function reaches(type: DescMessage, seen: Set<DescMessage>): boolean {
  if (type === TensorProtoSchema) return true;
  if (seen.has(type)) return false;
  seen.add(type);
  return type.fields.some((field) => field.message !== undefined && reaches(field.message, seen));
}
