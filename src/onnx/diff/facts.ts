import { elementTypeName } from '../elementType';
import type { GraphProto, NodeProto, TensorProto } from '../gen/onnx-ml_pb';
import { domainName, subgraphs } from '../scope';
import type { TensorHome } from '../tensorBytes';
import { attributeKey, isWeight, tensorKey } from './attributes';
import { isDefault, type Opsets } from './defaults';
import type { TensorKind, WeightEntry } from './types';

/** Small tensors of whole numbers are shapes and axes: part of what a node does, not learned. */
const SMALL = 64;

/** What a node is, whatever its values are called. */
export interface NodeFacts {
  readonly node: NodeProto;
  /** Keyed `domain.Op`, with the overload where it calls one. */
  readonly op: string;
  /** Attributes by name and value, sorted; without those that say what is so anyway. */
  readonly attributes: string;
  /** Of the inputs in order: which weight, or that it is none. */
  readonly slots: string;
  /** Names of weights among the inputs that both sides have. */
  readonly named: ReadonlySet<string>;
}

/** Makes texts comparable as integers. */
export class Interner {
  readonly #known = new Map<string, number>();

  of(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const id = this.#known.size;
    this.#known.set(text, id);
    return id;
  }
}

/** An operator as reports key it. */
export function operatorKey(node: { opType: string; domain: string }): string {
  const domain = domainName(node.domain);
  return domain === 'ai.onnx' ? node.opType : `${domain}.${node.opType}`;
}

/** A weight's element type and dims. */
export function tensorKind(entry: Pick<WeightEntry, 'tensor' | 'sparse'>): TensorKind {
  const type = elementTypeName(entry.tensor.dataType) ?? `type ${entry.tensor.dataType}`;
  return { type, shape: (entry.sparse ?? entry.tensor).dims.map(Number) };
}

/** `float32[64,3,7,7]`, marked where it is sparse. */
export function kindText(entry: Pick<WeightEntry, 'tensor' | 'sparse'>): string {
  const { type, shape } = tensorKind(entry);
  return `${entry.sparse ? 'sparse ' : ''}${type}[${shape.join(',')}]`;
}

/** @param weight what an input is read from, where that is a weight; @param shared whether both sides have one of its name */
export function nodeFacts(
  home: TensorHome,
  node: NodeProto,
  weight: (name: string) => WeightEntry | undefined,
  shared: (name: string) => boolean,
  opsets: Opsets,
): NodeFacts {
  const named = new Set<string>();
  const slots = trimmed(node.input).map((input) => {
    if (input === '') return '-';
    const entry = weight(input);
    if (!entry) return '.';
    if (!shared(input)) return kindText(entry);
    named.add(input);
    return `=${input}`;
  });
  const attributes = node.attribute
    .filter((attribute) => !isDefault(node, attribute, opsets))
    .map((attribute) => {
      if (isWeight(node, attribute)) return `${attribute.name}~${constantKey(home, attribute.t ?? attribute.sparseTensor?.values)}`;
      const graphs = [...(attribute.g ? [attribute.g] : []), ...attribute.graphs];
      return `${attribute.name}~${graphs.length > 0 ? graphs.map(outline).join('|') : attributeKey(home, attribute)}`;
    })
    .sort();
  return {
    node,
    op: node.overload === '' ? operatorKey(node) : `${operatorKey(node)}:${node.overload}`,
    attributes: attributes.join('\n'),
    slots: slots.join(' '),
    named,
  };
}

/** Names without those left out at the end. */
export function trimmed(names: readonly string[]): readonly string[] {
  let length = names.length;
  while (length > 0 && names[length - 1] === '') length--;
  return length === names.length ? names : names.slice(0, length);
}

/** A learned constant by type and dims; a small whole-number one by its values. */
function constantKey(home: TensorHome, tensor: TensorProto | undefined): string {
  if (!tensor) return '';
  const type = elementTypeName(tensor.dataType);
  const whole = type !== undefined && /^(u?int\d+|bool)$/.test(type);
  const few = tensor.dims.reduce((product, dim) => product * dim, 1n) <= SMALL;
  return whole && few ? tensorKey(home, tensor) : `${tensor.dataType}[${tensor.dims.join(',')}]`;
}

/** A subgraph by its operators: enough to tell nodes apart, cheap enough for nested ones. */
function outline(graph: GraphProto): string {
  return graph.node.map((node) => `${operatorKey(node)}(${subgraphs(node).map(outline).join('|')})`).join(',');
}
