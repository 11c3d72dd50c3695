import { resolve } from 'node:path';
import { isAbort } from '../../base/errors';
import type { JobContext } from '../../engine/context';
import { usableData } from '../../registry/files/unfetched';
import { modelIdentity } from '../../registry/references/identity';
import { resolveModelFile } from '../../registry/references/resolve';
import { BENCHMARK_SECTION } from '../../report/benchmarkMetrics';
import { defineJob } from '../job';
import { declaredInputs } from '../measuring/declaredInputs';
import { watchMachine } from '../measuring/machine';
import { saveBenchmark } from '../measuring/saveBenchmark';
import { metricsTarget } from '../measuring/saveMetrics';
import { settingsOf } from '../measuring/settings';
import { settled } from '../measuring/settled';
import { benchmarkParameters } from './parameters';
import { profileMeasured } from './profile/profileMeasured';
import { benchmarkResult } from './result';
import { benchOf } from './scenarios/bench';
import { checkScenario, measureScenario } from './scenarios/measure';
import type { ScenarioOutcome } from './scenarios/scenario';
import type { Measured } from './single';
import { applyBest, manifestTarget } from './sweep/apply';
import { benchmarkVerdict } from './verdict';

/** Measures how long a model takes, in a process of its own, and says how far to believe it. */
export const benchmarkJob = defineJob({
  parameters: benchmarkParameters,
  schemaVersion: 1,
  async run(given, context) {
    checkScenario(given);
    const model = await resolveModelFile(given.model, context.cwd, context);
    await usableData(model.path, context.cwd);
    const manifest = given.manifest === undefined ? undefined : resolve(context.cwd, given.manifest);
    const parameters = await settled(given, model.path, manifest);
    if (parameters.save) await metricsTarget(model, BENCHMARK_SECTION);
    const target = parameters.apply ? await manifestTarget(model, manifest) : undefined;
    const identity = await modelIdentity(model, context.signal);
    const settings = settingsOf(parameters);
    const bench = benchOf(model.path, declaredInputs(model.path), parameters, settings, manifest, context);
    // What is wrong with the inputs is said before another measurement is waited for.
    await bench.inputs(parameters.batch);
    const { outcome, machine, warnings, profiled } = await context.undisturbed(async (quiet) => {
      const watch = await watchMachine(quiet);
      const outcome = await measureScenario(bench);
      const { measured } = outcome;
      const profile = async () =>
        profileMeasured(measured, model.path, outcome.settings, (await bench.inputs(outcome.batch)).feeds, parameters, context);
      const profiled = parameters.profile && !isStopped(outcome) ? await profile().catch(unlessCancelled) : undefined;
      return { outcome, profiled, ...(await watch.end([measured.loaded], settings.provider)) };
    });
    const file = await attachSamples(outcome.measured, context);
    const result = { ...benchmarkResult(outcome, parameters, machine, warnings, file), ...profiled };
    if (context.signal.aborted) {
      result.cancelled = true;
      return { result, verdict: benchmarkVerdict(identity.name, result), model: identity, cancelled: true };
    }
    if (result.runs === 0) return { result, verdict: benchmarkVerdict(identity.name, result), model: identity, failedCheck: true };
    if (target && result.best?.settings) result.applied = await applyBest(target, result.best.settings, identity.path, context);
    if (parameters.save) result.saved = await saveBenchmark(model, identity, result, outcome.measured.loaded.runtime, context);
    return { result, verdict: benchmarkVerdict(identity.name, result), model: identity };
  },
});

/** What there is falls short of what was asked for. */
function isStopped({ cancelled, measured }: ScenarioOutcome): boolean {
  return cancelled === true || measured.stopped !== undefined;
}

/** What was measured before is kept where what comes after it is cancelled. */
function unlessCancelled(error: unknown): undefined {
  if (!isAbort(error)) throw error;
}

/** Every run, starts then durations as 64-bit floats in the order of the machine's bytes, little-endian where Node runs. */
async function attachSamples({ warmup, samples }: Measured, context: JobContext): Promise<string> {
  const all = [warmup.starts, samples.starts, warmup.durations, samples.durations];
  return context.attach('samples.bin', 'application/octet-stream', Buffer.concat(all.map(({ buffer }) => Buffer.from(buffer))));
}
