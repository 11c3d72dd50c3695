import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { bitsPerElement, type ElementType } from './elementType';
import { isExternal } from './externalData';
import type { TensorProto } from './gen/onnx-ml_pb';
import type { ByteSource } from './model';
import { shapeOf, tensorPlace } from './shape';
import type { Tensor } from './tensor';
import { storedType, type TensorHome, tensorByteSource } from './tensorBytes';
import { allocateData, bytesOf, isSubByte, type NumericData, unpackBits } from './tensorData';

/** Packed bytes unpacked at a time; a multiple of 3, in which 6-bit elements come out even. */
const UNPACK_CHUNK = 3 << 18;

/**
 * Reads a tensor's values into memory of their own, whatever its type and storage.
 * @throws UserError where what is stored does not fit type and dims, or external data break a rule
 */
export function readTensor(home: TensorHome, tensor: TensorProto): Tensor {
  const type = storedType(tensor);
  const { dims, count } = shapeOf(tensor);
  if (type === 'string') return { type, dims, data: readStrings(tensor, count) };
  const source = tensorByteSource(home, tensor);
  try {
    return { type, dims, data: readNumbers(source, type, count) };
  } finally {
    source.close();
  }
}

function readNumbers(source: ByteSource, type: Exclude<ElementType, 'string'>, count: number): NumericData {
  const data = allocateData(type, count);
  if (!isSubByte(type)) {
    source.readInto(bytesOf(data), 0);
    return data;
  }
  const bits = bitsPerElement(type)!;
  for (let offset = 0; offset < source.size; offset += UNPACK_CHUNK) {
    const start = (offset * 8) / bits;
    const length = Math.min(UNPACK_CHUNK, source.size - offset);
    unpackBits(source.read(offset, length), type, data, start, Math.min((UNPACK_CHUNK * 8) / bits, count - start));
  }
  return data;
}

function readStrings(tensor: TensorProto, count: number): string[] {
  const where = tensorPlace(tensor);
  if (isExternal(tensor) || tensor.rawData.length > 0) {
    throw new UserError('tensor.storage', l10n.t('Strings can only be stored in string_data.'), {
      where,
      remedy: l10n.t('The model is damaged; export it again.'),
    });
  }
  if (tensor.stringData.length !== count) {
    throw new UserError('tensor.size', l10n.t('The tensor needs {0} strings, stored are {1}.', count, tensor.stringData.length), {
      where,
      remedy: l10n.t('The model is damaged; export it again.'),
    });
  }
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return tensor.stringData.map((bytes) => decoder.decode(bytes));
}
