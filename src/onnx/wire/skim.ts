import type { DescMessage } from '@bufbuild/protobuf';
import type { ByteSource, DataReference, TypedDataField } from '../model';
import { KeepingCursor } from './cursor';
import { damaged, tooLarge, truncated } from './errors';
import { type FieldShape, type MessageShape, messageShape, RAW_DATA_FIELD } from './fields';
import { LARGE_DATA_BYTES, MAX_DEPTH, MAX_NUMBERS, MAX_OBJECTS } from './limits';

/** A protobuf message with its large tensor data taken out, and where they were. */
export interface Skimmed {
  /** A valid message of the same type: `raw_data` left out is empty, typed data left out is a {@link PLACEHOLDER_FIELD}. */
  readonly bytes: Uint8Array;
  /** By the position in `bytes` at which the placeholder's (empty) payload, or an empty `raw_data`'s, is. */
  readonly references: ReadonlyMap<number, DataReference>;
}

/**
 * Unknown field, the highest number there is, that stands in a `TensorProto` for typed data left in the file.
 * A file's own use of that number is told apart by its position.
 */
export const PLACEHOLDER_FIELD = 0x1fff_ffff;
const PLACEHOLDER_TAG = [0xfa, 0xff, 0xff, 0xff, 0x0f];

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const START_GROUP = 3;
const END_GROUP = 4;
const FIXED32 = 5;

/**
 * Walks a message's wire format once, front to back: checks all of it against the format, the file's size and the
 * stated limits, and copies all but large tensor data, whose bytes are not read. Lengths that shrink are written in
 * the room they had (a varint may be padded), so that nothing is moved twice.
 * Format: https://protobuf.dev/programming-guides/encoding/
 * @param objects messages, strings and byte fields at most
 * @throws UserError for anything that is not a valid message within the limits
 */
export function skim(source: ByteSource, type: DescMessage, objects: number = MAX_OBJECTS): Skimmed {
  const walk = new Walk(source, objects);
  walk.message(messageShape(type), source.size, 1);
  return { bytes: walk.cursor.output(), references: walk.references };
}

class Walk {
  readonly cursor: KeepingCursor;
  readonly references = new Map<number, DataReference>();
  readonly #source: ByteSource;
  #objects = 0;
  #numbers = 0;

  constructor(
    source: ByteSource,
    private readonly maxObjects: number,
  ) {
    this.#source = source;
    this.cursor = new KeepingCursor(source);
  }

