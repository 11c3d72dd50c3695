import { isAbort, toErrorInfo, UserError } from '../../base/errors';
import { customRuntime } from '../../engine/customRuntime';
import type { ResolvedModel } from '../../registry/references/resolve';
import { metricsPath } from '../../registry/versions/versionMetrics';
import { BENCHMARK_KEYS, BENCHMARK_SECTION, benchmarkSection, type MeasuredBenchmark } from '../../report/benchmarkMetrics';
import type { ModelIdentity } from '../../report/report';
import type { Saved } from '../../report/schemas/saved';
import { currentEnvironment } from '../environment';
import type { JobContext } from '../job';
import { saveMetrics } from './saveMetrics';

/**
 * Saves what a benchmark found, at the end of the job that measured. What keeps it from being saved is told in the report: figures that
 * took minutes to make are not thrown away for it.
 * @param identity of the bytes that were measured
 * @param runtime its version
 * @throws AbortError when cancelled
 */
export async function saveBenchmark(
  model: ResolvedModel,
  identity: ModelIdentity,
  result: MeasuredBenchmark['result'],
  runtime: string,
  context: Pick<JobContext, 'outputFile' | 'commitOutput' | 'signal'>,
): Promise<Saved> {
  // As the model's own path is told: of the repository, and no machine's.
  const path = metricsPath(identity.path);
  const environment = currentEnvironment(runtime, customRuntime());
  const values = benchmarkSection({ environment, result, sha256: identity.sha256!, when: new Date().toISOString() });
  try {
    await saveMetrics(model, { name: BENCHMARK_SECTION, values, keys: BENCHMARK_KEYS }, context, context.signal);
    return { path };
  } catch (error) {
    if (!(error instanceof UserError) || isAbort(error)) throw error;
    const { code, message, where, remedy } = toErrorInfo(error);
    return { path, error: { code, message, ...(where === undefined ? {} : { where }), ...(remedy === undefined ? {} : { remedy }) } };
  }
}
