import { isFieldSet } from '@bufbuild/protobuf';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { type ElementType, elementTypeName } from './elementType';
import { isExternal, resolveExternalData } from './externalData';
import { type TensorProto, TensorProtoSchema } from './gen/onnx-ml_pb';
import type { ByteSource, OnnxModel } from './model';
import { shapeOf, tensorPlace } from './shape';
import { bytesSource, fileSource, rangeSource } from './source';
import { storedByteLength } from './tensorData';
import { payloadToRaw, typedEntries, typedField, typedToRaw, typedValues } from './typedData';

/** What a tensor is read from. An opened model is one. */
export type TensorHome = Pick<OnnxModel, 'source' | 'directory' | 'references'>;

/**
 * A tensor's bytes as `raw_data` has them (little-endian, packed types packed), wherever and however they are stored,
 * for reading in pieces. Raw and external bytes are not copied; typed fields are converted in memory. To be closed.
 * @throws UserError for strings, and where what is stored does not fit type and dims: nothing is allocated before that is known
 */
export function tensorByteSource(home: TensorHome, tensor: TensorProto): ByteSource {
  const type = numericType(tensor);
  const needed = storedByteLength(type, shapeOf(tensor).count);
  if (isExternal(tensor)) {
    const { file, offset, length } = resolveExternalData(tensor, home.directory);
    const source = fileSource(file!);
    try {
      return rangeSource(source, offset, length, true);
    } catch (error) {
      source.close();
      throw error;
    }
  }
  const reference = home.references.get(tensor);
  if (reference && (reference.field === undefined || reference.field === 4 || reference.field === 10)) {
    if (reference.field !== undefined && reference.field !== typedField(type)) throw wrongField(tensor, type);
    if (reference.length !== needed) throw wrongSize(tensor, type, needed, reference.length);
    const outside = reference.file === undefined ? undefined : fileSource(reference.file);
    return rangeSource(outside ?? home.source, reference.offset, reference.length, outside !== undefined);
  }
  return bytesSource(inMemory(home, tensor, type, needed));
}

/**
 * A tensor's bytes, or a range of them, as {@link tensorByteSource} gives them.
 * @param offset first byte of the range
 * @param length its length; to the end where left out
 * @throws UserError as {@link tensorByteSource}, and for a range that is not inside
 */
export function readTensorBytes(home: TensorHome, tensor: TensorProto, offset = 0, length?: number): Uint8Array {
  const source = tensorByteSource(home, tensor);
  try {
    return source.read(offset, length ?? source.size - offset);
  } finally {
    source.close();
  }
}

/** A tensor's element type. @throws UserError for a code that is none */
export function storedType(tensor: TensorProto): ElementType {
  const type = elementTypeName(tensor.dataType);
  if (type) return type;
  throw new UserError('tensor.type', l10n.t('{0} is no element type that is known.', tensor.dataType), {
    where: tensorPlace(tensor),
    remedy: l10n.t('The model is damaged, or newer than this program.'),
  });
}

function numericType(tensor: TensorProto): Exclude<ElementType, 'string'> {
  const type = storedType(tensor);
  if (type !== 'string') return type;
  throw new UserError('tensor.type', l10n.t('A tensor of strings has no raw bytes.'), { where: tensorPlace(tensor) });
}

function inMemory(home: TensorHome, tensor: TensorProto, type: Exclude<ElementType, 'string'>, needed: number): Uint8Array {
  if (tensor.segment) {
    throw new UserError('tensor.segment', l10n.t('The tensor is one segment of a larger one, which no ONNX program reads.'), {
      where: tensorPlace(tensor),
      remedy: l10n.t('Save the tensor whole.'),
    });
  }
  const field = typedField(type);
  const reference = home.references.get(tensor);
  if (reference) {
    if (reference.field !== field) throw wrongField(tensor, type);
    const entries = typedEntries(type, shapeOf(tensor).count);
    // Every number takes at least a byte, so that more than that many cannot be there.
    if (entries > reference.length) throw wrongSize(tensor, type, entries, reference.length);
    return payloadToRaw(tensor, type, home.source.read(reference.offset, reference.length), entries);
  }
  const values = typedValues(tensor, field);
  if (isFieldSet(tensor, TensorProtoSchema.field.rawData) && (tensor.rawData.length > 0 || values.length === 0)) {
    if (values.length > 0) throw twoStorages(tensor);
    if (tensor.rawData.length !== needed) throw wrongSize(tensor, type, needed, tensor.rawData.length);
    return tensor.rawData;
  }
  const entries = typedEntries(type, shapeOf(tensor).count);
  if (values.length === entries) return typedToRaw(tensor, type, values);
  if (values.length === 0 && hasOtherData(tensor)) throw wrongField(tensor, type);
  throw wrongCount(tensor, type, entries, values.length);
}

function hasOtherData(tensor: TensorProto): boolean {
  const fields = [tensor.floatData, tensor.int32Data, tensor.int64Data, tensor.doubleData, tensor.uint64Data, tensor.stringData];
  return fields.some((values) => values.length > 0);
}

const damagedModel = () => l10n.t('The model is damaged; export it again.');

function wrongSize(tensor: TensorProto, type: ElementType, needed: number, found: number): UserError {
  return new UserError(
    'tensor.size',
    l10n.t('The tensor needs {0} bytes ({1} of {2}), stored are {3}.', needed, type, tensor.dims.join('×') || '1', found),
    { where: tensorPlace(tensor), remedy: damagedModel() },
  );
}

function wrongCount(tensor: TensorProto, type: ElementType, needed: number, found: number): UserError {
  return new UserError(
    'tensor.size',
    l10n.t('The tensor needs {0} stored numbers ({1} of {2}), there are {3}.', needed, type, tensor.dims.join('×') || '1', found),
    { where: tensorPlace(tensor), remedy: damagedModel() },
  );
}

function wrongField(tensor: TensorProto, type: ElementType): UserError {
  return new UserError('tensor.storage', l10n.t('The data of this {0} tensor are in the field of another type.', type), {
    where: tensorPlace(tensor),
    remedy: damagedModel(),
  });
}

function twoStorages(tensor: TensorProto): UserError {
  return new UserError('tensor.storage', l10n.t('The tensor has its data twice, raw and typed.'), {
    where: tensorPlace(tensor),
    remedy: damagedModel(),
  });
}
