import type { FunctionProto, GraphProto, NodeProto } from '../gen/onnx-ml_pb';
import { isConstant } from './attributes';
import { opsetsOf } from './defaults';
import type { Scope, WeightEntry } from './types';

/** A graph as a scope. An initializer that is an input too counts as a weight. */
export function graphScope(graph: GraphProto): Scope {
  const weights = new Map<string, WeightEntry>();
  for (const tensor of graph.initializer) weights.set(tensor.name, { name: tensor.name, tensor });
  for (const sparse of graph.sparseInitializer) {
    if (sparse.values) weights.set(sparse.values.name, { name: sparse.values.name, tensor: sparse.values, sparse });
  }
  const inputs = graph.input.map((input) => input.name).filter((name) => !weights.has(name));
  addConstants(graph.node, weights);
  return { inputs, outputs: graph.output.map((output) => output.name), nodes: graph.node, weights, graph };
}

/** A function's body as a scope. */
export function functionScope(body: FunctionProto): Scope {
  const weights = new Map<string, WeightEntry>();
  addConstants(body.node, weights);
  return { inputs: body.input, outputs: body.output, nodes: body.node, weights, opsets: opsetsOf(body) };
}

/** A scope with nothing in it: the other side of what is on one side only. */
export const EMPTY_SCOPE: Scope = { inputs: [], outputs: [], nodes: [], weights: new Map() };

function addConstants(nodes: readonly NodeProto[], weights: Map<string, WeightEntry>): void {
  for (const node of nodes) {
    if (!isConstant(node)) continue;
    for (const { t, sparseTensor } of node.attribute) {
      const tensor = t ?? sparseTensor?.values;
      const name = node.output[0] ?? node.name;
      if (tensor && name !== '') weights.set(name, { name, tensor, ...(sparseTensor && { sparse: sparseTensor }), constant: node });
    }
  }
}

/** The graphs a node holds, by attribute: `then_branch`, or `name[1]` for one of several. */
export function namedSubgraphs(node: NodeProto): Map<string, GraphProto> {
  const graphs = new Map<string, GraphProto>();
  for (const attribute of node.attribute) {
    if (attribute.g) graphs.set(attribute.name, attribute.g);
    for (const [index, graph] of attribute.graphs.entries()) graphs.set(`${attribute.name}[${index}]`, graph);
  }
  return graphs;
}

/** What a node is called: its name, else its first output. */
export function nodeLabel(node: NodeProto): string {
  return node.name !== '' ? node.name : (node.output.find((output) => output !== '') ?? '');
}

/** Where a subgraph is, below the path of the graph that holds its node. */
export function subgraphPath(graph: string | undefined, node: NodeProto, attribute: string): string {
  return `${graph === undefined ? '' : `${graph}/`}${nodeLabel(node)}.${attribute}`;
}
