import { create } from '@bufbuild/protobuf';
import { makeNode, makeValueInfo, type NodeParts } from '../../../../src/onnx/edit/make';
import { GraphProtoSchema, type ModelProto, ModelProtoSchema, type NodeProto, type TensorProto } from '../../../../src/onnx/gen/onnx-ml_pb';
import { tensorProto } from '../../../../src/onnx/tensorProto';

/** A node in one line: operator, inputs, outputs. */
export function node(op: string, inputs: string[], outputs: string[], more: Partial<NodeParts> = {}): NodeProto {
  return makeNode(op, { inputs, outputs, ...more });
}

/** A float32 initializer. */
export function weight(name: string, values: number[], dims = [values.length]): TensorProto {
  return Object.assign(tensorProto({ type: 'float32', dims, data: Float32Array.from(values) }), { name });
}

/** Graph parts that a test cares for. */
export interface GraphParts {
  nodes: NodeProto[];
  weights?: TensorProto[];
  inputs?: string[];
  outputs?: string[];
}

/** A graph of float32 values. */
export function graph({ nodes, weights = [], inputs = ['x'], outputs = ['y'] }: GraphParts) {
  return create(GraphProtoSchema, {
    name: 'g',
    node: nodes,
    initializer: weights,
    input: inputs.map((name) => makeValueInfo(name, 'float32', ['N', 4])),
    output: outputs.map((name) => makeValueInfo(name, 'float32', ['N', 4])),
  });
}

/** A model of opset 20. */
export function model(parts: GraphParts): ModelProto {
  return create(ModelProtoSchema, { irVersion: 8n, opsetImport: [{ domain: '', version: 20n }], graph: graph(parts) });
}
