import type { TensorProto } from '../../onnx/gen/onnx-ml_pb';
import type { OnnxModel } from '../../onnx/model';
import { externalLocation } from '../../onnx/tensorSize';
import { weights } from '../../onnx/weights';

/** Weights in other files, one for each range: tied weights are often two tensors over one range. */
export function externalWeights(model: OnnxModel): TensorProto[] {
  const ranges = new Map<string, TensorProto>();
  for (const { tensor } of weights(model.proto)) {
    const location = externalLocation(tensor);
    if (location) ranges.set(JSON.stringify(location), tensor);
  }
  return [...ranges.values()];
}
