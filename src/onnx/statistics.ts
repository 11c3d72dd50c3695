import { elementTypeName } from './elementType';
import { AttributeProto_AttributeType, type GraphProto, type NodeProto, type SparseTensorProto, type TensorProto } from './gen/onnx-ml_pb';
import type { OnnxModel } from './model';
import { domainName, subgraphs } from './scope';
import { storedBytes, tensorSize } from './tensorSize';

/** Weights stored in one type. */
export interface WeightGroup {
  type: string;
  tensors: number;
  elements: number;
  bytes: number;
}

/** One weight as listed. */
export interface WeightSummary {
  name: string;
  type: string;
  shape: number[];
  bytes: number;
  external: boolean;
}

/** What a model is made of, counted without reading a weight. */
export interface ModelStatistics {
  /** Nodes of the graph, of every subgraph and of every function body. */
  nodeCount: number;
  /** Elements of initializers and of Constant nodes; a tensor stored once and named twice counts once. */
  parameterCount: number;
  /** Bytes these take as stored, packed types packed. */
  weightBytes: number;
  /** Operator → count, most frequent first; one outside `ai.onnx` is keyed `domain.Op`. */
  operators: Record<string, number>;
  /** By storage type, most bytes first. */
  weights: WeightGroup[];
  /** The largest weights, largest first. */
  tensors: WeightSummary[];
}

const LISTED_TENSORS = 200;

/** Counts a model's nodes and weights from dims and lengths alone. Training graphs are left out. */
export function modelStatistics(model: OnnxModel): ModelStatistics {
  const counter = new Counter(model);
  if (model.proto.graph) counter.graph(model.proto.graph);
  for (const body of model.proto.functions) counter.nodes(body.node);
  return counter.result();
}

class Counter {
  #nodes = 0;
  readonly #operators = new Map<string, number>();
  readonly #groups = new Map<string, WeightGroup>();
  readonly #tensors: WeightSummary[] = [];
  /** External ranges already counted: tied weights are often written as two tensors over one range. */
  readonly #ranges = new Set<string>();

  constructor(private readonly model: OnnxModel) {}

  graph(graph: GraphProto): void {
    for (const tensor of graph.initializer) this.#tensor(tensor, tensor.name);
    for (const tensor of graph.sparseInitializer) this.#sparse(tensor);
    this.nodes(graph.node);
  }

  nodes(nodes: readonly NodeProto[]): void {
    for (const node of nodes) {
      this.#nodes++;
      const domain = domainName(node.domain);
      const key = domain === 'ai.onnx' ? node.opType : `${domain}.${node.opType}`;
      this.#operators.set(key, (this.#operators.get(key) ?? 0) + 1);
      if (key === 'Constant') this.#constant(node);
      for (const graph of subgraphs(node)) this.graph(graph);
    }
  }

  #constant(node: NodeProto): void {
    const name = node.output[0] ?? node.name;
    for (const attribute of node.attribute) {
      switch (attribute.type) {
        case AttributeProto_AttributeType.TENSOR:
          if (attribute.t) this.#tensor(attribute.t, name);
          break;
        case AttributeProto_AttributeType.SPARSE_TENSOR:
          if (attribute.sparseTensor) this.#sparse(attribute.sparseTensor, name);
          break;
        case AttributeProto_AttributeType.FLOAT:
          this.#add(name, 'float32', [], 1, 4, false);
          break;
        case AttributeProto_AttributeType.INT:
          this.#add(name, 'int64', [], 1, 8, false);
          break;
        case AttributeProto_AttributeType.STRING:
          this.#add(name, 'string', [], 1, attribute.s.length, false);
          break;
        case AttributeProto_AttributeType.FLOATS:
          this.#add(name, 'float32', [attribute.floats.length], attribute.floats.length, attribute.floats.length * 4, false);
          break;
        case AttributeProto_AttributeType.INTS:
          this.#add(name, 'int64', [attribute.ints.length], attribute.ints.length, attribute.ints.length * 8, false);
          break;
        case AttributeProto_AttributeType.STRINGS: {
          const bytes = attribute.strings.reduce((sum, text) => sum + text.length, 0);
          this.#add(name, 'string', [attribute.strings.length], attribute.strings.length, bytes, false);
          break;
        }
      }
    }
  }

  #tensor(tensor: TensorProto, name: string): void {
    const size = tensorSize(tensor, this.model.references);
    if (size.location) {
      const key = JSON.stringify(size.location);
      if (this.#ranges.has(key)) return;
      this.#ranges.add(key);
    }
    const type = elementTypeName(tensor.dataType) ?? `type ${tensor.dataType}`;
    this.#add(name, type, tensor.dims.map(Number), size.elements, size.bytes, size.location !== undefined);
  }

  /** A sparse tensor counts the values it stores, and its indices' bytes. */
  #sparse(sparse: SparseTensorProto, name = sparse.values?.name ?? ''): void {
    const values = sparse.values;
    if (!values) return;
    const size = tensorSize(values, this.model.references);
    const indices = sparse.indices ? storedBytes(sparse.indices, this.model.references) : 0;
    const type = elementTypeName(values.dataType) ?? `type ${values.dataType}`;
    this.#add(name, type, sparse.dims.map(Number), size.elements, size.bytes + indices, size.location !== undefined);
  }

  #add(name: string, type: string, shape: number[], elements: number, bytes: number, external: boolean): void {
    let group = this.#groups.get(type);
    if (!group) {
      group = { type, tensors: 0, elements: 0, bytes: 0 };
      this.#groups.set(type, group);
    }
    group.tensors++;
    group.elements += elements;
    group.bytes += bytes;
    this.#tensors.push({ name, type, shape, bytes, external });
  }

  result(): ModelStatistics {
    const groups = [...this.#groups.values()].sort((a, b) => b.bytes - a.bytes || a.type.localeCompare(b.type));
    return {
      nodeCount: this.#nodes,
      parameterCount: groups.reduce((sum, group) => sum + group.elements, 0),
      weightBytes: groups.reduce((sum, group) => sum + group.bytes, 0),
      operators: Object.fromEntries([...this.#operators].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))),
      weights: groups,
      tensors: this.#tensors.sort((a, b) => b.bytes - a.bytes).slice(0, LISTED_TENSORS),
    };
  }
}
