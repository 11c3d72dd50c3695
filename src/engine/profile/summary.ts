import type { Profile, ProfiledRun } from './profile';

/** What a node takes of a run of the model. Milliseconds are means over runs, so that they add up. */
export interface NodeTime {
  /** Of the profile's nodes. */
  readonly node: number;
  /** Calls in a run. */
  readonly calls: number;
  /** Without the nodes of its body, where it has one. */
  readonly ms: number;
  /** With them. */
  readonly totalMs: number;
  /** A tenth of the runs were below, a tenth above. */
  readonly spread: readonly [number, number];
}

export interface ProfileSummary {
  /** In the order of their first call. */
  readonly nodes: readonly NodeTime[];
  readonly modelRunMs: number;
  readonly nodesMs: number;
  /** The runtime's own time, between and around the nodes. */
  readonly gapMs: number;
  /** The run of the middle duration, of `runs`. */
  readonly median: number;
  readonly medianRunMs: number;
}

/** Adds up a profile by node. */
export function summarizeProfile({ nodes, runs }: Profile): ProfileSummary {
  const own = nodes.map(() => new Float64Array(runs.length));
  const calls = new Float64Array(nodes.length);
  const total = new Float64Array(nodes.length);
  let busy = 0;
  for (const [at, run] of runs.entries()) {
    busy += busyTime(run);
    for (const [call, node] of run.node.entries()) {
      const duration = run.durations[call]!;
      calls[node]!++;
      total[node]! += duration;
      own[node]![at]! += duration;
      const parent = run.parents[call]!;
      if (parent >= 0) own[run.node[parent]!]![at]! -= duration;
    }
  }
  const count = runs.length;
  const modelRunMs = runs.reduce((sum, { ms }) => sum + ms, 0) / count;
  const order = [...runs.keys()].sort((a, b) => runs[a]!.ms - runs[b]!.ms);
  const median = order[(count - 1) >> 1]!;
  const times = own.map((values, node): NodeTime => {
    const ms = values.reduce((sum, value) => sum + value, 0) / count;
    const sorted = values.sort();
    const quantile = (q: number) => sorted[Math.round(q * (count - 1))]!;
    return { node, calls: calls[node]! / count, ms, totalMs: total[node]! / count, spread: [quantile(0.1), quantile(0.9)] };
  });
  return {
    nodes: times,
    modelRunMs,
    nodesMs: times.reduce((sum, { ms }) => sum + ms, 0),
    gapMs: modelRunMs - busy / count,
    median,
    medianRunMs: runs[median]!.ms,
  };
}

/** Time in which any node is at work, milliseconds: with operators side by side less than the sum of theirs. */
function busyTime({ starts, durations, parents }: ProfiledRun): number {
  let busy = 0;
  let until = 0;
  for (const [call, start] of starts.entries()) {
    if (parents[call]! >= 0) continue;
    const end = start + durations[call]!;
    busy += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return busy;
}
