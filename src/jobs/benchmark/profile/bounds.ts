import type { NodeTimeRow, Roof } from '../../../report/schemas/benchmark/profile';

/** A call this short is mostly what calling a kernel takes, and the profiler's clock, which counts microseconds. */
const SHORT_CALL_MS = 0.01;
/** A node is slow for its kind only where it matters: of the nodes' time, and of a call. */
const NOTABLE_SHARE = 0.01;
const NOTABLE_CALL_MS = 0.05;
/** It takes at least so many times what the roof allows, */
const FAR_BELOW_ROOF = 3;
/** and its distance from the roof is at least so many times that of the others of its operator, of which there are at least so many. */
const FAR_BELOW_KIND = 2;
const FEWEST_OF_KIND = 2;

/**
 * Says of each node how near it comes to the roof, what holds it up, and whether it is slow for its kind.
 *
 * The roof allows a time of max(operations / peak, bytes / bandwidth). Bound by memory is what is left of the ridge; by overhead what is
 * called for less than 10 µs at a time. Slow for its kind is a node with 1 % of the time or more and 50 µs a call or more that takes
 * over three times what the roof allows, and is twice as far from it as the middle of the other nodes of its operator, two at least.
 */
export function withBounds(rows: readonly NodeTimeRow[], roof: Roof): NodeTimeRow[] {
  const rated = rows.map((row): NodeTimeRow => {
    const allowed = allowedMs(row, roof);
    if (allowed === undefined || row.ms <= 0) return row;
    const short = row.ms < SHORT_CALL_MS * row.calls;
    const bound = short ? 'overhead' : (row.intensity ?? 0) < ridgeOf(row, roof) ? 'memory' : 'compute';
    return { ...row, efficiency: allowed / row.ms, bound };
  });
  const kinds = new Map<string, NodeTimeRow[]>();
  for (const row of rated) {
    if (row.efficiency === undefined || row.ms < NOTABLE_CALL_MS * row.calls) continue;
    const alike = kinds.get(row.op);
    if (alike) alike.push(row);
    else kinds.set(row.op, [row]);
  }
  return rated.map((row) => {
    const slow = slowness(row, kinds.get(row.op) ?? []);
    return slow === undefined ? row : { ...row, slowForKind: slow };
  });
}

/** How many times nearer to the roof the middle of the others is; undefined where the node is not slow. */
function slowness(row: NodeTimeRow, kind: readonly NodeTimeRow[]): number | undefined {
  const { efficiency, share, ms, calls } = row;
  if (efficiency === undefined || share < NOTABLE_SHARE || ms < NOTABLE_CALL_MS * calls || efficiency * FAR_BELOW_ROOF > 1)
    return undefined;
  const others = kind
    .filter((other) => other !== row)
    .map((other) => other.efficiency!)
    .sort((a, b) => a - b);
  if (others.length < FEWEST_OF_KIND) return undefined;
  const middle = others[others.length >> 1]!;
  return middle >= FAR_BELOW_KIND * efficiency ? middle / efficiency : undefined;
}

/** What the roof allows, milliseconds in a run. */
function allowedMs(row: NodeTimeRow, roof: Roof): number | undefined {
  if (row.bytes === undefined) return undefined;
  const memory = row.bytes / roof.gbytesPerSecond / 1e6;
  return Math.max(memory, (row.flop ?? 0) / peakOf(row, roof) / 1e6);
}

function ridgeOf(row: NodeTimeRow, roof: Roof): number {
  return peakOf(row, roof) / roof.gbytesPerSecond;
}

/** Products of 8-bit integers have a peak of their own. */
export function peakOf({ op }: NodeTimeRow, roof: Roof): number {
  return roof.int8 && isInteger(op) ? roof.int8.gops : roof.gflops;
}

/** Operators whose products are of 8-bit integers. */
export function isInteger(op: string): boolean {
  return /^(QLinear|QGemm|QAttention|DynamicQuantize|MatMulInteger|ConvInteger)/.test(op);
}
