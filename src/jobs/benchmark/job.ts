import { resolve } from 'node:path';
import type { JobContext } from '../../engine/context';
import type { Feeds } from '../../engine/meter/protocol';
import type { SessionSettings } from '../../engine/meter/settings';
import { openModel } from '../../onnx/open';
import type { ValueInfo } from '../../onnx/tensor';
import { givenInputs, valueInfo } from '../../onnx/values';
import { usableData } from '../../registry/files/unfetched';
import { modelIdentity } from '../../registry/references/identity';
import { resolveModelFile } from '../../registry/references/resolve';
import { BENCHMARK_SECTION } from '../../report/benchmarkMetrics';
import { currentEnvironment } from '../environment';
import { defineJob } from '../job';
import { saveBenchmark } from '../measuring/saveBenchmark';
import { metricsTarget } from '../measuring/saveMetrics';
import { measuredInputs } from './feeds';
import { machineState, machineWarnings } from './machine';
import { type BenchmarkParameters, benchmarkParameters } from './parameters';
import { benchmarkResult } from './result';
import { type Measured, measureSingle } from './single';
import { benchmarkVerdict } from './verdict';

/** Measured after the warm-up unless told: MLPerf's least for `full`. */
const SECONDS = { quick: 5, full: 600 };

/** Measures how long a model takes, in a process of its own, and says how far to believe it. */
export const benchmarkJob = defineJob({
  parameters: benchmarkParameters,
  schemaVersion: 1,
  async run(parameters, context) {
    const model = await resolveModelFile(parameters.model, context.cwd, context);
    await usableData(model.path, context.cwd);
    if (parameters.save) await metricsTarget(model, BENCHMARK_SECTION);
    const identity = await modelIdentity(model, context.signal);
    const manifest = parameters.manifest === undefined ? undefined : resolve(context.cwd, parameters.manifest);
    const { feeds, described } = await measuredInputs(parameters, model.path, inputsOf(model.path), context.cwd, context.signal, manifest);
    const settings = settingsOf(parameters);
    const { measured, machine, warnings } = await context.undisturbed(async () => {
      const before = await machineState([]);
      const warnings = await machineWarnings(before);
      const measured = await measure(model.path, settings, feeds, parameters, context);
      return { measured, machine: { ...before, providers: [...measured.loaded.providers] }, warnings };
    });
    const file = await attachSamples(measured, context);
    const result = benchmarkResult(measured, parameters, settings, described, machine, warnings, file);
    if (parameters.save) {
      const environment = currentEnvironment(measured.loaded.runtime);
      result.saved = await saveBenchmark(model, identity, { environment, result }, context);
    }
    return { result, verdict: benchmarkVerdict(identity.name, result), model: identity };
  },
});

/** Loads the model in a process of its own and measures it there. */
async function measure(
  path: string,
  settings: SessionSettings,
  feeds: Feeds,
  { seconds, mode, timeout }: BenchmarkParameters,
  context: JobContext,
): Promise<Measured> {
  const meter = context.meter({ path, settings, feeds: [feeds], timeoutMilliseconds: timeout * 1000 });
  try {
    return await measureSingle(meter, 1000 * (seconds ?? SECONDS[mode]), context);
  } finally {
    meter.kill();
  }
}

function inputsOf(path: string): ValueInfo[] {
  const model = openModel(path);
  try {
    return givenInputs(model.proto.graph).map(valueInfo);
  } finally {
    model.close();
  }
}

function settingsOf({ provider, threads, optimization }: BenchmarkParameters): SessionSettings {
  return { provider, ...(threads === undefined ? {} : { threads }), optimization, spinning: true };
}

/** Every run, starts then durations as 64-bit floats in the order of the machine's bytes, little-endian where Node runs. */
async function attachSamples({ warmup, samples }: Measured, context: JobContext): Promise<string> {
  const all = [warmup.starts, samples.starts, warmup.durations, samples.durations];
  return context.attach('samples.bin', 'application/octet-stream', Buffer.concat(all.map(({ buffer }) => Buffer.from(buffer))));
}
