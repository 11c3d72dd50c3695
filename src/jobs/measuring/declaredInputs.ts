import { openModel } from '../../onnx/open';
import type { ValueInfo } from '../../onnx/tensor';
import { givenInputs, valueInfo } from '../../onnx/values';

/** The inputs that a model's file says are to be given. @param path absolute */
export function declaredInputs(path: string): ValueInfo[] {
  const model = openModel(path);
  try {
    return givenInputs(model.proto.graph).map(valueInfo);
  } finally {
    model.close();
  }
}
