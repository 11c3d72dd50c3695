import { fromBinary } from '@bufbuild/protobuf';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { isExternal } from '../../onnx/externalData';
import { type TensorProto, TensorProtoSchema } from '../../onnx/gen/onnx-ml_pb';
import { readTensor } from '../../onnx/readTensor';
import { bytesSource } from '../../onnx/source';
import type { Tensor } from '../../onnx/tensor';
import { damaged } from './read';

/**
 * Reads an ONNX `TensorProto` file, the form of ONNX's own test data.
 * @returns the tensor, and the name it carries (often the input's)
 * @throws UserError `data.damaged`, `data.external`
 */
export function decodePb(bytes: Uint8Array, path: string): { name: string; tensor: Tensor } {
  let proto: TensorProto;
  try {
    proto = fromBinary(TensorProtoSchema, bytes);
  } catch (error) {
    throw damaged(path, 'TensorProto', error instanceof Error ? error.message : String(error));
  }
  if (proto.dataType === 0) throw damaged(path, 'TensorProto', l10n.t('it names no element type; it may hold a sequence or a map.'));
  if (isExternal(proto)) {
    throw new UserError('data.external', l10n.t('The tensor keeps its data in another file, which is not followed.'), {
      where: path,
      remedy: l10n.t('Save the tensor with its data inside.'),
    });
  }
  try {
    return { name: proto.name, tensor: readTensor({ source: bytesSource(bytes, path), references: new WeakMap() }, proto) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Nothing in such a file says which message it holds: a sequence reads as a tensor of odd dimensions.
    throw damaged(path, 'TensorProto', l10n.t('{0} It may hold a sequence, a map or an optional value.', error.message));
  }
}
