import { BinaryReader } from '@bufbuild/protobuf/wire';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { bitsPerElement, type ElementType } from './elementType';
import type { TensorProto } from './gen/onnx-ml_pb';
import type { TypedDataField } from './model';
import { tensorPlace } from './shape';
import { allocateData, bytesOf, isSubByte, type NumericData, packBits } from './tensorData';

type NumericType = Exclude<ElementType, 'string'>;

/** The `TensorProto` field that holds a type's values where `raw_data` does not. Source: onnx.proto. */
export function typedField(type: NumericType): TypedDataField {
  switch (type) {
    case 'float32':
    case 'complex64':
      return 4;
    case 'float64':
    case 'complex128':
      return 10;
    case 'int64':
      return 7;
    case 'uint32':
    case 'uint64':
      return 11;
    default:
      return 5;
  }
}

/** The values of a typed field as decoded. */
export function typedValues(tensor: TensorProto, field: TypedDataField): number[] | bigint[] {
  switch (field) {
    case 4:
      return tensor.floatData;
    case 5:
      return tensor.int32Data;
    case 7:
      return tensor.int64Data;
    case 10:
      return tensor.doubleData;
    case 11:
      return tensor.uint64Data;
  }
}

/** Entries of the typed field that `count` elements take: complex ones two each; 4 bits two an entry, 2 bits four. */
export function typedEntries(type: NumericType, count: number): number {
  if (type === 'complex64' || type === 'complex128') return 2 * count;
  const bits = bitsPerElement(type)!;
  return bits === 2 || bits === 4 ? Math.ceil((count * bits) / 8) : count;
}

/**
 * Values of a typed field as `raw_data` would have them.
 * @throws UserError for a number that the type cannot hold
 */
export function typedToRaw(tensor: TensorProto, type: NumericType, values: number[] | bigint[]): Uint8Array {
  const check = rangeCheck(type);
  const data = allocateData(storageOf(type), values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (check && !check(value)) throw outOfRange(tensor, type, value, i);
    data[i] = type === 'uint32' ? Number(value) : value;
  }
  return finish(type, data);
}

/**
 * The same from the field's packed payload, still encoded. The caller has checked that `entries` numbers could be in it.
 * @throws UserError where the payload holds another count of numbers, or one that the type cannot hold
 */
export function payloadToRaw(tensor: TensorProto, type: NumericType, payload: Uint8Array, entries: number): Uint8Array {
  const check = rangeCheck(type);
  const data = allocateData(storageOf(type), entries);
  const reader = new BinaryReader(payload);
  const field = typedField(type);
  const next = field === 7 ? () => reader.int64() : field === 11 ? () => reader.uint64() : () => reader.int32();
  const wide = field !== 5;
  let i = 0;
  try {
    for (; reader.pos < payload.length && i < entries; i++) {
      // Without 64-bit support the library would answer with strings; Node has it.
      const value = wide ? BigInt(next()) : Number(next());
      if (check && !check(value)) throw outOfRange(tensor, type, value, i);
      data[i] = type === 'uint32' ? Number(value) : value;
    }
  } catch (error) {
    throw error instanceof UserError ? error : wrongCount(tensor, type, entries, l10n.t('a number is damaged'), error);
  }
  if (i !== entries || reader.pos !== payload.length) {
    throw wrongCount(tensor, type, entries, reader.pos === payload.length ? String(i) : l10n.t('more'));
  }
  return finish(type, data);
}

/** Complex types are pairs of numbers; types under a byte come a byte an entry. */
function storageOf(type: NumericType): NumericType {
  if (type === 'complex64') return 'float32';
  if (type === 'complex128') return 'float64';
  return isSubByte(type) ? 'uint8' : type;
}

/** 6-bit types are the only ones that `int32_data` holds one an entry and `raw_data` packs. */
function finish(type: NumericType, data: NumericData): Uint8Array {
  return bitsPerElement(type) === 6 ? packBits(data, type) : bytesOf(data);
}

/** Both the signed and the unsigned reading of a width are in use for bit patterns (float16, uint8, …). */
function rangeCheck(type: NumericType): ((value: number | bigint) => boolean) | undefined {
  if (type === 'uint32') return (value) => value <= 0xffff_ffffn;
  if (typedField(type) !== 5 || type === 'int32') return undefined;
  const bits = bitsPerElement(storageOf(type))!;
  const low = -(2 ** (bits - 1));
  const high = bitsPerElement(type) === 6 ? 63 : 2 ** bits - 1;
  return (value) => value >= low && value <= high;
}

function outOfRange(tensor: TensorProto, type: NumericType, value: number | bigint, index: number): UserError {
  return new UserError('tensor.value', l10n.t('{0} (number {1} of the stored ones) does not fit {2}.', String(value), index, type), {
    where: tensorPlace(tensor),
    remedy: l10n.t('The model is damaged; export it again.'),
  });
}

function wrongCount(tensor: TensorProto, type: NumericType, entries: number, found: string, cause?: unknown): UserError {
  return new UserError('tensor.size', l10n.t('{0} numbers are needed for {1} by its dims, stored are: {2}.', entries, type, found), {
    where: tensorPlace(tensor),
    remedy: l10n.t('The model is damaged; export it again.'),
    cause,
  });
}
