import type { Profile } from '../../../engine/profile/profile';
import type { ProfileResult } from '../../../report/schemas/benchmark/profile';

/** Calls that a report holds; of more the longest. */
const MAX_CALLS = 20_000;

/** The calls of one run, in the order in which they began. */
export function timelineOf({ runs }: Profile, which: number): ProfileResult['timeline'] {
  const { ms, node, starts, durations, parents } = runs[which]!;
  const depths = new Uint16Array(node.length);
  for (const [call, parent] of parents.entries()) if (parent >= 0) depths[call] = depths[parent]! + 1;
  let calls = [...node.keys()];
  if (calls.length > MAX_CALLS) {
    calls = calls
      .sort((a, b) => durations[b]! - durations[a]!)
      .slice(0, MAX_CALLS)
      .sort((a, b) => a - b);
  }
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return {
    ms,
    node: calls.map((call) => node[call]!),
    start: calls.map((call) => round(starts[call]!)),
    duration: calls.map((call) => round(durations[call]!)),
    depth: calls.map((call) => depths[call]!),
    left: node.length - calls.length,
  };
}
