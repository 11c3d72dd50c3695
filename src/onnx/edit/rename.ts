import type { GraphProto, NodeProto } from '../gen/onnx-ml_pb';
import { subgraphs } from '../scope';

/** Makes a node read `to` wherever it read `from`, its subgraphs' captured reads included. Returns whether it did. */
export function replaceReads(node: NodeProto, from: string, to: string): boolean {
  let found = replaceIn(node.input, from, to);
  for (const graph of subgraphs(node)) if (!defines(graph, from) && replaceCaptured(graph, from, to)) found = true;
  return found;
}

function replaceCaptured(graph: GraphProto, from: string, to: string): boolean {
  let found = false;
  for (const node of graph.node) if (replaceReads(node, from, to)) found = true;
  for (const value of graph.output) {
    if (value.name !== from) continue;
    value.name = to;
    found = true;
  }
  return found;
}

/** True where a graph itself defines the name, so that a read of it inside is not one of the value outside. */
export function defines(graph: GraphProto, name: string): boolean {
  return (
    graph.input.some((value) => value.name === name) ||
    graph.initializer.some((tensor) => tensor.name === name) ||
    graph.sparseInitializer.some((sparse) => sparse.values?.name === name) ||
    graph.node.some((node) => node.output.includes(name))
  );
}

/** Replaces every occurrence in a list of names. Returns whether there was one. */
export function replaceIn(names: string[], from: string, to: string): boolean {
  let found = false;
  names.forEach((name, index) => {
    if (name !== from) return;
    names[index] = to;
    found = true;
  });
  return found;
}
