import type { GraphProto, ModelProto, NodeProto, TensorProto } from './gen/onnx-ml_pb';
import { domainName, subgraphs } from './scope';

/** A stored tensor that a model computes with. */
export interface Weight {
  readonly tensor: TensorProto;
  /** The value it is read as: the initializer's name, or the output of its Constant node. */
  readonly name: string;
}

/** Initializers and Constant nodes' tensors, of the graph, of its subgraphs and of function bodies; of sparse ones the values. */
export function* weights(proto: ModelProto): Generator<Weight> {
  if (proto.graph) yield* graphWeights(proto.graph);
  for (const body of proto.functions) yield* nodeWeights(body.node);
}

function* graphWeights(graph: GraphProto): Generator<Weight> {
  for (const tensor of graph.initializer) yield { tensor, name: tensor.name };
  for (const { values } of graph.sparseInitializer) if (values) yield { tensor: values, name: values.name };
  yield* nodeWeights(graph.node);
}

function* nodeWeights(nodes: readonly NodeProto[]): Generator<Weight> {
  for (const node of nodes) {
    if (node.opType === 'Constant' && domainName(node.domain) === 'ai.onnx') {
      for (const { t, sparseTensor } of node.attribute) {
        const tensor = t ?? sparseTensor?.values;
        if (tensor) yield { tensor, name: node.output[0] ?? node.name };
      }
    }
    for (const graph of subgraphs(node)) yield* graphWeights(graph);
  }
}
