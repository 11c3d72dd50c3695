import { readNames } from '../check/cycles';
import type { GraphProto, NodeProto, SparseTensorProto, TensorProto, ValueInfoProto } from '../gen/onnx-ml_pb';
import type { Names } from './names';
import { defines, replaceIn, replaceReads } from './rename';
import { sortedNodes } from './sort';

/** What gives a value its contents. An initializer of an input's name is that input's default: the input comes first. */
export type Producer =
  | { readonly kind: 'node'; readonly node: NodeProto }
  | { readonly kind: 'input'; readonly value: ValueInfoProto }
  | { readonly kind: 'initializer'; readonly tensor: TensorProto }
  | { readonly kind: 'sparse'; readonly tensor: SparseTensorProto };

/**
 * Edits one graph in place and answers who produces and who reads a value, at any moment: the index follows every
 * edit made through this class, at the cost of that edit. What a node's subgraphs read from outside counts as read by
 * the node.
 */
export class GraphEditor {
  readonly #producers = new Map<string, NodeProto>();
  readonly #readers = new Map<string, Set<NodeProto>>();
  /** What each node was last seen to read and to produce, so that it can be taken back whatever became of the node since. */
  readonly #known = new Map<NodeProto, { reads: ReadonlySet<string>; outputs: readonly string[] }>();

  /** @param around for a subgraph: the editor of the graph around it, and the node that holds it */
  constructor(
    readonly graph: GraphProto,
    readonly names: Names,
    private readonly around?: { editor: GraphEditor; node: NodeProto },
  ) {
    for (const node of graph.node) this.#index(node);
  }

  /** The nodes in their order. Not to be changed but through this class. */
  get nodes(): readonly NodeProto[] {
    return this.graph.node;
  }

  /** An editor of a subgraph that one of this graph's nodes holds. */
  subgraph(node: NodeProto, graph: GraphProto): GraphEditor {
    return new GraphEditor(graph, this.names, { editor: this, node });
  }

  /** What produces a value in this graph; undefined for one of the graph around, or of nobody. */
  producer(name: string): Producer | undefined {
    const node = this.#producers.get(name);
    if (node) return { kind: 'node', node };
    const value = this.graph.input.find((input) => input.name === name);
    if (value) return { kind: 'input', value };
    const tensor = this.initializer(name);
    if (tensor) return { kind: 'initializer', tensor };
    const sparse = this.graph.sparseInitializer.find(({ values }) => values?.name === name);
    return sparse && { kind: 'sparse', tensor: sparse };
  }

