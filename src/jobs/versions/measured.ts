import { isAbort, UserError } from '../../base/errors';
import { metricsOf, metricsPart } from '../../report/metricsOf';
import type { VersionMetric } from '../../report/schemas/versions';
import { ReportStore } from '../../report/store';

/** Reports read at most, the newest first: each is read whole. Of one model and part so many: those before are of environments long gone. */
const MAX_REPORTS = 200;
const MAX_ALIKE = 12;
/** Kinds whose reports measure no model alone and may be large. */
const OTHER_KINDS = new Set(['run', 'diff', 'inspect', 'compare']);

/** SHA-256 of a model → the newest figures measured on this machine, one set for each part of a metrics file and environment. */
export type MeasuredMetrics = ReadonlyMap<string, readonly VersionMetric[]>;

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
  const found = new Map<string, VersionMetric[]>();
  if (hashes.size === 0) return found;
  const had = new Set<string>();
  const read = new Map<string, number>();
  let left = MAX_REPORTS;
  for (const root of new Set(roots)) {
    const store = new ReportStore(root);
    for (const { id, header } of await entries(store)) {
      const sha256 = header?.model?.sha256;
      if (!header || sha256 === undefined || !hashes.has(sha256) || OTHER_KINDS.has(header.kind)) continue;
      const alike = `${sha256} ${metricsPart(header.kind)}`;
      const times = read.get(alike) ?? 0;
      if (times >= MAX_ALIKE) continue;
      if (left-- <= 0) return found;
      read.set(alike, times + 1);
      signal?.throwIfAborted();
      const metrics = await metricsIn(store, id);
      const environment = `${alike} ${metrics?.[0]?.environment}`;
      if (had.has(environment) || !metrics?.length || !metrics.every(({ dataset }) => isWanted(dataset, datasets))) continue;
      had.add(environment);
      found.set(sha256, [...(found.get(sha256) ?? []), ...metrics]);
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
