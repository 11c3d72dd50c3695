import type { GraphProto, NodeProto } from '../../onnx/gen/onnx-ml_pb';
import { domainName } from '../../onnx/scope';

/**
 * What a node of the executed graph stands for in the model: `same` the model's own node; `rewritten` one node by another operator;
 * `fused` several nodes at once; `runtime` none: the runtime put it in, to bring data into another layout or type; `unmatched` not known.
 */
export type OriginKind = 'same' | 'rewritten' | 'fused' | 'runtime' | 'unmatched';

export interface Origin {
  readonly kind: OriginKind;
  /** Nodes of the model, the weightiest first; of what the runtime put in, the node whose output it brings into shape. */
  readonly nodes: readonly NodeProto[];
  /** The model's tensor that it makes, where it is one of the model's. */
  readonly output?: string;
}

export interface Origins {
  /** By node of the executed graph, those in bodies included. */
  readonly of: ReadonlyMap<NodeProto, Origin>;
  /** Nodes of the model that are computed once, when it is loaded. */
  readonly folded: number;
  /** Nodes of the model that are executed, by themselves or as part of another. */
  readonly executed: number;
  /** Nodes of the model, those in bodies included. */
  readonly total: number;
}

const LAYOUT_DOMAIN = 'com.microsoft.nchwc';
/** What the runtime makes of a tensor's name where it puts another in its place: in another layout, or another precision. */
const RENAMED = /^(?:InsertedPrecisionFreeCast_)?(.*?)(?:_nchwc)?(?:_token_\d+)?$/s;
const LAYOUT_OPS = new Set(['Transpose', 'Cast', 'Squeeze', 'Unsqueeze', 'Gather', 'Reshape', 'Identity']);
/** How the runtime names what is inside a function it wrote out. */
const INLINED = '_inlfunc_';
/** What a fused node is named by, where it holds one. */
const WEIGHTY = /Conv|MatMul|Gemm|Attention|LSTM|GRU|RNN|Einsum/;

/**
 * Finds for each node of the graph that ONNX Runtime executes the nodes of the model that it does the work of: by the names of output
 * tensors, which fusion keeps; where the runtime renamed them by its names for nodes, or by operator and inputs. What lies in the model
 * between a fused node's outputs and its inputs, and is made by no other node, was swallowed by the fusion.
 */
export function findOrigins(model: GraphProto, executed: GraphProto): Origins {
  const of = new Map<NodeProto, Origin>();
  const counts = { folded: 0, total: 0 };
  const covered = new Set<NodeProto>();
  const pair = (original: GraphProto, optimized: GraphProto) => {
    const matching = new Matching(original, optimized);
    counts.folded += matching.constants.size;
    for (const node of optimized.node) {
      const origin = matching.origin(node);
      of.set(node, origin);
      if (origin.kind !== 'runtime') for (const one of origin.nodes) covered.add(one);
      const [primary] = origin.nodes;
      if (primary) for (const [body, own] of bodyPairs(primary, node)) pair(body, own);
    }
  };
  pair(model, executed);
  countNodes(model, counts);
  return { of, folded: counts.folded, executed: covered.size, total: counts.total };
}

function countNodes(graph: GraphProto, counts: { total: number }): void {
  counts.total += graph.node.length;
  for (const node of graph.node) for (const { g } of node.attribute) if (g) countNodes(g, counts);
}

/** Bodies of two nodes of the same kind, by attribute. */
function bodyPairs(original: NodeProto, optimized: NodeProto): [GraphProto, GraphProto][] {
  return optimized.attribute.flatMap(({ name, g }): [GraphProto, GraphProto][] => {
    const other = original.attribute.find((attribute) => attribute.name === name)?.g;
    return g && other ? [[other, g]] : [];
  });
}

