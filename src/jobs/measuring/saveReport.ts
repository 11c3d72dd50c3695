import { BENCHMARK_KEYS, BENCHMARK_SECTION, benchmarkSection } from '../../report/benchmarkMetrics';
import type { Report } from '../../report/report';
import type { BenchmarkResult } from '../../report/schemas/benchmark';
import { saveMetrics } from './saveMetrics';

/**
 * Saves the figures of a benchmark that was made before, without measuring again.
 * @param report of kind `benchmark` with the hash of what it measured
 * @param path of the model in the work tree, absolute
 * @returns the metrics file, absolute
 * @throws UserError `metrics.changed` where the model is not what was measured; as {@link saveMetrics}
 */
export async function saveReport(report: Report, path: string): Promise<string> {
  const { model, createdAt, environment } = report;
  if (!model?.sha256) throw new Error(`Report ${report.id} does not say what it measured`);
  const { sha256, name, ref } = model;
  const values = benchmarkSection({ sha256, when: createdAt, environment, result: report.result as BenchmarkResult });
  const section = { name: BENCHMARK_SECTION, values, keys: BENCHMARK_KEYS };
  return saveMetrics({ name, path, ...(ref === undefined ? {} : { ref }) }, section);
}
