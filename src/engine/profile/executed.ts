import type { GraphProto, NodeProto } from '../../onnx/gen/onnx-ml_pb';
import { subgraphs } from '../../onnx/scope';
import type { Profile } from './profile';

/**
 * Finds each profiled node in the graph that is executed, as the runtime wrote it out. Nodes are executed in the order in which they
 * stand there, so of several that are alike the first profiled is the first there.
 * @returns by index of the profile's nodes; undefined for one that is not found
 */
export function executedNodes({ nodes }: Profile, graph: GraphProto): (NodeProto | undefined)[] {
  const found: (NodeProto | undefined)[] = [];
  const waiting = new Map<GraphProto | NodeProto, Map<string, NodeProto[]>>();
  const candidates = (of: GraphProto | NodeProto) => {
    const known = waiting.get(of);
    if (known) return known;
    const made = new Map<string, NodeProto[]>();
    // Taken from the end.
    for (const node of nodesOf(of).toReversed()) {
      const key = JSON.stringify([node.opType, node.name]);
      const alike = made.get(key);
      if (alike) alike.push(node);
      else made.set(key, [node]);
    }
    waiting.set(of, made);
    return made;
  };
  for (const { parent, name, index, op } of nodes) {
    const owner = parent === undefined ? graph : found[parent];
    const alike = owner && candidates(owner);
    const unnamed = name === `${op}_${index}` ? '' : undefined;
    found.push(
      alike?.get(JSON.stringify([op, name]))?.pop() ??
        (unnamed === undefined ? undefined : alike?.get(JSON.stringify([op, unnamed]))?.pop()),
    );
  }
  return found;
}

function nodesOf(of: GraphProto | NodeProto): NodeProto[] {
  return 'opType' in of ? subgraphs(of).flatMap(({ node }) => node) : of.node;
}
