import type { NodeTimeRow, Roof } from '../../../report/schemas/benchmark/profile';

/** A call this short is mostly what calling a kernel takes, and the profiler's clock, which counts microseconds. */
const SHORT_CALL_MS = 0.01;
/** So is one in which the machine could do all of the work in so little time, however long it takes. */
const LITTLE_WORK_MS = 0.001;
/** What the bandwidth allows, as a share of the time, from which on it is what holds a node up whose operations are not counted. */
const NEAR_BANDWIDTH = 0.5;
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
 * The roof allows a time of max(operations / peak, bytes / bandwidth). Bound by memory is what is left of the ridge, or, where operations are not counted, takes less than twice
 * what the bandwidth allows; by overhead what is
 * called for less than 10 µs at a time, or has work for less than 1 µs. Slow for its kind is a node with 1 % of the time or more and 50 µs a call or more that takes,
 * in the tenth of its runs that took least, over three times what the roof allows, and is twice as far from it as the middle of the
 * other nodes of its operator, two at least.
 */
export function withBounds(rows: readonly NodeTimeRow[], roof: Roof): NodeTimeRow[] {
  const rated = rows.map((row): NodeTimeRow => {
    const allowed = allowedMs(row, roof);
    const brief = row.ms > 0 && row.ms < SHORT_CALL_MS * row.calls;
    if (allowed === undefined || row.ms <= 0) return brief ? { ...row, bound: 'overhead' } : row;
    const short = brief || allowed < LITTLE_WORK_MS * row.calls;
    const efficiency = allowed / row.ms;
    const bound = short ? 'overhead' : boundOf(row, efficiency, ridgeOf(row, roof));
    return { ...row, efficiency, ...(bound ? { bound } : {}) };
  });
  const kinds = new Map<string, number[]>();
  for (const row of rated) {
    const nearness = nearnessOf(row, roof);
    if (nearness === undefined) continue;
    const alike = kinds.get(row.op);
    if (alike) alike.push(nearness);
    else kinds.set(row.op, [nearness]);
  }
  return rated.map((row) => {
    const slow = row.share < NOTABLE_SHARE ? undefined : slowness(nearnessOf(row, roof), kinds.get(row.op) ?? []);
    return slow === undefined ? row : { ...row, slowForKind: slow };
  });
}

/** What operations there are besides products is not counted: only what comes near the bandwidth is known to be held up by it. */
function boundOf({ intensity, flop }: NodeTimeRow, efficiency: number, ridge: number): NodeTimeRow['bound'] {
  if (flop === undefined || intensity === undefined) return efficiency >= NEAR_BANDWIDTH ? 'memory' : undefined;
  return intensity < ridge ? 'memory' : 'compute';
}

/**
 * How near to the roof a node comes in its good runs: what holds up one run says nothing of the node. Undefined for what is too short.
 */
function nearnessOf(row: NodeTimeRow, roof: Roof): number | undefined {
  const good = Math.min(row.ms, row.spread[0]);
  if (row.efficiency === undefined || row.bound === 'overhead' || good < NOTABLE_CALL_MS * row.calls) return undefined;
  return allowedMs(row, roof)! / good;
}

/** How many times nearer to the roof the middle of the others is; undefined where the node is not slow. @param kind of all, its own among them */
function slowness(own: number | undefined, kind: readonly number[]): number | undefined {
  if (own === undefined || own * FAR_BELOW_ROOF > 1) return undefined;
  const others = [...kind].sort((a, b) => a - b);
  others.splice(others.indexOf(own), 1);
  if (others.length < FEWEST_OF_KIND) return undefined;
  const middle = others[others.length >> 1]!;
  return middle >= FAR_BELOW_KIND * own ? middle / own : undefined;
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
