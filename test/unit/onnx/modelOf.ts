import { toBinary } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from '../../../src/onnx/gen/onnx-ml_pb';
import type { OnnxModel } from '../../../src/onnx/model';
import { openModelBytes } from '../../../src/onnx/open';

/** A model built in a test, as the reader gives it. */
export function modelOf(proto: ModelProto, directory?: string): OnnxModel {
  return openModelBytes(toBinary(ModelProtoSchema, proto), { directory });
}
