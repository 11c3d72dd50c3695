import { type Constants, callInputs, constantsOf, costTensor, elementType } from '../../../engine/profile/callTensors';
import type { Origin } from '../../../engine/profile/origins';
import type { CallShapes, Profile, ProfiledShape } from '../../../engine/profile/profile';
import type { ProfileSummary } from '../../../engine/profile/summary';
import { type NodeCost, nodeCost } from '../../../onnx/cost';
import type { GraphProto, NodeProto } from '../../../onnx/gen/onnx-ml_pb';
import { subgraphs } from '../../../onnx/scope';
import type { NodeTimeRow } from '../../../report/schemas/benchmark/profile';

/** Shapes of a node with very many inputs are cut off there. */
const MAX_SHAPES = 12;

export interface NodeRowsInput {
  readonly profile: Profile;
  readonly summary: ProfileSummary;
  /** Of the executed graph, by index of the profile's nodes. */
  readonly executed: readonly (NodeProto | undefined)[];
  readonly origins: ReadonlyMap<NodeProto, Origin>;
  readonly graph: GraphProto;
}

/** A row for each node that was executed: its time, what it is in the model, what it has to do. */
export function nodeRows({ profile, summary, executed, origins, graph }: NodeRowsInput): NodeTimeRow[] {
  const costs = nodeCosts(profile, summary, executed, graph);
  return summary.nodes.map((time, at): NodeTimeRow => {
    const { name, op, provider, parent } = profile.nodes[at]!;
    const node = executed[at];
    const origin: Origin = (node && origins.get(node)) ?? { kind: 'unmatched', nodes: [] };
    const own = origin.kind === 'runtime' ? undefined : origin.nodes[0];
    const output = origin.output ?? node?.output[0];
    // The model's node without a name is known by what it makes.
    const shown = own ? own.name || own.output.find((made) => made !== '') || name : name;
    const shapes = costs.shapes[at];
    const cost = costs.of[at];
    return {
      name: shown,
      op,
      ...(output ? { output } : {}),
      ...(shown === name ? {} : { executedAs: name }),
      matched: origin.kind,
      ...(origin.kind === 'fused' ? { covers: origin.nodes.map((one) => one.name || (one.output[0] ?? one.opType)) } : {}),
      provider: provider.replace(/ExecutionProvider$/, ''),
      ...(parent === undefined ? {} : { parent }),
      calls: time.calls,
      ms: time.ms,
      ...(time.body ? { totalMs: time.totalMs } : {}),
      share: summary.nodesMs > 0 ? time.ms / summary.nodesMs : 0,
      spread: time.spread,
      ...(shapes ? { inputs: shapesText(shapes.inputs), outputs: shapesText(shapes.outputs) } : {}),
      ...(cost ? rates(cost, time.ms) : {}),
    };
  });
}

/** Work and memory of a run, and how fast both went. */
function rates({ flop, bytes }: NodeCost, ms: number): Partial<NodeTimeRow> {
  return {
    ...(flop === undefined ? {} : { flop }),
    bytes,
    ...(flop !== undefined && ms > 0 ? { gflops: flop / ms / 1e6 } : {}),
    ...(ms > 0 ? { gbytesPerSecond: bytes / ms / 1e6 } : {}),
    ...(flop !== undefined && bytes > 0 ? { intensity: flop / bytes } : {}),
  };
}

/** What nodes have to do in the run of the middle duration, all calls together, and the shapes of a call. */
function nodeCosts(
  { runs, shapes: all }: Profile,
  { median }: ProfileSummary,
  executed: readonly (NodeProto | undefined)[],
  graph: GraphProto,
) {
  const run = runs[median]!;
  const constants = scopes(graph);
  const of: (NodeCost | undefined)[] = executed.map(() => undefined);
  const shapes: (CallShapes | undefined)[] = executed.map(() => undefined);
  const known = new Map<string, NodeCost | undefined>();
  for (const [call, at] of run.node.entries()) {
    const shape = all[run.shapes[call]!];
    const node = executed[at];
    if (!shape) continue;
    shapes[at] ??= shape;
    if (!node) continue;
    const key = `${at} ${run.shapes[call]}`;
    if (!known.has(key)) known.set(key, costOf(node, shape, constants.get(node) ?? new Map()));
    const cost = known.get(key);
    const before = of[at];
    if (cost) of[at] = before ? { flop: sum(before.flop, cost.flop), bytes: before.bytes + cost.bytes } : cost;
  }
  return { of, shapes };
}

function costOf(node: NodeProto, shape: CallShapes, constants: Constants): NodeCost | undefined {
  return nodeCost(node, callInputs(node, shape, constants), shape.outputs.map(costTensor));
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : a + b;
}

/** The constants that each node may use. */
function scopes(graph: GraphProto, outer?: Constants): Map<NodeProto, Constants> {
  const own = graph.initializer.length === 0 && outer ? outer : constantsOf(graph, outer);
  const found = new Map<NodeProto, Constants>();
  for (const node of graph.node) {
    found.set(node, own);
    for (const body of subgraphs(node)) for (const [inner, constants] of scopes(body, own)) found.set(inner, constants);
  }
  return found;
}

/** `float32[1,3,224,224], int64[4]` */
function shapesText(shapes: readonly ProfiledShape[]): string {
  const shown = shapes.slice(0, MAX_SHAPES).map(([type, dims]) => `${elementType(type)}[${dims.join(',')}]`);
  return [...shown, ...(shapes.length > MAX_SHAPES ? ['…'] : [])].join(', ');
}
