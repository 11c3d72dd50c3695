import type { NodeProto } from '../gen/onnx-ml_pb';
import { subgraphs } from '../scope';

/** Names a node reads: its inputs, and what its subgraphs read without defining it themselves. */
export function readNames(node: NodeProto): Set<string> {
  const names = new Set(node.input.filter((name) => name !== ''));
  for (const graph of subgraphs(node)) {
    const own = new Set<string>();
    for (const value of graph.input) own.add(value.name);
    for (const tensor of graph.initializer) own.add(tensor.name);
    for (const sparse of graph.sparseInitializer) own.add(sparse.values?.name ?? '');
    for (const inner of graph.node) for (const name of inner.output) own.add(name);
    for (const inner of graph.node) for (const name of readNames(inner)) if (!own.has(name)) names.add(name);
    for (const value of graph.output) if (!own.has(value.name)) names.add(value.name);
  }
  return names;
}

/**
 * One cycle among nodes, as the indices along it, or undefined where an order exists. Linear in nodes and edges
 * (Kahn's algorithm, then a walk back among what it could not place).
 * @param reads what each node reads, itself or in its subgraphs; see `Scope.reads`
 */
export function findCycle(nodes: readonly NodeProto[], reads: readonly (readonly string[])[]): number[] | undefined {
  const producer = new Map<string, number>();
  nodes.forEach((node, index) => {
    for (const name of node.output) if (name !== '' && !producer.has(name)) producer.set(name, index);
  });
  const before: number[][] = nodes.map((_, node) => {
    const indices = new Set<number>();
    for (const name of reads[node] ?? []) {
      const index = producer.get(name);
      if (index !== undefined) indices.add(index);
    }
    return [...indices];
  });
  const after: number[][] = nodes.map(() => []);
  before.forEach((sources, index) => {
    for (const source of sources) after[source].push(index);
  });
  const waiting = before.map((sources) => sources.length);
  const ready = waiting.flatMap((count, index) => (count === 0 ? [index] : []));
  let placed = 0;
  for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
    placed++;
    for (const next of after[index]) if (--waiting[next] === 0) ready.push(next);
  }
  if (placed === nodes.length) return undefined;
  // Every node left waits for another one left: walking back must meet itself.
  const seen = new Map<number, number>();
  const path: number[] = [];
  let at = waiting.findIndex((count) => count > 0);
  while (!seen.has(at)) {
    seen.set(at, path.length);
    path.push(at);
    at = before[at].find((source) => waiting[source] > 0)!;
  }
  return path.slice(seen.get(at)).reverse();
}