/** One graph of the model and what became of it. */
class Matching {
  /** Nodes of the model that depend on nothing that is given. */
  readonly constants: Set<NodeProto>;
  readonly #producers = new Map<string, NodeProto>();
  readonly #byInputs = new Map<string, NodeProto[]>();
  readonly #consumers = new Map<string, NodeProto[]>();
  /** Tensor of the executed graph → the model's, where the name differs. */
  readonly #renamed = new Map<string, string>();
  readonly #primary = new Map<NodeProto, NodeProto>();
  /** The model's node → the executed one that is it. */
  readonly #claimed = new Map<NodeProto, NodeProto>();
  readonly #runtime = new Map<NodeProto, NodeProto>();
  /** The model's tensors that exist when it is executed. */
  readonly #alive: Set<string>;

  constructor(model: GraphProto, executed: GraphProto) {
    for (const node of model.node) {
      for (const output of node.output) if (output !== '') this.#producers.set(output, node);
      for (const inputs of node.input.length > 1 ? [node.input, node.input.slice(0, 1)] : [node.input]) {
        const key = inputsKey(node.opType, inputs);
        const alike = this.#byInputs.get(key);
        if (alike) alike.push(node);
        else this.#byInputs.set(key, [node]);
      }
    }
    for (const node of executed.node) {
      for (const input of node.input) {
        const users = this.#consumers.get(input);
        if (users) users.push(node);
        else this.#consumers.set(input, [node]);
      }
    }
    this.constants = constantNodes(model);
    this.#byName(model, executed);
    for (const node of executed.node) if (!this.#primary.has(node)) this.#byTensors(node);
    // Written-out functions are known by their outputs: what is inside belongs to whoever uses it.
    for (const node of executed.node.toReversed()) if (!this.#known(node)) this.#byConsumer(node);
    this.#alive = new Set(executed.node.flatMap(({ output }) => output.map((name) => this.#model(name))));
  }

  origin(node: NodeProto): Origin {
    const made = node.output.map((name) => this.#model(name)).find((name) => this.#producers.has(name));
    const output = made === undefined ? {} : { output: made };
    const owner = this.#runtime.get(node);
    if (owner) return { kind: 'runtime', nodes: [owner], ...output };
    const primary = this.#primary.get(node);
    if (!primary) return { kind: isLayout(node) ? 'runtime' : 'unmatched', nodes: [], ...output };
    const nodes = this.#covered(node, primary);
    if (nodes.length > 1) return { kind: 'fused', nodes, ...output };
    return { kind: node.opType === primary.opType ? 'same' : 'rewritten', nodes, ...output };
  }

  /** Nodes that kept their name and operator. */
  #byName(model: GraphProto, executed: GraphProto): void {
    const names = unique(model.node);
    for (const [key, node] of unique(executed.node)) {
      const own = names.get(key);
      if (own) this.#claim(node, own);
    }
  }

  #byTensors(node: NodeProto): void {
    const kept = node.output.find((name) => this.#producers.has(name));
    // The layout optimizer names a node by the output of the one it stands for.
    const named = node.domain === LAYOUT_DOMAIN ? [node.name, ...node.output] : node.output;
    const guesses = [...named.map((name) => RENAMED.exec(name)?.[1]), this.#reordered(node)];
    const tensor = kept ?? guesses.find((name) => name !== undefined && this.#producers.has(name));
    if (tensor !== undefined) {
      const own = this.#producers.get(tensor)!;
      if (kept === undefined) this.#renamed.set(node.output[0]!, tensor);
      const other = this.#claimed.get(own);
      if ((other && other !== node) || isReordering(node) || (node.opType === 'Cast' && own.opType !== 'Cast'))
        this.#runtime.set(node, own);
      else this.#claim(node, own);
      return;
    }
    const inputs = node.input.map((name) => this.#model(name));
    const free = (key: string) => (this.#byInputs.get(key) ?? []).filter((one) => !this.#claimed.has(one));
    const [own] = free(inputsKey(node.opType, inputs));
    const nearly = own ? [] : free(inputsKey(node.opType, inputs.slice(0, 1)));
    if (own) this.#claim(node, own);
    else if (nearly.length === 1) this.#claim(node, nearly[0]!);
  }

  /** The model's tensor that the runtime brings this node's output back to. */
  #reordered({ output: [output = ''] }: NodeProto): string | undefined {
    const user = this.#consumers.get(output)?.find(({ domain, opType }) => domain === LAYOUT_DOMAIN && opType === 'ReorderOutput');
    return user?.output[0];
  }

  #byConsumer(node: NodeProto): void {
    if (!node.output.some((name) => name.includes(INLINED))) return;
    const user = node.output.flatMap((name) => this.#consumers.get(name) ?? []).find((one) => this.#primary.has(one));
    if (user) this.#primary.set(node, this.#primary.get(user)!);
  }

  #claim(node: NodeProto, own: NodeProto): void {
    this.#primary.set(node, own);
    if (!this.#claimed.has(own)) this.#claimed.set(own, node);
    for (const [at, name] of node.output.entries()) {
      const original = own.output[at];
      if (original && name !== '' && !this.#producers.has(name) && !this.#renamed.has(name)) this.#renamed.set(name, original);
    }
  }

  #known(node: NodeProto): boolean {
    return this.#primary.has(node) || this.#runtime.has(node);
  }

  #model(tensor: string): string {
    return this.#renamed.get(tensor) ?? tensor;
  }

  /** The model's nodes between a node's outputs and what other nodes make, the weightiest first. */
  #covered(node: NodeProto, primary: NodeProto): NodeProto[] {
    const found = new Set<NodeProto>([primary]);
    const own = new Set(node.output.map((name) => this.#model(name)));
    const inputs = new Set(node.input.map((name) => this.#model(name)));
    const queue = [...own].flatMap((name) => this.#producers.get(name) ?? []);
    for (const one of queue) found.add(one);
    queue.push(primary);
    for (let one = queue.pop(); one; one = queue.pop()) {
      for (const input of one.input) {
        const maker = this.#producers.get(input);
        if (!maker || found.has(maker) || inputs.has(input) || this.constants.has(maker)) continue;
        if (this.#claimed.has(maker) || (this.#alive.has(input) && !own.has(input))) continue;
        found.add(maker);
        queue.push(maker);
      }
    }
    const rank = (one: NodeProto) => (one.opType === node.opType ? 0 : WEIGHTY.test(one.opType) ? 1 : one === primary ? 2 : 3);
    return [...found].sort((a, b) => rank(a) - rank(b));
  }
}

function isReordering({ domain, opType }: NodeProto): boolean {
  return domain === LAYOUT_DOMAIN && opType.startsWith('Reorder');
}

function isLayout(node: NodeProto): boolean {
  return isReordering(node) || LAYOUT_OPS.has(node.opType);
}

function inputsKey(op: string, inputs: readonly string[]): string {
  return JSON.stringify([op, ...inputs]);
}

/** Nodes whose name and operator no other has. */
function unique(nodes: readonly NodeProto[]): Map<string, NodeProto> {
  const found = new Map<string, NodeProto>();
  const twice = new Set<string>();
  for (const node of nodes) {
    if (node.name === '') continue;
    const key = JSON.stringify([domainName(node.domain), node.opType, node.name]);
    if (found.has(key)) twice.add(key);
    found.set(key, node);
  }
  for (const key of twice) found.delete(key);
  return found;
}

/** Nodes that the runtime can compute when it loads the model: nothing given goes into them, no chance, no body. */
function constantNodes({ node: nodes, initializer, input }: GraphProto): Set<NodeProto> {
  const given = new Set(input.map(({ name }) => name));
  const fixed = new Set(initializer.map(({ name }) => name).filter((name) => !given.has(name)));
  const found = new Set<NodeProto>();
  for (const node of nodes) {
    if (/^Random|^Multinomial$|^Bernoulli$/.test(node.opType) || node.attribute.some(({ g }) => g)) continue;
    if (!node.input.every((name) => name === '' || fixed.has(name))) continue;
    found.add(node);
    for (const name of node.output) fixed.add(name);
  }
  return found;
}
