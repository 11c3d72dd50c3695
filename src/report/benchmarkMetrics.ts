import type { Section, SectionValue } from './metricsMerge';
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
}: Pick<BenchmarkResult, 'latencyMs' | 'throughput' | 'loadMs' | 'firstRunMs' | 'memory'>): Metrics {
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
    loadMilliseconds: { value: loadMs },
    firstRunMilliseconds: { value: firstRunMs },
    peakRssBytes: { value: memory.peakRssBytes },
    steadyRssBytes: { value: memory.steadyRssBytes },
  };
}

const FIGURES = [
  ...['p50', 'p90', 'p95', 'p99', 'p999', 'mean', 'min', 'max', 'stdev', 'load', 'firstRun'].map((name) => `${name}Milliseconds`),
  ...['throughput', 'peakRssBytes', 'steadyRssBytes'],
];
const FACTS = ['sha256', 'when', 'modelwright', 'scenario', 'mode', 'runs'];
const CONDITIONS = ['runtime', 'device', 'cores', 'os', 'provider', 'threads', 'interOpThreads', 'optimization', 'batch'];

/** Keys of the section `benchmark` that are its writer's; any other is somebody else's, and stays. */
export const BENCHMARK_KEYS: ReadonlySet<string> = new Set([
  ...FACTS,
  ...CONDITIONS,
  ...FIGURES.flatMap((name) => [name, `${name}Interval`]),
]);

/** A benchmark that was made: of which bytes, when, where, and what came out. */
export interface MeasuredBenchmark {
  readonly sha256: string;
  /** ISO 8601. */
  readonly when: string;
  readonly environment: Environment;
  readonly result: Pick<BenchmarkResult, 'scenario' | 'mode' | 'runs' | 'metrics' | 'settings' | 'machine'>;
}

/** The section `benchmark` of a metrics file. */
export function benchmarkSection({ sha256, when, environment, result }: MeasuredBenchmark): Section & { readonly sha256: string } {
  const { provider, threads, interOpThreads, optimization, batch } = result.settings;
  const conditions = {
    runtime: `onnxruntime ${environment.runtime}`,
    device: environment.cpu,
    cores: environment.cores,
    os: result.machine.os,
    provider,
    threads,
    interOpThreads,
    optimization,
    batch,
  };
  const entries: [string, SectionValue | undefined][] = [
    ['when', when],
    ['modelwright', environment.modelwright],
    ['scenario', result.scenario],
    ['mode', result.mode],
    ...Object.entries(conditions),
    ['runs', result.runs],
    ...Object.entries(result.metrics).flatMap(([name, { value, ci95 }]): [string, SectionValue][] =>
      Number.isFinite(value) ? [[name, rounded(value)], ...(ci95?.every(Number.isFinite) ? [interval(name, ci95[0], ci95[1])] : [])] : [],
    ),
  ];
  return { sha256, ...Object.fromEntries(entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))) };
}

function interval(name: string, low: number, high: number): [string, SectionValue] {
  return [`${name}Interval`, { low: rounded(low), high: rounded(high) }];
}

function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
}
