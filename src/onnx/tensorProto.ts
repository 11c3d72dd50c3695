import { create, toBinary } from '@bufbuild/protobuf';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { ELEMENT_TYPES } from './elementType';
import { isExternal } from './externalData';
import { type TensorProto, TensorProtoSchema } from './gen/onnx-ml_pb';
import { readTensor } from './readTensor';
import { bytesSource } from './source';
import type { Tensor } from './tensor';
import { rawBytes } from './tensorData';
import { decode } from './wire/decode';

/**
 * Reads a serialized `TensorProto`: the `.pb` files of ONNX test data.
 * @param path the file, for messages
 * @throws UserError for what is no tensor, which includes the sequences and optional values that such files may hold too
 */
export function decodeTensorFile(bytes: Uint8Array, path?: string): { name: string; tensor: Tensor } {
  const source = bytesSource(bytes, path);
  try {
    const { message, references } = decode(source, TensorProtoSchema);
    if (message.segment || (message.dataType === 0 && message.dims.length === 0) || isEmptyContainer(message)) throw container(path);
    if (isExternal(message)) {
      throw new UserError('tensor.external', l10n.t('The tensor file refers to another file for its data.'), {
        where: path,
        remedy: l10n.t('Save the tensor with its data in it.'),
      });
    }
    return { name: message.name, tensor: readTensor({ source, references }, message) };
  } catch (error) {
    // Where a tensor has its dims, one by one, these have their name: text, which makes no sense as dims.
    throw error instanceof UserError && bytes[0] === NAME_TAG ? container(path, error) : error;
  }
}

/** Field 1, length-delimited: the name of a SequenceProto or OptionalProto. */
const NAME_TAG = 0x0a;

/** A SequenceProto or OptionalProto may decode as a TensorProto: its elements are where a tensor's segment is. */
function container(path: string | undefined, cause?: unknown): UserError {
  return new UserError('tensor.container', l10n.t('The file holds no tensor, but a sequence or an optional value, or nothing.'), {
    where: path,
    remedy: l10n.t("Only tensors can be given to a model here: ONNX Runtime's JavaScript interface takes nothing else."),
    cause,
  });
}

/** An empty sequence is an element kind (1 to 5) and nothing else: as a tensor, a scalar without its value. */
function isEmptyContainer(message: TensorProto): boolean {
  const held = message.rawData.length + message.floatData.length + message.int32Data.length + message.int64Data.length;
  const rest = message.doubleData.length + message.uint64Data.length + message.stringData.length + message.externalData.length;
  return message.dims.length === 0 && message.dataType <= 5 && held + rest === 0;
}

/** A tensor as a `TensorProto` with `raw_data` (strings: `string_data`). The bytes are the tensor's own where nothing is packed. */
export function tensorProto(tensor: Tensor, name = ''): TensorProto {
  const message = create(TensorProtoSchema, { dims: tensor.dims.map(BigInt), dataType: ELEMENT_TYPES[tensor.type], name });
  if (Array.isArray(tensor.data)) {
    const encoder = new TextEncoder();
    message.stringData = tensor.data.map((text) => encoder.encode(text));
  } else {
    message.rawData = rawBytes(tensor);
  }
  return message;
}

/** A tensor as a serialized `TensorProto`, the contents of a `.pb` file. */
export function encodeTensor(tensor: Tensor, name = ''): Uint8Array {
  return toBinary(TensorProtoSchema, tensorProto(tensor, name));
}
