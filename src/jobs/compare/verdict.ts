import type { Candidate, CompareResult } from '../../report/schemas/compare';

/** One English sentence: of each candidate how it compares with the baseline, with its interval; then the limit, where there is one. */
export function compareVerdict({ baseline, candidates, limit, cancelled, seconds }: CompareResult): string {
  const parts = candidates.map((candidate) => `${candidate.model.name} ${candidateText(candidate)}`);
  const bound = limit === undefined ? '' : `; ${LIMIT[limit.state]} ${limit.maxSlowdown}×`;
  const stopped = cancelled ? `; stopped by the user after ${short(seconds.measured)} of ${short(seconds.of)} s a model` : '';
  return `Against ${baseline.name}: ${parts.join('; ')}${bound}${stopped}`;
}

const LIMIT = {
  held: 'no more than',
  broken: 'slower than the limit of',
  failed: 'not measured against the limit of',
  undecided: 'undecided by this measurement: whether slower than',
} as const;

function candidateText({ verdict, ratio, family95, sameBytes }: Candidate): string {
  const same = sameBytes ? ', the same file' : '';
  if (verdict === 'failed') return `failed${same}`;
  const [low, high] = family95!;
  if (verdict === 'faster') return `${times(ratio!)} faster ${interval(low, high)}${same}`;
  if (verdict === 'slower') return `${times(1 / ratio!)} slower ${interval(1 / high, 1 / low)}${same}`;
  return `no difference shown ${interval(low, high)}${same}`;
}

function times(ratio: number): string {
  return `${digits(ratio)}×`;
}

function interval(low: number, high: number): string {
  return `[${digits(low)}, ${digits(high)}]`;
}

/** Two decimals, and where that is coarse or fine for the size, three significant digits. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
