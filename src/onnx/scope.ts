import type { FunctionProto, GraphProto, NodeProto } from './gen/onnx-ml_pb';

/** The default operator set's domain has two spellings, `''` and `ai.onnx`; here it has the second. */
export function domainName(domain: string): string {
  return domain === '' ? 'ai.onnx' : domain;
}

/** The graphs a node holds in its attributes (If, Loop, Scan, SequenceMap). */
export function subgraphs(node: NodeProto): GraphProto[] {
  const graphs: GraphProto[] = [];
  for (const attribute of node.attribute) {
    if (attribute.g) graphs.push(attribute.g);
    graphs.push(...attribute.graphs);
  }
  return graphs;
}

/** What a call names: domain, operator and overload, the key of a model-local function. */
export function functionKey(call: { domain: string; overload: string } & ({ opType: string } | { name: string }), name?: string): string {
  return JSON.stringify([domainName(call.domain), name ?? ('opType' in call ? call.opType : call.name), call.overload]);
}

/** Model-local functions by {@link functionKey}. */
export function functionTable(functions: readonly FunctionProto[]): Map<string, FunctionProto> {
  return new Map(functions.map((body) => [functionKey({ domain: body.domain, overload: body.overload, name: body.name }), body]));
}
