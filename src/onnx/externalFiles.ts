import { isExternal } from './externalData';
import type { GraphProto, NodeProto, SparseTensorProto, TensorProto } from './gen/onnx-ml_pb';
import type { OnnxModel } from './model';

/**
 * The locations of a model's external data, as its tensors name them, each once, in the order of the file. They are the
 * model's word: `locationComponents` says whether one may be followed. Reads no weight.
 */
export function externalFiles(model: OnnxModel): string[] {
  const locations = new Set<string>();
  const tensor = (proto: TensorProto | undefined) => {
    if (!proto || !isExternal(proto)) return;
    const location = proto.externalData.find((entry) => entry.key === 'location')?.value;
    if (location !== undefined) locations.add(location);
  };
  const sparse = (proto: SparseTensorProto | undefined) => {
    tensor(proto?.values);
    tensor(proto?.indices);
  };
  const nodes = (list: readonly NodeProto[]) => {
    for (const { attribute } of list) {
      for (const each of attribute) {
        tensor(each.t);
        sparse(each.sparseTensor);
        each.tensors.forEach(tensor);
        each.sparseTensors.forEach(sparse);
        for (const inner of each.g ? [each.g, ...each.graphs] : each.graphs) graph(inner);
      }
    }
  };
  const graph = (proto: GraphProto | undefined) => {
    if (!proto) return;
    proto.initializer.forEach(tensor);
    proto.sparseInitializer.forEach(sparse);
    nodes(proto.node);
  };
  graph(model.proto.graph);
  for (const body of model.proto.functions) nodes(body.node);
  for (const training of model.proto.trainingInfo) {
    graph(training.initialization);
    graph(training.algorithm);
  }
  return [...locations];
}
