import type { Version, VersionMetric } from './schemas/versions';

/** What a classifier is judged by unless its manifest says otherwise. */
const FIRST = 'evaluation.accuracy';

/**
 * The metric that stands for a model's versions where there is room for one: `evaluation.accuracy`, else the metric of the manifest's first
 * check, else the first that the newest version with metrics has.
 * @param versions greatest first
 * @param checks metrics that the manifest checks, in its order, as `accuracy` or `evaluation.accuracy`
 * @returns its name as {@link VersionMetric.name}; undefined where no version has a metric
 */
export function headlineName(versions: readonly Pick<Version, 'metrics'>[], checks: readonly string[] = []): string | undefined {
  const all = versions.map((version) => (version.metrics ?? []).filter(({ stale }) => !stale));
  const has = (wanted: (name: string) => boolean) => all.flatMap((metrics) => metrics.find(({ name }) => wanted(name)) ?? [])[0]?.name;
  const accuracy = has((name) => name === FIRST);
  if (accuracy !== undefined) return accuracy;
  for (const check of checks) {
    const found = has((name) => name === check || name.endsWith(`.${check}`));
    if (found !== undefined) return found;
  }
  return all.find((metrics) => metrics.length > 0)?.[0]?.name;
}

/** A version's figure of that name: the committed one before those measured here, and one that is stale where there is no other. */
export function metricNamed(version: Pick<Version, 'metrics'>, name: string | undefined): VersionMetric | undefined {
  const found = name === undefined ? [] : (version.metrics ?? []).filter((metric) => metric.name === name);
  return found.find(({ stale }) => !stale) ?? found[0];
}

/** The active versions, with a file, that have no figure of their own in a part of the metrics file, such as `evaluation`. */
export function versionsWithout(versions: readonly Version[], part: string): Version[] {
  return versions.filter(
    ({ version, active, path, metrics = [] }) =>
      active && path !== undefined && version.startsWith('v') && !metrics.some(({ name, stale }) => !stale && name.startsWith(`${part}.`)),
  );
}
