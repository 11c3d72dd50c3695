import type { Report } from '../../src/report/report';
import type { BenchmarkResult } from '../../src/report/schemas/benchmark';
import type { NodeTimeRow, OperatorTime } from '../../src/report/schemas/benchmark/profile';
import { LONG_NAME } from './fixtures';

const OPS = ['MatMul', 'Add', 'LayerNormalization', 'Mul', 'Softmax', 'Transpose', 'Gather', 'If'] as const;
const NODES = 3000;
const CALLS = 20_000;

/** Numbers in 0 to 1 that are the same in every run: the golden ratio's multiples. */
const unit = (index: number) => (index * 0.618034) % 1;

const nodes: NodeTimeRow[] = Array.from({ length: NODES }, (_, at) => {
  const op = OPS[at % OPS.length] as string;
  const ms = op === 'If' ? 0 : 0.002 + 0.2 * unit(at) ** 6;
  const counted = op === 'MatMul';
  const gflops = 2 + 70 * unit(at + 7);
  return {
    name: at === 16 ? LONG_NAME : `/layers.${at >> 6}/${op.toLowerCase()}_${at}`,
    op,
    output: `/layers.${at >> 6}/${op.toLowerCase()}_${at}_output_0`,
    matched: at % 50 === 3 ? 'unmatched' : at % 9 === 1 ? 'fused' : 'same',
    ...(at % 9 === 1 ? { covers: [`/layers.${at >> 6}/a_${at}`, `/layers.${at >> 6}/b_${at}`] } : {}),
    provider: 'CPU',
    calls: 1,
    ms,
    ...(op === 'If' ? { totalMs: 0.02 } : {}),
    share: 0,
    spread: [0.9 * ms, 1.3 * ms],
    ...(counted
      ? {
          flop: gflops * ms * 1e6,
          bytes: (gflops * ms * 1e6) / (0.3 + 60 * unit(at + 3) ** 3),
          gflops,
          intensity: 0.3 + 60 * unit(at + 3) ** 3,
          efficiency: gflops / 80,
          bound: ms < 0.01 ? 'overhead' : unit(at + 3) < 0.4 ? 'memory' : 'compute',
          ...(at === 24 ? { slowForKind: 4.2 } : {}),
        }
      : {}),
  };
});
const nodesMs = nodes.reduce((sum, { ms }) => sum + ms, 0);
for (const node of nodes) node.share = node.ms / nodesMs;

const operators = OPS.map((op): OperatorTime => {
  const rows = nodes.filter((node) => node.op === op);
  const ms = rows.reduce((sum, row) => sum + row.ms, 0);
  return { op, nodes: rows.length, calls: rows.length, ms, share: ms / nodesMs, ...(op === 'MatMul' ? { gflops: 38 } : {}) };
}).sort((a, b) => b.ms - a.ms);

/** Calls one after the other, every eighth with seven in its body, as many as a report holds. */
const timeline = (() => {
  const columns = { node: [] as number[], start: [] as number[], duration: [] as number[], depth: [] as number[] };
  let at = 0;
  for (let call = 0; call < CALLS; call++) {
    const node = call % NODES;
    const body = call % 16 >= 8;
    const duration = body ? 0.002 : 0.001 + 0.1 * unit(call) ** 5;
    columns.node.push(node);
    columns.start.push(at);
    columns.duration.push(call % 16 === 7 ? 0.03 : duration);
    columns.depth.push(body ? 1 : 0);
    at += call % 16 === 7 ? 0.001 : duration + 0.001;
  }
  return { ...columns, ms: at + 0.05, left: 1234 };
})();

/** A profile of very many nodes and calls, from the figures of another benchmark. */
export function hugeProfile(report: Report): Report {
  const result: BenchmarkResult = {
    ...(report.result as BenchmarkResult),
    operators,
    nodes,
    profile: {
      runs: 50,
      counted: 13,
      warmup: 8,
      modelRunMs: timeline.ms,
      nodesMs,
      gapMs: timeline.ms - nodesMs,
      profiledOverUndisturbed: 1.62,
      full: true,
      dropped: 5321,
      damaged: 0,
      matched: (['same', 'fused', 'unmatched'] as const).map((kind) => {
        const rows = nodes.filter(({ matched }) => matched === kind);
        const ms = rows.reduce((sum, row) => sum + row.ms, 0);
        return { kind, nodes: rows.length, ms, share: ms / nodesMs };
      }),
      executedGraph: false,
      model: { nodes: 4100, executed: 3300, folded: 620 },
      timeline,
    },
    roof: {
      gflops: 80,
      gbytesPerSecond: 16,
      ridge: 5,
      ci95: { gflops: [78, 82], gbytesPerSecond: [15, 17] },
      int8: { gops: 210, ci95: [200, 220] },
      threads: 1,
      matrix: 512,
      streamBytes: 134_217_728,
    },
  };
  return { ...report, result };
}
