import { seededRandom } from '../../base/random';
import { queueStability } from '../../measure/latency/queueStability';
import { summarizeLatencies } from '../../measure/latency/summary';
import { benchmarkConditions, benchmarkMetrics } from '../../report/benchmarkMetrics';
import type { BenchmarkResult, BenchmarkWarning, MachineState } from '../../report/schemas/benchmark';
import type { BenchmarkParameters } from './parameters';
import { busyThroughput } from './scenarios/point';
import type { ScenarioOutcome } from './scenarios/scenario';
import type { Measured } from './single';
import { noLatencies } from './sweep/nothing';

/** Runs that a report carries itself. */
const MAX_SAMPLES = 2000;
/** From this share of the median on, what a call of the runtime costs is told. */
const NOTABLE_OVERHEAD = 0.05;

/** What the samples come to. @param file attachment with every run, where there are too many for the report */
export function benchmarkResult(
  outcome: ScenarioOutcome,
  parameters: BenchmarkParameters,
  machine: MachineState,
  warnings: readonly BenchmarkWarning[],
  file: string | undefined,
): BenchmarkResult {
  const { scenario, measured, settings, described, batch, processes, curve, server, sweep, best } = outcome;
  const { loaded, firstRunMs, warmup, samples, memory, overhead } = measured;
  const { latencyMs, runs, outliers, stability, earlyStopping } =
    samples.durations.length === 0 ? noLatencies() : summarizeLatencies(samples.durations, seededRandom(parameters.seed));
  const { mode } = parameters;
  const residentSets = { emptyRssBytes: loaded.emptyRssBytes, peakRssBytes: memory.peakRssBytes, steadyRssBytes: memory.rssBytes };
  const overheadMs = overhead.callMs + overhead.clockMs;
  const throughput = outcome.throughput ?? busyThroughput(samples.durations, batch);
  const own: BenchmarkWarning[] = [
    ...(warmup.steady ? [] : [{ code: 'unsteadyWarmup', ms: total(warmup.durations) } as const]),
    ...(overheadMs > NOTABLE_OVERHEAD * latencyMs.p50 ? [{ code: 'overhead', share: overheadMs / latencyMs.p50 } as const] : []),
  ];
  const { provider, threads, interOpThreads, optimization, spinning } = settings;
  const measuredSettings = {
    provider,
    ...(threads === undefined ? {} : { threads }),
    ...(interOpThreads === undefined ? {} : { interOpThreads }),
    optimization,
    spinning,
    batch,
    ...(processes === undefined ? {} : { processes }),
  };
  return {
    scenario,
    mode,
    loadMs: loaded.loadMs,
    firstRunMs,
    latencyMs,
    throughput,
    runs,
    outliers,
    stability: scenario === 'server' ? queueStability(stability) : stability,
    overheadMs,
    memory: residentSets,
    settings: sweep ? measuredSettings : { ...measuredSettings, origins: parameters.origins },
    inputs: described.map((input) => ({ ...input })),
    warmup: { runs: warmup.durations.length + 1, ms: firstRunMs + total(warmup.durations), steady: warmup.steady },
    earlyStopping,
    warnings: [...warnings, ...own],
    machine,
    samples: shownSamples(measured, file),
    ...(measured.stopped ? { stopped: measured.stopped } : {}),
    ...(curve ? { curve } : {}),
    ...(server ? { server } : {}),
    ...(sweep ? { sweep } : {}),
    ...(best ? { best } : {}),
    metrics: benchmarkMetrics({ latencyMs, throughput, loadMs: loaded.loadMs, firstRunMs, memory: residentSets, server }),
    conditions: benchmarkConditions({ settings: measuredSettings, machine, scenario, inputs: [...described], server }),
  };
}

/** Warm-up and measured runs in a row, thinned to what a plot can show. */
function shownSamples({ warmup, samples }: Measured, file: string | undefined): NonNullable<BenchmarkResult['samples']> {
  const count = warmup.durations.length + samples.durations.length;
  const every = Math.max(1, Math.ceil(count / MAX_SAMPLES));
  const thin = (early: Float64Array, late: Float64Array) => [...early, ...late].filter((_, index) => index % every === 0);
  return {
    starts: thin(warmup.starts, samples.starts),
    durations: thin(warmup.durations, samples.durations),
    warmup: Math.ceil(warmup.durations.length / every),
    every,
    ...(file === undefined ? {} : { file }),
  };
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
