import { ENVIRONMENT_KEYS } from './metricsEnvironment';
import type { Section, SectionValue } from './metricsMerge';
import { machineConditions } from './metricsOf';
import type { Environment } from './report';
import type { BenchmarkResult } from './schemas/benchmark';

/** Name of the section of a metrics file. */
export const BENCHMARK_SECTION = 'benchmark';

/** Significant digits of a figure in a metrics file: finer than any interval, and short enough to be read in a diff. */
const DIGITS = 6;

/** A figure of a report, as the trends of versions read it. */
export type Metrics = BenchmarkResult['metrics'];

/** The figures of a benchmark that stand for it in trends and metrics files. */
export function benchmarkMetrics({
  latencyMs,
  throughput,
  loadMs,
  firstRunMs,
  memory,
  server,
}: Pick<BenchmarkResult, 'latencyMs' | 'throughput' | 'loadMs' | 'firstRunMs' | 'memory' | 'server'>): Metrics {
  const { ci95 } = latencyMs;
  return {
    p50Milliseconds: { value: latencyMs.p50, ci95: ci95.p50 },
    p90Milliseconds: { value: latencyMs.p90, ...(ci95.p90 ? { ci95: ci95.p90 } : {}) },
    p95Milliseconds: { value: latencyMs.p95 },
    p99Milliseconds: { value: latencyMs.p99, ...(ci95.p99 ? { ci95: ci95.p99 } : {}) },
    p999Milliseconds: { value: latencyMs.p999 },
    meanMilliseconds: { value: latencyMs.mean, ci95: ci95.mean },
    minMilliseconds: { value: latencyMs.min },
    maxMilliseconds: { value: latencyMs.max },
    stdevMilliseconds: { value: latencyMs.stdev },
    throughput: { value: throughput },
    ...(server?.highestRate === undefined ? {} : { highestRate: { value: server.highestRate } }),
    loadMilliseconds: { value: loadMs },
    firstRunMilliseconds: { value: firstRunMs },
    peakRssBytes: { value: memory.peakRssBytes },
    steadyRssBytes: { value: memory.steadyRssBytes },
  };
}

/** What a benchmark's figures go by, beside the machine: see {@link ENVIRONMENT_KEYS}. */
export function benchmarkConditions({
  settings,
  machine,
  scenario,
  inputs,
  server,
}: Pick<BenchmarkResult, 'settings' | 'scenario' | 'inputs' | 'server'> & { machine: { os: string } }): BenchmarkResult['conditions'] {
  // How many processes are best is found, as a throughput is.
  const { provider, threads, interOpThreads, optimization, spinning, batch } = settings;
  const dims = Object.assign({}, ...inputs.map((input) => input.dims)) as Record<string, number>;
  return {
    os: machine.os,
    provider,
    ...(threads === undefined ? {} : { threads }),
    ...(interOpThreads === undefined ? {} : { interOpThreads }),
    optimization,
    batch,
    ...(spinning ? {} : { spinning }),
    ...(Object.keys(dims).length > 0 ? { dims } : {}),
    scenario,
    ...(server?.boundFrom === 'given' ? { boundMs: server.boundMs, percentile: server.percentile } : {}),
  };
}

const FIGURES = [
  ...['p50', 'p90', 'p95', 'p99', 'p999', 'mean', 'min', 'max', 'stdev', 'load', 'firstRun'].map((name) => `${name}Milliseconds`),
  ...['throughput', 'highestRate', 'peakRssBytes', 'steadyRssBytes'],
];
const FACTS = ['sha256', 'when', 'modelwright', 'mode', 'stability', 'loadAverage', 'processes', 'runs'];

/** Keys of the section `benchmark` that are its writer's; any other is somebody else's, and stays. */
export const BENCHMARK_KEYS: ReadonlySet<string> = new Set([
  ...FACTS,
  ...ENVIRONMENT_KEYS,
  ...FIGURES.flatMap((name) => [name, `${name}Interval`]),
]);

/** A benchmark that was made: of which bytes, when, where, and what came out. */
export interface MeasuredBenchmark {
  readonly sha256: string;
  /** ISO 8601. */
  readonly when: string;
  readonly environment: Environment;
  readonly result: Pick<BenchmarkResult, 'runs' | 'metrics' | 'conditions' | 'stability' | 'machine' | 'settings'> & {
    readonly mode: string;
  };
}

/** The section `benchmark` of a metrics file. */
export function benchmarkSection({ sha256, when, environment, result }: MeasuredBenchmark): Section & { readonly sha256: string } {
  const { loadAverage } = result.machine;
  const { processes } = result.settings;
  const section: Record<string, SectionValue | undefined> = {
    when,
    modelwright: environment.modelwright,
    ...machineConditions(environment),
    ...result.conditions,
    mode: result.mode,
    stability: result.stability.verdict,
    ...(loadAverage === undefined ? {} : { loadAverage: rounded(loadAverage) }),
    ...(processes === undefined ? {} : { processes }),
    runs: result.runs,
  };
  for (const [name, { value, ci95 }] of Object.entries(result.metrics)) {
    if (!Number.isFinite(value)) continue;
    section[name] = rounded(value);
    if (ci95?.every(Number.isFinite)) section[`${name}Interval`] = { low: rounded(ci95[0]), high: rounded(ci95[1]) };
  }
  return { sha256, ...Object.fromEntries(Object.entries(section).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))) };
}

function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
}
