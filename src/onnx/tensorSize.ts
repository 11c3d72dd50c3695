import { UserError } from '../base/errors';
import { bitsPerElement, type ElementType, elementTypeName } from './elementType';
import { type TensorProto, TensorProto_DataLocation } from './gen/onnx-ml_pb';
import type { OnnxModel } from './model';
import { shapeOf } from './shape';

/** Where external data is said to be, as the file has it: nothing here has been checked. */
export interface ExternalLocation {
  location: string;
  offset: string;
  length: string;
}

/** A tensor's size by what is stored, for counting and for checking. */
export interface TensorSize {
  elements: number;
  bytes: number;
  /** Present for external data. */
  location?: ExternalLocation;
}

/** Number of elements by dims; undefined where no tensor can have them. */
export function declaredElements(tensor: TensorProto): number | undefined {
  try {
    return shapeOf(tensor).count;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Bytes that many elements take packed; undefined for strings and unknown types. */
export function packedBytes(type: ElementType | undefined, elements: number): number | undefined {
  const bits = type && bitsPerElement(type);
  return bits === undefined ? undefined : Math.ceil((elements * bits) / 8);
}

/** The `external_data` entries of a tensor, or undefined where its data is in the model file. */
export function externalLocation(tensor: TensorProto): ExternalLocation | undefined {
  if (tensor.dataLocation !== TensorProto_DataLocation.EXTERNAL) return undefined;
  const entries = new Map(tensor.externalData.map((entry) => [entry.key, entry.value]));
  return { location: entries.get('location') ?? '', offset: entries.get('offset') ?? '0', length: entries.get('length') ?? '' };
}

/** What a tensor stores in the model file itself. */
export interface StoredData {
  /** The kind of field: `raw_data`, a typed one, several (an error), or none. */
  kind: 'raw' | 'typed' | 'several' | 'none';
  /** Bytes of raw data; for typed data left in the file the bytes of its payload. */
  bytes: number;
  /** Entries of the typed field the element type belongs to; undefined where only reading the payload would tell. */
  entries?: number;
}

/** Looks at what a tensor stores without reading any of it. */
export function storedData(tensor: TensorProto, references: OnnxModel['references']): StoredData {
  const inline = [tensor.floatData, tensor.int32Data, tensor.int64Data, tensor.doubleData, tensor.uint64Data, tensor.stringData];
  const fields = inline.filter((field) => field.length > 0).length + (tensor.rawData.length > 0 ? 1 : 0);
  const reference = references.get(tensor);
  if (fields + (reference ? 1 : 0) > 1) return { kind: 'several', bytes: 0 };
  if (reference && reference.field === undefined) return { kind: 'raw', bytes: reference.length };
  if (reference) {
    const width = reference.field === 4 ? 4 : reference.field === 10 ? 8 : undefined;
    return { kind: 'typed', bytes: reference.length, entries: width && reference.length / width / (isComplex(tensor) ? 2 : 1) };
  }
  if (tensor.rawData.length > 0) return { kind: 'raw', bytes: tensor.rawData.length };
  return { kind: fields > 0 ? 'typed' : 'none', bytes: 0, entries: typedEntries(tensor) };
}

function isComplex(tensor: TensorProto): boolean {
  return ['complex64', 'complex128'].includes(elementTypeName(tensor.dataType) ?? '');
}

/** Entries in the typed field that belongs to the tensor's element type; complex numbers take two. */
function typedEntries(tensor: TensorProto): number {
  switch (elementTypeName(tensor.dataType)) {
    case 'float32':
      return tensor.floatData.length;
    case 'complex64':
      return tensor.floatData.length / 2;
    case 'float64':
      return tensor.doubleData.length;
    case 'complex128':
      return tensor.doubleData.length / 2;
    case 'int64':
      return tensor.int64Data.length;
    case 'uint64':
    case 'uint32':
      return tensor.uint64Data.length;
    case 'string':
      return tensor.stringData.length;
    case undefined:
      return 0;
    default:
      return tensor.int32Data.length;
  }
}

/** Entries of a typed field that many elements take: types under a byte share theirs, a byte an entry. */
export function entriesFor(type: ElementType, elements: number): number {
  const bits = bitsPerElement(type) ?? 8;
  return bits < 8 ? Math.ceil((elements * bits) / 8) : elements;
}

/**
 * A tensor's elements and bytes as stored. Dims that the stored data does not bear out are not believed, so that a
 * hostile shape cannot invent parameters; for external data, which is not opened here, the dims are what there is.
 */
export function tensorSize(tensor: TensorProto, references: OnnxModel['references']): TensorSize {
  const type = elementTypeName(tensor.dataType);
  const declared = declaredElements(tensor);
  const location = externalLocation(tensor);
  if (location) return { elements: declared ?? 0, bytes: packedBytes(type, declared ?? 0) ?? 0, location };
  if (!type) return { elements: 0, bytes: storedData(tensor, references).bytes };
  if (type === 'string') {
    return { elements: tensor.stringData.length, bytes: tensor.stringData.reduce((sum, text) => sum + text.length, 0) };
  }
  const stored = storedData(tensor, references);
  if (stored.kind === 'raw') {
    const room = Math.floor((stored.bytes * 8) / (bitsPerElement(type) ?? 8));
    return { elements: Math.min(declared ?? room, room), bytes: stored.bytes };
  }
  // An entry whose count is not known takes a byte at least.
  const entries = stored.entries ?? stored.bytes;
  const bits = bitsPerElement(type) ?? 8;
  const room = Math.floor(bits < 8 ? (entries * 8) / bits : entries);
  const elements = Math.min(declared ?? room, room);
  return { elements, bytes: packedBytes(type, elements) ?? 0 };
}

/** Bytes a tensor's data takes as stored. */
export function storedBytes(tensor: TensorProto, references: OnnxModel['references']): number {
  return tensorSize(tensor, references).bytes;
}
