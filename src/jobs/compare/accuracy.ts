import { basename, dirname } from 'node:path';
import { isAbort, UserError } from '../../base/errors';
import { parseReference } from '../../registry/references/reference';
import { findRevision } from '../../registry/references/revision';
import { type CommittedMetrics, committedMetrics } from '../../registry/versions/versionMetrics';
import { workTreeMetrics } from '../../registry/versions/workTreeMetrics';
import { headlineName, metricNamed } from '../../report/headline';
import type { Accuracy } from '../../report/schemas/compare';
import type { VersionMetric } from '../../report/schemas/versions';
import type { Contender } from './contenders';

/** Metrics read of one file. */
const LIMIT = 256;
/** The part of a metrics file that says how good answers are. */
const PART = 'evaluation.';

/**
 * How good each model's answers are by `NAME.metrics.json` beside it: one metric for all, `evaluation.accuracy` where one of them has it.
 * @returns in the order of the models; undefined for one whose file says nothing of it
 */
export async function accuracies(contenders: readonly Contender[], signal: AbortSignal): Promise<(Accuracy | undefined)[]> {
  const found: { metrics: VersionMetric[] }[] = [];
  for (const contender of contenders) {
    const { metrics } = await metricsFor(contender, signal);
    found.push({ metrics: metrics.filter(({ name }) => name.startsWith(PART)) });
  }
  const name = headlineName(found) ?? found.flatMap(({ metrics }) => metrics)[0]?.name;
  return found.map((version) => {
    const metric = metricNamed(version, name);
    if (!metric) return undefined;
    const { value, low, high, dataset, stale } = metric;
    return {
      name: metric.name,
      value,
      ...(low === undefined ? {} : { low }),
      ...(high === undefined ? {} : { high }),
      ...(dataset === undefined ? {} : { dataset }),
      ...(stale ? { stale } : {}),
    };
  });
}

/** What is wrong with a metrics file is no reason not to compare. */
async function metricsFor({ side, model, identity }: Contender, signal: AbortSignal): Promise<CommittedMetrics> {
  try {
    if (!model.revision) return await workTreeMetrics(dirname(model.path), basename(model.path), LIMIT, signal);
    const parsed = parseReference(side.reference);
    if (parsed.kind === 'path') return { metrics: [] };
    const { registry, tree, path } = await findRevision(parsed, side.cwd, signal);
    try {
      return await committedMetrics(tree, path, identity.sha256, LIMIT);
    } finally {
      registry.dispose();
    }
  } catch (error) {
    if (!(error instanceof UserError) || isAbort(error)) throw error;
    return { metrics: [] };
  }
}
