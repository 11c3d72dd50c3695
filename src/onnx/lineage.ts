import { fromBinary } from '@bufbuild/protobuf';
import { UserError } from '../base/errors';
import { type StringStringEntryProto, StringStringEntryProtoSchema } from './gen/onnx-ml_pb';
import type { ByteSource } from './model';
import { KeepingCursor } from './wire/cursor';

/** Keys in `metadata_props` by which a derived model says what it was made of. */
export const LineageKeys = {
  /** SHA-256 of the model file it was derived from, 64 digits. */
  source: 'modelwright.source.sha256',
  /** How it was derived, in words a person can read. */
  recipe: 'modelwright.recipe',
} as const;

/** What a derived model says of where it comes from. */
export interface Lineage {
  readonly sha256: string;
  readonly recipe?: string;
}

/** `ModelProto.metadata_props` */
const METADATA_PROPS = 14;
/** An entry with more bytes is none of ours. */
const MAX_ENTRY = 4096;
/** Entries that are looked at. */
const MAX_ENTRIES = 1000;
const WIRE = { varint: 0, fixed64: 1, delimited: 2, fixed32: 5 } as const;

/**
 * Reads a model's lineage. Of the file only the top level is walked: the graph is passed over unread, so that this costs a few short reads
 * whatever the model's size.
 * @returns undefined where it says nothing, or is not the encoding of a model
 */
export function readLineage(source: ByteSource): Lineage | undefined {
  try {
    const entries = new Map(metadataEntries(source));
    const sha256 = entries.get(LineageKeys.source)?.toLowerCase();
    if (sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256)) return undefined;
    const recipe = entries.get(LineageKeys.recipe);
    return { sha256, ...(recipe ? { recipe } : {}) };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function* metadataEntries(source: ByteSource): Generator<[string, string]> {
  const cursor = new KeepingCursor(source);
  let entries = 0;
  while (cursor.position < source.size) {
    const tag = cursor.varint(source.size);
    const wire = tag % 8;
    if (wire === WIRE.varint) cursor.varint(source.size);
    else if (wire === WIRE.fixed64 || wire === WIRE.fixed32) cursor.drop(wire === WIRE.fixed64 ? 8 : 4);
    else if (wire !== WIRE.delimited) return;
    else {
      const length = cursor.varint(source.size);
      if (length > source.size - cursor.position) return;
      if (Math.floor(tag / 8) === METADATA_PROPS && length <= MAX_ENTRY) {
        if (++entries > MAX_ENTRIES) return;
        const entry = decodeEntry(source.read(cursor.position, length));
        if (entry) yield [entry.key, entry.value];
      }
      cursor.drop(length);
    }
  }
}

function decodeEntry(bytes: Uint8Array): StringStringEntryProto | undefined {
  try {
    return fromBinary(StringStringEntryProtoSchema, bytes);
  } catch {
    // The decoder's own errors, of no class: bytes that are no entry say nothing.
    return undefined;
  }
}
