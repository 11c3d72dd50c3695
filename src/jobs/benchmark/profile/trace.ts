import { elementType } from '../../../engine/profile/callTensors';
import type { CallShapes, Profile } from '../../../engine/profile/profile';

/** Calls that a trace holds, some 10 MB; of more only one run is written, as far as they go. */
const MAX_CALLS = 50_000;

/**
 * A Chrome trace of the runs that count, for Perfetto or chrome://tracing: as the profiler writes it, but for the warm-up, and with names
 * escaped, which the profiler does not do.
 * @param median the run that is written where all are too many
 */
export function chromeTrace({ nodes, shapes, runs }: Profile, median: number): Uint8Array {
  const all = runs.reduce((sum, { node }) => sum + node.length, 0);
  const lines: string[] = [];
  const event = (cat: string, name: string, thread: number, start: number, duration: number, args: object) =>
    lines.push(JSON.stringify({ cat, pid: 1, tid: thread, ts: start, dur: duration, ph: 'X', name, args }));
  for (const run of all > MAX_CALLS ? [runs[median]!] : runs) {
    event('Session', 'model_run', run.threads[0] ?? 0, run.start, run.ms * 1000, {});
    for (const [call, at] of run.node.subarray(0, MAX_CALLS).entries()) {
      const { name, op, provider, index } = nodes[at]!;
      const shape = shapes[run.shapes[call]!];
      const start = run.start + Math.round(run.starts[call]! * 1000);
      event('Node', name, run.threads[call]!, start, Math.round(run.durations[call]! * 1000), {
        op_name: op,
        node_index: index,
        provider,
        ...(shape ? { inputs: shapeTexts(shape.inputs), outputs: shapeTexts(shape.outputs) } : {}),
      });
    }
  }
  return Buffer.from(`[\n${lines.join(',\n')}\n]\n`);
}

function shapeTexts(shapes: CallShapes['inputs']): string {
  return shapes.map(([type, dims]) => `${elementType(type)}[${dims.join(',')}]`).join(', ');
}
