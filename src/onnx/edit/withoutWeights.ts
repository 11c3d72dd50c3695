import { elementTypeName } from '../elementType';
import type { GraphProto } from '../gen/onnx-ml_pb';
import type { OnnxModel } from '../model';
import { subgraphs } from '../scope';
import { declaredElements } from '../tensorSize';
import { makeValueInfo } from './make';
import { ModelEditor } from './modelEditor';

const FLOATS = new Set(['float32', 'float64', 'float16', 'bfloat16']);

/**
 * A copy of a model for the inference of types and shapes: floating-point initializers of more than `elements`
 * elements become typed inputs, those of subgraphs too, whose inputs the graph around may not shadow. Integers stay:
 * shapes are computed from them.
 */
export function withoutWeights(model: OnnxModel, elements = 1024): OnnxModel {
  const editor = new ModelEditor(model);
  const main = editor.model.proto.graph!;
  const visit = (graph: GraphProto) => {
    const kept = graph.initializer.filter((tensor) => {
      const type = elementTypeName(tensor.dataType);
      if (!type || !FLOATS.has(type) || (declaredElements(tensor) ?? 0) <= elements) return true;
      // An input that is an initializer too is declared already.
      if (!main.input.some((input) => input.name === tensor.name))
        main.input.push(makeValueInfo(tensor.name, type, tensor.dims.map(Number)));
      return false;
    });
    graph.initializer = kept;
    for (const node of graph.node) for (const inner of subgraphs(node)) visit(inner);
  };
  visit(main);
  return editor.model;
}
