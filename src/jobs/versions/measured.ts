import { isAbort, UserError } from '../../base/errors';
import { metricsOf, metricsPart } from '../../report/metricsOf';
import type { VersionMetric } from '../../report/schemas/versions';
import { ReportStore } from '../../report/store';

/** Reports read at most, the newest first: each is read whole. */
const MAX_REPORTS = 200;
/** Kinds whose reports measure nothing and may be large. */
const OTHER_KINDS = new Set(['run', 'diff', 'inspect']);

/** SHA-256 of a model → part of a metrics file → the newest figures measured on this machine. */
export type MeasuredMetrics = ReadonlyMap<string, ReadonlyMap<string, readonly VersionMetric[]>>;

/**
 * What reports in the history say of models. A report of a data set that is not one of `datasets` does not count; without any, all do.
 * @param roots folders whose history is looked at
 * @param hashes SHA-256 of the models in question
 */
export async function measuredMetrics(
  roots: Iterable<string>,
  hashes: ReadonlySet<string>,
  datasets: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<MeasuredMetrics> {
  const found = new Map<string, Map<string, readonly VersionMetric[]>>();
  if (hashes.size === 0) return found;
  let left = MAX_REPORTS;
  for (const root of new Set(roots)) {
    const store = new ReportStore(root);
    for (const { id, header } of await entries(store)) {
      const sha256 = header?.model?.sha256;
      if (!header || sha256 === undefined || !hashes.has(sha256) || OTHER_KINDS.has(header.kind)) continue;
      const parts = found.get(sha256) ?? new Map<string, readonly VersionMetric[]>();
      const part = metricsPart(header.kind);
      if (parts.has(part)) continue;
      if (left-- <= 0) return found;
      signal?.throwIfAborted();
      const metrics = await metricsIn(store, id);
      if (!metrics || metrics.length === 0 || !metrics.every(({ dataset }) => isWanted(dataset, datasets))) continue;
      found.set(sha256, parts.set(part, metrics));
    }
  }
  return found;
}

function isWanted(dataset: string | undefined, datasets: ReadonlySet<string>): boolean {
  return dataset === undefined || datasets.size === 0 || datasets.has(dataset);
}

/** A history that is a link or cannot be read is none. */
async function entries(store: ReportStore): ReturnType<ReportStore['list']> {
  try {
    return await store.list();
  } catch (error) {
    if (!(error instanceof UserError) || isAbort(error)) throw error;
    return [];
  }
}

/** A damaged report measured nothing. */
async function metricsIn(store: ReportStore, id: string): Promise<VersionMetric[] | undefined> {
  try {
    const decoded = await store.read(id);
    return decoded.state === 'raw' ? metricsOf(decoded.envelope, decoded.raw.result) : metricsOf(decoded.report, decoded.report.result);
  } catch (error) {
    if (!(error instanceof UserError) || isAbort(error)) throw error;
    return undefined;
  }
}