  /** The nodes that read a value, themselves or in a subgraph of theirs. */
  consumers(name: string): readonly NodeProto[] {
    return [...(this.#readers.get(name) ?? [])];
  }

  /** True where the value is an output of this graph. */
  isOutput(name: string): boolean {
    return this.graph.output.some((output) => output.name === name);
  }

  /** An initializer by name. */
  initializer(name: string): TensorProto | undefined {
    return this.graph.initializer.find((tensor) => tensor.name === name);
  }

  /** Adds a node: before another one, or at the end. */
  addNode(node: NodeProto, place: { before?: NodeProto } = {}): NodeProto {
    this.graph.node.splice(place.before ? this.#position(place.before) : this.graph.node.length, 0, node);
    this.names.addNode(node);
    this.#index(node);
    this.#changed();
    return node;
  }

  /** Removes a node, and nothing else: what read its outputs still does. */
  removeNode(node: NodeProto): void {
    this.graph.node.splice(this.#position(node), 1);
    this.#forget(node);
    this.#changed();
  }

  /** Removes many nodes in one pass. */
  removeNodes(nodes: ReadonlySet<NodeProto>): void {
    this.graph.node = this.graph.node.filter((node) => !nodes.has(node));
    for (const node of nodes) this.#forget(node);
    this.#changed();
  }

  /** Puts nodes in the place of one. */
  replaceNode(node: NodeProto, ...replacements: NodeProto[]): void {
    this.graph.node.splice(this.#position(node), 1, ...replacements);
    this.#forget(node);
    for (const replacement of replacements) {
      this.names.addNode(replacement);
      this.#index(replacement);
    }
    this.#changed();
  }

  /** Changes a node in any way; the index is brought up to date after. */
  updateNode(node: NodeProto, change: (node: NodeProto) => void): void {
    this.#position(node);
    change(node);
    this.names.addNode(node);
    this.#forget(node);
    this.#index(node);
    this.#changed();
  }

  /** Adds an initializer, in place of one of the same name. */
  setInitializer(tensor: TensorProto): void {
    const at = this.graph.initializer.findIndex(({ name }) => name === tensor.name);
    if (at < 0) this.graph.initializer.push(tensor);
    else this.graph.initializer[at] = tensor;
    this.names.addValue(tensor.name);
    this.#changed();
  }

  /** Removes initializers by name, sparse ones too. */
  removeInitializers(names: ReadonlySet<string>): void {
    this.graph.initializer = this.graph.initializer.filter(({ name }) => !names.has(name));
    this.graph.sparseInitializer = this.graph.sparseInitializer.filter(({ values }) => !names.has(values?.name ?? ''));
    this.#changed();
  }

  /** Adds an input, at the end. */
  addInput(value: ValueInfoProto): void {
    this.graph.input.push(value);
    this.names.addValue(value.name);
    this.#changed();
  }

  /** Removes an input; an initializer of its name stays and becomes a constant. */
  removeInput(name: string): void {
    this.graph.input = this.graph.input.filter((value) => value.name !== name);
    this.#changed();
  }

  /** Makes a value an output, at the end; does nothing where it is one. */
  addOutput(value: ValueInfoProto): void {
    if (this.isOutput(value.name)) return;
    this.graph.output.push(value);
    this.names.addValue(value.name);
    this.#changed();
  }

  /** Makes a value no output any more; what computes it stays. */
  removeOutput(name: string): void {
    this.graph.output = this.graph.output.filter((value) => value.name !== name);
    this.#changed();
  }

  /**
   * Lets whoever reads `from` read `to` instead, in subgraphs too.
   * @param options.except nodes that go on reading `from`: the ones just put between
   */
  replaceUses(from: string, to: string, options: { except?: readonly NodeProto[] } = {}): void {
    for (const node of this.consumers(from)) {
      if (options.except?.includes(node)) continue;
      this.updateNode(node, () => replaceReads(node, from, to));
    }
  }

  /**
   * Renames a value everywhere: where it is produced, read, declared, annotated, captured by subgraphs, and as an
   * input or output of the graph.
   * @throws Error where the new name is taken, or this graph does not define the old one
   */
  rename(from: string, to: string): void {
    if (this.names.has(to)) throw new Error(`the name ${to} is taken`);
    if (!defines(this.graph, from)) throw new Error(`${from} is no value of this graph`);
    this.names.addValue(to);
    this.replaceUses(from, to);
    const producer = this.#producers.get(from);
    if (producer) this.updateNode(producer, (node) => replaceIn(node.output, from, to));
    for (const node of this.graph.node) {
      for (const { shardingSpec } of node.deviceConfigurations) {
        for (const spec of shardingSpec) if (spec.tensorName === from) spec.tensorName = to;
      }
    }
    const { input, output, valueInfo, initializer, sparseInitializer, quantizationAnnotation } = this.graph;
    for (const named of [...input, ...output, ...valueInfo, ...initializer]) if (named.name === from) named.name = to;
    for (const { values } of sparseInitializer) if (values?.name === from) values.name = to;
    for (const annotation of quantizationAnnotation) {
      if (annotation.tensorName === from) annotation.tensorName = to;
      for (const entry of annotation.quantParameterTensorNames) if (entry.value === from) entry.value = to;
    }
    this.#changed();
  }

  /**
   * Removes nodes none of whose outputs is read, again and again, then initializers nothing reads.
   * Inputs and outputs stay.
   */
  removeUnused(): void {
    const dead = new Set<NodeProto>();
    const needed = (name: string) => name !== '' && (this.isOutput(name) || this.consumers(name).some((node) => !dead.has(node)));
    // From the end: in a sorted graph every reader comes after, so that one pass finds all.
    for (const node of [...sortedNodes(this.graph.node)].reverse()) if (!node.output.some(needed)) dead.add(node);
    this.removeNodes(dead);
    const names = [
      ...this.graph.initializer.map(({ name }) => name),
      ...this.graph.sparseInitializer.map(({ values }) => values?.name ?? ''),
    ];
    const inputs = new Set(this.graph.input.map(({ name }) => name));
    const idle = new Set(names.filter((name) => !inputs.has(name) && !needed(name)));
    this.removeInitializers(idle);
    const left = new Set([
      ...this.#producers.keys(),
      ...this.graph.input.map(({ name }) => name),
      ...names.filter((name) => !idle.has(name)),
    ]);
    this.graph.valueInfo = this.graph.valueInfo.filter(({ name }) => left.has(name));
  }

  /** Puts the nodes in an order in which each comes after what it reads; the order they have is kept where it can be. @throws Error for a cycle */
  sort(): void {
    this.graph.node = sortedNodes(this.graph.node);
  }

  #position(node: NodeProto): number {
    const at = this.graph.node.indexOf(node);
    if (at < 0) throw new Error(`the node ${node.name || node.opType} is not in this graph`);
    return at;
  }

  #index(node: NodeProto): void {
    const outputs = node.output.filter((name) => name !== '');
    for (const name of outputs) this.#producers.set(name, node);
    const reads = readNames(node);
    this.#known.set(node, { reads, outputs });
    for (const name of reads) {
      const readers = this.#readers.get(name);
      if (readers) readers.add(node);
      else this.#readers.set(name, new Set([node]));
    }
  }

  #forget(node: NodeProto): void {
    const known = this.#known.get(node);
    for (const name of known?.outputs ?? []) if (this.#producers.get(name) === node) this.#producers.delete(name);
    for (const name of known?.reads ?? []) {
      const readers = this.#readers.get(name);
      readers?.delete(node);
      if (readers?.size === 0) this.#readers.delete(name);
    }
    this.#known.delete(node);
  }

  /** A subgraph's edit may change what its node reads from outside. */
  #changed(): void {
    this.around?.editor.updateNode(this.around.node, () => undefined);
  }
}