  message(shape: MessageShape, end: number, depth: number): void {
    if (depth > MAX_DEPTH) throw tooLarge(this.#source, 'depth', MAX_DEPTH);
    this.#countObject();
    const { cursor } = this;
    while (cursor.position < end) {
      const start = cursor.position;
      const tag = this.#tag(end);
      const wireType = tag % 8;
      const number = (tag - wireType) / 8;
      if (wireType === END_GROUP) throw damaged(this.#source, start, 'group');
      const field = number < shape.fields.length ? shape.fields[number] : undefined;
      if (field) this.#known(field, number, wireType, start, end, depth);
      else this.#unknown(number, wireType, start, end, depth);
    }
  }

  #known(field: FieldShape, number: number, wireType: number, start: number, end: number, depth: number): void {
    const { cursor } = this;
    if (wireType === DELIMITED) {
      const lengthAt = cursor.position;
      const lengthKept = cursor.kept;
      const length = this.#length(end);
      if (field.kind === 'message') this.#submessage(field.message!, length, lengthKept, cursor.position - lengthAt, depth);
      else if (field.data && length > LARGE_DATA_BYTES) this.#leave(number, start, lengthAt, length);
      else if (field.kind === 'bytes') {
        this.#countObject();
        cursor.keep(length);
      } else if (field.repeated) this.#packed(field, length);
      else throw damaged(this.#source, start, 'knownFieldWireType');
      return;
    }
    const expected = field.kind === 'varint' ? VARINT : field.kind === 'fixed32' ? FIXED32 : field.kind === 'fixed64' ? FIXED64 : DELIMITED;
    if (wireType !== expected) throw damaged(this.#source, start, 'knownFieldWireType');
    if (field.repeated) this.#countNumbers(1);
    this.#scalar(wireType, end);
  }

  #submessage(shape: MessageShape, length: number, lengthKept: number, lengthWidth: number, depth: number): void {
    const { cursor } = this;
    const payloadKept = cursor.kept;
    this.message(shape, cursor.position + length, depth + 1);
    const kept = cursor.kept - payloadKept;
    if (kept !== length) cursor.patchVarint(lengthKept, lengthWidth, kept);
  }

  /** Large data: noted, passed over, and an empty field put in their place. */
  #leave(number: number, start: number, lengthAt: number, length: number): void {
    const { cursor } = this;
    const offset = cursor.position;
    if (number === RAW_DATA_FIELD) {
      cursor.forgetSince(lengthAt);
      cursor.put([0]);
      this.references.set(cursor.kept, { offset, length });
    } else {
      cursor.forgetSince(start);
      cursor.put(PLACEHOLDER_TAG);
      this.references.set(cursor.kept, { offset, length, field: number as TypedDataField });
      cursor.put([0]);
    }
    this.#countObject();
    cursor.drop(length);
  }

  #packed(field: FieldShape, length: number): void {
    const { cursor } = this;
    if (field.kind === 'varint') {
      this.#countNumbers(cursor.varints(length));
      return;
    }
    const width = field.kind === 'fixed32' ? 4 : 8;
    if (length % width !== 0) throw damaged(this.#source, cursor.position, 'packedLength');
    this.#countNumbers(length / width);
    cursor.keep(length);
  }

  #unknown(number: number, wireType: number, start: number, end: number, depth: number): void {
    this.#countObject();
    if (wireType === START_GROUP) this.#group(number, end, depth + 1);
    else if (wireType === DELIMITED) this.cursor.keep(this.#length(end));
    else if (wireType === VARINT || wireType === FIXED32 || wireType === FIXED64) this.#scalar(wireType, end);
    else throw damaged(this.#source, start, 'wireType');
  }

  /** A group is kept as one unknown field; its own fields cost nothing once decoded. */
  #group(number: number, end: number, depth: number): void {
    if (depth > MAX_DEPTH) throw tooLarge(this.#source, 'depth', MAX_DEPTH);
    for (;;) {
      const start = this.cursor.position;
      const tag = this.#tag(end);
      const wireType = tag % 8;
      const inner = (tag - wireType) / 8;
      if (wireType === END_GROUP) {
        if (inner !== number) throw damaged(this.#source, start, 'group');
        return;
      }
      this.#unknown(inner, wireType, start, end, depth);
    }
  }

  #scalar(wireType: number, end: number): void {
    const { cursor } = this;
    if (wireType === VARINT) {
      cursor.varint(end);
      return;
    }
    const width = wireType === FIXED32 ? 4 : 8;
    if (width > end - cursor.position) throw cursor.endedEarly(end);
    cursor.keep(width);
  }

  #tag(end: number): number {
    const start = this.cursor.position;
    const tag = this.cursor.varint(end);
    if (tag < 8 || tag > 0xffff_ffff || this.cursor.position - start > 5) throw damaged(this.#source, start, 'fieldNumber');
    return tag;
  }

  #length(end: number): number {
    const start = this.cursor.position;
    const length = this.cursor.varint(end);
    if (length <= end - this.cursor.position) return length;
    throw this.cursor.position + length > this.#source.size ? truncated(this.#source) : damaged(this.#source, start, 'overrun');
  }

  #countObject(): void {
    if (++this.#objects > this.maxObjects) throw tooLarge(this.#source, 'objects', this.maxObjects);
  }

  #countNumbers(count: number): void {
    this.#numbers += count;
    if (this.#numbers > MAX_NUMBERS) throw tooLarge(this.#source, 'numbers', MAX_NUMBERS);
  }
}
