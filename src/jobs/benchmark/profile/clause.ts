import type { BenchmarkResult } from '../../../report/schemas/benchmark';

/** Operators that are named, from this share of the time on. */
const MOST = 2;
const NOTABLE = 0.1;

/** What the profile adds to the verdict: which operators take the time, and whether any node is slow for its kind. Empty without one. */
export function profileClause({ operators = [], nodes = [] }: Pick<BenchmarkResult, 'operators' | 'nodes'>): string {
  const [first] = operators;
  if (!first) return '';
  const named = operators.slice(0, MOST).filter(({ share }) => share >= NOTABLE);
  const parts = (named.length > 0 ? named : [first]).map(({ op, share }) => `${op} takes ${Math.round(100 * share)} %`);
  const slow = nodes.filter(({ slowForKind }) => slowForKind !== undefined).length;
  if (slow > 0) parts.push(slow === 1 ? '1 node is slow for its kind' : `${slow.toLocaleString('en')} nodes are slow for their kind`);
  return `; ${parts.join(', ')}`;
}
