import type { FunctionProto, NodeProto } from '../gen/onnx-ml_pb';
import type { OnnxModel } from '../model';
import { domainName, functionTable } from '../scope';
import { modelStatistics } from '../statistics';
import { callerInputs, callerOutputs, metadataChanges, opsetChanges, valueChanges } from './declared';
import { operatorKey } from './facts';
import { nodeFields, resultChanges } from './nodeFields';
import { ScopePair } from './scopePair';
import { EMPTY_SCOPE, functionScope, graphScope, namedSubgraphs, nodeLabel, subgraphPath } from './scopes';
import type { FieldChange, NodeDiff, Scope, StructureDiff, WeightPair } from './types';

/**
 * Compares two opened models in everything but the values of their weights, of which only names, types and dims are
 * looked at. Time is near-linear in the number of nodes.
 *
 * Nodes are matched as {@link matchNodes} says, in the main graph, in subgraphs and in functions. A node has changed where
 * its attributes differ or it reads another value; a value that only has another name is the same value. What a Constant
 * node holds counts as a weight. Doc strings and the names of graphs are not compared.
 */
export function compareStructure(before: OnnxModel, after: OnnxModel): StructureDiff {
  const walk = new Walk({ before, after });
  if (before.proto.graph && after.proto.graph) walk.pair(graphScope(before.proto.graph), graphScope(after.proto.graph), undefined, false);
  walk.functions(before.proto.functions, after.proto.functions);
  return {
    irVersion: { before: Number(before.proto.irVersion), after: Number(after.proto.irVersion) },
    opsets: opsetChanges(before.proto, after.proto),
    inputs: valueChanges(callerInputs(before.proto), callerInputs(after.proto)),
    outputs: valueChanges(callerOutputs(before.proto), callerOutputs(after.proto)),
    metadata: metadataChanges(before.proto, after.proto),
    nodes: walk.nodes,
    operators: operatorChanges(modelStatistics(before).operators, modelStatistics(after).operators),
    weights: walk.weights,
  };
}

function operatorChanges(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const changes = [...new Set([...was.keys(), ...is.keys()])]
    .map((name): [string, number] => [name, (is.get(name) ?? 0) - (was.get(name) ?? 0)])
    .filter(([, difference]) => difference !== 0)
    .sort(([a, m], [b, n]) => Math.abs(n) - Math.abs(m) || (a < b ? -1 : 1));
  return Object.fromEntries(changes);
}

class Walk {
  readonly nodes: StructureDiff['nodes'] = { added: [], removed: [], changed: [], unchanged: 0 };
  readonly weights: WeightPair[] = [];

  constructor(private readonly home: { before: OnnxModel; after: OnnxModel }) {}

  functions(before: readonly FunctionProto[], after: readonly FunctionProto[]): void {
    const [was, is] = [functionTable(before), functionTable(after)];
    for (const [key, body] of was) {
      const other = is.get(key);
      const path = functionPath(body);
      if (!other) {
        this.#oneSide(functionScope(body), path, 'removed');
        continue;
      }
      const pair = this.pair(functionScope(body), functionScope(other), path, true);
      const fields = [...resultChanges(pair, ''), ...signatureChanges(body, other)];
      if (fields.length > 0)
        this.nodes.changed.push({ name: body.name, op: operatorKey({ opType: body.name, domain: body.domain }), graph: path, fields });
    }
    for (const [key, body] of is) if (!was.has(key)) this.#oneSide(functionScope(body), functionPath(body), 'added');
  }

  pair(before: Scope, after: Scope, path: string | undefined, positional: boolean, parent?: ScopePair): ScopePair {
    const pair = new ScopePair(this.home, before, after, path, positional, parent);
    for (const weight of pair.weights) this.weights.push(weight);
    const matchedAfter = new Set<number>();
    for (const [i, j] of pair.matches.entries()) {
      const node = before.nodes[i]!;
      if (j === -1) this.#single(node, path, 'removed');
      else {
        matchedAfter.add(j);
        this.#matched(pair, node, after.nodes[j]!);
      }
    }
    for (const [j, node] of after.nodes.entries()) if (!matchedAfter.has(j)) this.#single(node, path, 'added');
    return pair;
  }

  #matched(pair: ScopePair, a: NodeProto, b: NodeProto): void {
    const fields: FieldChange[] = nodeFields(this.home, pair, a, b);
    const [before, after] = [namedSubgraphs(a), namedSubgraphs(b)];
    for (const [name, graph] of before) {
      const other = after.get(name);
      const path = subgraphPath(pair.path, b, name);
      if (!other) this.#oneSide(graphScope(graph), path, 'removed');
      else fields.push(...resultChanges(this.pair(graphScope(graph), graphScope(other), path, true, pair), `${name}.`));
    }
    for (const [name, graph] of after) if (!before.has(name)) this.#oneSide(graphScope(graph), subgraphPath(pair.path, b, name), 'added');
    if (fields.length === 0) this.nodes.unchanged++;
    else this.nodes.changed.push(described(b, pair.path, fields));
  }

  #single(node: NodeProto, path: string | undefined, change: 'added' | 'removed'): void {
    this.nodes[change].push(described(node, path));
    for (const [name, graph] of namedSubgraphs(node)) this.#oneSide(graphScope(graph), subgraphPath(path, node, name), change);
  }

  /** A graph that only one side has, with all that is in it. */
  #oneSide(scope: Scope, path: string, change: 'added' | 'removed'): void {
    const [before, after] = change === 'added' ? [EMPTY_SCOPE, scope] : [scope, EMPTY_SCOPE];
    this.pair(before, after, path, true);
  }
}

function described(node: NodeProto, graph: string | undefined, fields?: FieldChange[]): NodeDiff {
  return { name: nodeLabel(node), op: operatorKey(node), ...(graph !== undefined && { graph }), ...(fields && { fields }) };
}

function functionPath(body: FunctionProto): string {
  const name = operatorKey({ opType: body.name, domain: body.domain });
  return `function ${name}${body.overload === '' ? '' : `:${body.overload}`}`;
}

/** A function's own attributes and operator sets. */
function signatureChanges(before: FunctionProto, after: FunctionProto): FieldChange[] {
  const opsets = (body: FunctionProto) =>
    body.opsetImport
      .map((entry) => `${domainName(entry.domain)} ${entry.version}`)
      .sort()
      .join(', ');
  const attributes = (body: FunctionProto) => [...body.attribute, ...body.attributeProto.map((entry) => entry.name)].sort().join(', ');
  const fields: [string, string, string][] = [
    ['opsets', opsets(before), opsets(after)],
    ['attributes', attributes(before), attributes(after)],
  ];
  return fields.filter(([, was, is]) => was !== is).map(([name, was, is]) => ({ name, change: 'changed', before: was, after: is }));
}
