import { BENCHMARK_SECTION, benchmarkConditions, benchmarkMetrics } from '../../report/benchmarkMetrics';
import type { CompareResult } from '../../report/schemas/compare';
import type { Saved } from '../../report/schemas/saved';
import type { JobContext } from '../job';
import { saveBenchmark } from '../measuring/saveBenchmark';
import { metricsTarget } from '../measuring/saveMetrics';
import type { Contender } from './contenders';

/** Models whose figures go beside them, each once: those of the work tree. A comparison with a version leaves the version as it is. */
function ofWorkTree(contenders: readonly Contender[]): Contender[] {
  const found = new Map(contenders.filter(({ model }) => model.ref === undefined).map((one) => [one.model.path, one]));
  return [...found.values()];
}

/**
 * Whether figures can be saved, asked before anything is measured.
 * @throws UserError as {@link metricsTarget}; `metrics.ref` where no model is of the work tree
 */
export async function refuseUnsavable(contenders: readonly Contender[]): Promise<void> {
  const found = ofWorkTree(contenders);
  for (const { model } of found.length > 0 ? found : contenders.slice(0, 1)) await metricsTarget(model, BENCHMARK_SECTION);
}

/** Saves the figures of each model of the work tree that was measured. @param runtime its version @throws AbortError when cancelled */
export async function saveCompared(
  contenders: readonly Contender[],
  result: CompareResult,
  runtime: string,
  context: JobContext,
): Promise<Saved[]> {
  const models = [result.baseline, ...result.candidates.map(({ model }) => model)];
  const saved: Saved[] = [];
  for (const contender of ofWorkTree(contenders)) {
    const { measured, inputs } = models[contenders.indexOf(contender)]!;
    if (!measured) continue;
    const { runs, stability } = measured;
    const { settings, machine } = result;
    const conditions = benchmarkConditions({ settings, machine, scenario: 'single', inputs });
    const figures = { mode: 'compare', runs, stability, settings, machine, conditions, metrics: benchmarkMetrics(measured) };
    saved.push(await saveBenchmark(contender.model, contender.identity, figures, runtime, context));
  }
  return saved;
}
