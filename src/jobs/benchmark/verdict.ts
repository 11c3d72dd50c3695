import type { BenchmarkResult } from '../../report/schemas/benchmark';
import { profileClause } from './profile/clause';
import { scenarioSentence, short } from './scenarios/sentences';
import { sweepSentence } from './sweep/sentence';

const STABILITY: Record<BenchmarkResult['stability']['verdict'], string> = {
  steady: 'steady',
  fewSamples: 'too few runs to say more',
  drifting: 'not steady: it drifts',
  bimodal: 'not steady: two speeds',
  noisy: 'noisy machine',
  heavyTailed: 'a long tail',
};

/** One English sentence: the median with its interval, the tail, how many rows a second, or what the scenario found; and whether to believe it. */
export function benchmarkVerdict(name: string, result: BenchmarkResult): string {
  const { stability, runs, mode } = result;
  const found = scenarioSentence(result) ?? sweepSentence(result) ?? singleSentence(result);
  if (runs === 0) return `${name}: ${found}`;
  return `${name}: ${found}; ${runs.toLocaleString('en')} runs (${mode}), ${STABILITY[stability.verdict]}${profileClause(result)}${stoppedSentence(result)}`;
}

function stoppedSentence({ cancelled, stopped }: BenchmarkResult): string {
  if (!cancelled) return '';
  return stopped ? `; stopped by the user after ${short(stopped.seconds)} of ${short(stopped.of)} s` : '; stopped by the user';
}

function singleSentence({ latencyMs, throughput, settings }: BenchmarkResult): string {
  const [low, high] = latencyMs.ci95.p50;
  const batch = settings.batch === 1 ? '' : `, batch ${settings.batch}`;
  const rate = `${short(throughput)} ${settings.batch === 1 ? 'runs' : 'rows'}/s`;
  return `P50 ${short(latencyMs.p50)} ms [${short(low)}, ${short(high)}], P99 ${short(latencyMs.p99)} ms, ${rate}${batch}`;
}
