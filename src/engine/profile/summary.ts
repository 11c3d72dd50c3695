import type { Profile, ProfiledRun } from './profile';

/** What a node takes of a run of the model. Milliseconds are means over the runs that count, so that they add up. */
export interface NodeTime {
  /** Of the profile's nodes. */
  readonly node: number;
  /** Calls in a run. */
  readonly calls: number;
  /** 0 where it has a body: the nodes there have their own time, and what is between them is the runtime's. */
  readonly ms: number;
  /** With its body. */
  readonly totalMs: number;
  readonly body: boolean;
  /** Of all runs a tenth were below, a tenth above. */
  readonly spread: readonly [number, number];
}

export interface ProfileSummary {
  /** In the order of their first call. */
  readonly nodes: readonly NodeTime[];
  /** Runs that the means are of. */
  readonly counted: number;
  readonly modelRunMs: number;
  readonly nodesMs: number;
  /** The runtime's own time, between and around the nodes. */
  readonly gapMs: number;
  /** Of those that count, the run of the middle duration. */
  readonly median: number;
}

/** Share of the runs that count, and the least number. */
const QUIET = 0.25;
const FEWEST = 5;

/**
 * Adds up a profile by node. What counts is the quarter of the runs that took least: whatever else the machine does only adds time, and
 * one node that was held up for a time slice would weigh as much as a hundred others.
 */
export function summarizeProfile({ nodes, runs }: Profile): ProfileSummary {
  const order = quietRuns(runs.map(({ ms }) => ms));
  const counted = new Set(order);
  const own = nodes.map(() => new Float64Array(runs.length));
  const calls = new Float64Array(nodes.length);
  const total = new Float64Array(nodes.length);
  const bodies = new Set<number>();
  let busy = 0;
  for (const [at, run] of runs.entries()) {
    const counts = counted.has(at) ? 1 : 0;
    const parents = new Set(run.parents);
    busy += counts * busyTime(run, parents);
    for (const [call, node] of run.node.entries()) {
      const duration = run.durations[call]!;
      calls[node]! += counts;
      total[node]! += counts * duration;
      if (parents.has(call)) bodies.add(node);
      else own[node]![at]! += duration;
    }
  }
  const mean = (value: (run: number) => number) => order.reduce((sum, run) => sum + value(run), 0) / order.length;
  const times = own.map((values, node): NodeTime => {
    const ms = mean((run) => values[run]!);
    const sorted = values.sort();
    const quantile = (q: number) => sorted[Math.round(q * (runs.length - 1))]!;
    const spread = [quantile(0.1), quantile(0.9)] as const;
    return { node, calls: calls[node]! / order.length, ms, totalMs: total[node]! / order.length, body: bodies.has(node), spread };
  });
  const modelRunMs = mean((run) => runs[run]!.ms);
  return {
    nodes: times,
    counted: order.length,
    modelRunMs,
    nodesMs: times.reduce((sum, { ms }) => sum + ms, 0),
    gapMs: modelRunMs - busy / order.length,
    median: order[(order.length - 1) >> 1]!,
  };
}

/** The runs that count, the one that took least first. @param durations of all, at least one */
export function quietRuns(durations: ArrayLike<number>): number[] {
  const order = Array.from(durations, (_, run) => run).sort((a, b) => durations[a]! - durations[b]!);
  return order.slice(0, Math.max(FEWEST, Math.ceil(QUIET * order.length)));
}

/** Time in which any node is at work, milliseconds: with operators side by side less than the sum of theirs. @param bodies calls with others in them */
function busyTime({ starts, durations }: ProfiledRun, bodies: ReadonlySet<number>): number {
  let busy = 0;
  let until = 0;
  for (const [call, start] of starts.entries()) {
    if (bodies.has(call)) continue;
    const end = start + durations[call]!;
    busy += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return busy;
}
