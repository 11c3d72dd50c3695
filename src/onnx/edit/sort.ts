import { readNames } from '../check/cycles';
import type { NodeProto } from '../gen/onnx-ml_pb';

/**
 * The nodes in a topological order; those already in order stay where they are relative to each other. Depth-first
 * with an explicit stack: linear, for any depth.
 * @throws Error for a cycle
 */
export function sortedNodes(nodes: readonly NodeProto[]): NodeProto[] {
  const producers = new Map<string, NodeProto>();
  for (const node of nodes) for (const name of node.output) if (name !== '') producers.set(name, node);
  const before = (node: NodeProto) => [...readNames(node)].flatMap((name) => producers.get(name) ?? []).reverse();
  const state = new Map<NodeProto, 'open' | 'done'>();
  const order: NodeProto[] = [];
  for (const start of nodes) {
    if (state.has(start)) continue;
    state.set(start, 'open');
    const path = [{ node: start, waiting: before(start) }];
    while (path.length > 0) {
      const { node, waiting } = path[path.length - 1];
      const next = waiting.pop();
      if (!next) {
        path.pop();
        state.set(node, 'done');
        order.push(node);
      } else if (state.get(next) === 'open') {
        throw new Error(`the graph has a cycle through ${next.name || next.opType}`);
      } else if (!state.has(next)) {
        state.set(next, 'open');
        path.push({ node: next, waiting: before(next) });
      }
    }
  }
  return order;
}
