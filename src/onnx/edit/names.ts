import type { GraphProto, ModelProto, NodeProto } from '../gen/onnx-ml_pb';
import { subgraphs } from '../scope';

/** Names in use anywhere in a model, and fresh ones that collide with none: of values, and apart from them of nodes. */
export class Names {
  readonly #values = new Set<string>();
  readonly #nodes = new Set<string>();
  readonly #next = new Map<string, number>();

  constructor(proto: ModelProto) {
    if (proto.graph) this.#graph(proto.graph);
    for (const body of proto.functions) {
      for (const name of [...body.input, ...body.output]) this.#values.add(name);
      for (const node of body.node) this.addNode(node);
    }
  }

  #graph(graph: GraphProto): void {
    for (const value of [...graph.input, ...graph.output, ...graph.valueInfo]) this.#values.add(value.name);
    for (const tensor of graph.initializer) this.#values.add(tensor.name);
    for (const sparse of graph.sparseInitializer) this.#values.add(sparse.values?.name ?? '');
    for (const node of graph.node) this.addNode(node);
  }

  /** Takes note of a node that was added, and of what its subgraphs name. */
  addNode(node: NodeProto): void {
    if (node.name !== '') this.#nodes.add(node.name);
    for (const name of [...node.input, ...node.output]) this.#values.add(name);
    for (const graph of subgraphs(node)) this.#graph(graph);
  }

  /** Takes note of a value's name. */
  addValue(name: string): void {
    this.#values.add(name);
  }

  /** True where something reads, produces or declares the name. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** `base`, or `base_1`, `base_2`, … : the first that no value has. It is taken from now on. */
  value(base: string): string {
    return this.#fresh(base, this.#values, 'v');
  }

  /** As {@link value}, among the names of nodes. */
  node(base: string): string {
    return this.#fresh(base, this.#nodes, 'n');
  }

  #fresh(base: string, taken: Set<string>, kind: string): string {
    let name = base;
    // Remembered, so that a thousand fresh names of one base do not try a thousand each.
    let number = this.#next.get(kind + base) ?? 0;
    while (name === '' || taken.has(name)) name = `${base}_${++number}`;
    this.#next.set(kind + base, number);
    taken.add(name);
    return name;
  }
}
