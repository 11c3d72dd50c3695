import { join } from 'node:path';
import { isAbort, UserError } from '../../base/errors';
import { loadManifest } from '../../manifest/load';
import type { Manifest } from '../../manifest/schema';
import type { IdentifiedArtifact } from '../../registry/versions/identifyArtifact';
import { fileLineage, ModelFactsReader } from '../../registry/versions/modelFacts';
import { findSources, type ModelSource } from '../../registry/versions/sources';
import type { VersionFile } from '../../registry/versions/versionFiles';
import { type CommittedMetrics, committedMetrics } from '../../registry/versions/versionMetrics';
import { workTreeMetrics } from '../../registry/versions/workTreeMetrics';
import { headlineName } from '../../report/headline';
import type { Version, VersionMetric, VersionsResult } from '../../report/schemas/versions';
import { measuredMetrics } from './measured';

/** Metrics in one report at most, and of one version. */
const MAX_METRICS = 50_000;
const MAX_PER_VERSION = 256;
const MIN_PER_VERSION = 8;
/** Versions looked into at the same time. */
const WIDTH = 16;

/** What of a version its files say, beside what its tags do. */
type FileDetails = Pick<Version, 'sha256' | 'metrics' | 'metricsNote' | 'derivedFrom'>;

/** The details that come from files: metrics, where a model was derived from, the card. */
export interface Details extends Pick<VersionsResult, 'card' | 'cardProblem' | 'headline'> {
  /** Of the file in the work tree. */
  readonly copy?: Pick<NonNullable<VersionsResult['workingCopy']>, 'derivedFrom' | 'metrics' | 'metricsNote'>;
  /** In the order of the versions. */
  readonly versions: readonly FileDetails[];
}

/**
 * Reads what files say of an artifact's versions: metrics committed at each, else those of the newest report on this machine for the same
 * bytes; what a model says it was derived from; and the card of the manifest in the work tree.
 * @param names versions, greatest first, with `files` in the same order
 * @param copy the file in the work tree, where it is no version
 * @param cwd whose history counts beside that of the repository
 */
export async function versionDetails(
  { registry, name, path }: IdentifiedArtifact,
  names: readonly string[],
  files: readonly VersionFile[],
  copy: string | undefined,
  cwd: string,
  signal?: AbortSignal,
): Promise<Details> {
  const { root } = registry.repository;
  const manifest = root === undefined || path === undefined ? {} : await manifestOf(join(root, path));
  const checks = manifest.manifest?.checks ?? [];
  const limit = Math.max(MIN_PER_VERSION, Math.min(MAX_PER_VERSION, Math.floor(MAX_METRICS / Math.max(1, names.length))));
  const reader = new ModelFactsReader();
  const read: FileDetails[] = [];
  for (let i = 0; i < files.length; i += WIDTH) {
    signal?.throwIfAborted();
    read.push(...(await Promise.all(files.slice(i, i + WIDTH).map((file) => fileDetails(file, reader, limit)))));
  }
  const hashes = new Set(read.flatMap(({ sha256 }) => sha256 ?? []));
  const committed = read.flatMap(({ metrics = [] }) => metrics.flatMap(({ dataset }) => dataset ?? []));
  const datasets = new Set(committed.length > 0 ? committed : checks.flatMap(({ dataset }) => dataset ?? []));
  const measured = await measuredMetrics([...(root === undefined ? [] : [root]), cwd], hashes, datasets, signal);
  const copyMetrics: CommittedMetrics =
    root === undefined || path === undefined ? { metrics: [] } : await workTreeMetrics(root, path, MAX_PER_VERSION, signal);
  const copyFrom = copy === undefined ? undefined : fileLineage(copy);
  const own = new Map(read.flatMap(({ sha256 }, index) => (sha256 === undefined ? [] : [[sha256, { version: names[index]! }] as const])));
  const wanted = [...read.map(({ derivedFrom }) => derivedFrom), copyFrom].flatMap((lineage) => lineage?.sha256 ?? []);
  const elsewhere = new Set(wanted.filter((sha256) => !own.has(sha256)));
  const sources = new Map<string, ModelSource>([...own, ...(await findSources(registry, name, elsewhere, reader, path, signal))]);
  const versions = read.map((details) => ({
    ...details,
    ...withMeasured(details, measured.get(details.sha256 ?? ''), limit),
    ...(details.derivedFrom ? { derivedFrom: { ...details.derivedFrom, ...sources.get(details.derivedFrom.sha256) } } : {}),
  }));
  const headline = headlineName(
    versions,
    checks.map(({ metric }) => metric),
  );
  const { card } = manifest.manifest ?? {};
  return {
    versions,
    copy: {
      ...(copyFrom ? { derivedFrom: { ...copyFrom, ...sources.get(copyFrom.sha256) } } : {}),
      ...(copyMetrics.metrics.length > 0 ? { metrics: [...copyMetrics.metrics] } : {}),
      ...(copyMetrics.note ? { metricsNote: copyMetrics.note } : {}),
    },
    ...(card ? { card } : {}),
    ...(manifest.problem === undefined ? {} : { cardProblem: manifest.problem }),
    ...(headline === undefined ? {} : { headline }),
  };
}

async function fileDetails({ path, tree, located }: VersionFile, reader: ModelFactsReader, limit: number): Promise<FileDetails> {
  if (path === undefined || !tree) return {};
  const facts = located ? await reader.read(tree, located) : {};
  const { metrics, note } = await committedMetrics(tree, path, facts.sha256, limit);
  return { ...facts, ...(metrics.length > 0 ? { metrics: [...metrics] } : {}), ...(note ? { metricsNote: note } : {}) };
}

/** Figures of reports stand in for a part of the metrics file that is not committed, or not of this environment. */
function withMeasured({ metrics = [] }: FileDetails, measured: readonly VersionMetric[] = [], limit: number): Pick<FileDetails, 'metrics'> {
  const current = metrics.filter(({ stale }) => !stale);
  const key = ({ name, environment }: VersionMetric) => JSON.stringify([partOf(name), environment]);
  const has = new Set(current.map(key));
  const parts = new Set(current.map(({ name }) => partOf(name)));
  const fits = (metric: VersionMetric) => (metric.environment === undefined ? !parts.has(partOf(metric.name)) : !has.has(key(metric)));
  const missing = measured.filter(fits).slice(0, limit);
  // What is stale comes last: it is nobody's figure.
  return missing.length > 0 ? { metrics: [...current, ...missing, ...metrics.filter(({ stale }) => stale)] } : {};
}

function partOf(name: string): string {
  return name.split('.', 1)[0]!;
}

/** A manifest that cannot be read is a problem of its own, not of the versions. */
async function manifestOf(model: string): Promise<{ manifest?: Manifest; problem?: string }> {
  try {
    const manifest = (await loadManifest(model))?.manifest;
    return manifest ? { manifest } : {};
  } catch (error) {
    if (!(error instanceof UserError) || isAbort(error)) throw error;
    return { problem: error.where === undefined ? error.message : `${error.message} (${error.where})` };
  }
}
