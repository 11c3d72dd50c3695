import { constants } from 'node:fs';
import { access, lstat, realpath, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { confinedPath } from '../../base/confined';
import { UserError } from '../../base/errors';
import { errorCode, fileError, writeAtomic } from '../../base/files';
import { fileHash } from '../../registry/references/identity';
import type { ResolvedModel } from '../../registry/references/resolve';
import { metricsPath } from '../../registry/versions/versionMetrics';
import { mergeSection, type Section } from '../../report/metricsMerge';
import type { JobContext } from '../job';
import { withMetricsLock } from './metricsLock';
import { readMetricsText } from './metricsText';

/** One section of a metrics file, as one job writes it. */
export interface MetricsSection {
  readonly name: string;
  /** With the `sha256` of the model that was measured. */
  readonly values: Section & { readonly sha256: string };
  /** Keys of it that are that job's to write and to take out. */
  readonly keys: ReadonlySet<string>;
}

/** How a job writes: under temporary names that its parent knows. */
type Output = Pick<JobContext, 'outputFile' | 'commitOutput'>;

/**
 * Where the metrics of a model go, after everything that can be wrong before anything is measured was asked.
 * @param section that will be written
 * @returns `NAME.metrics.json` beside the model, absolute
 * @throws UserError `metrics.ref` for a model at a ref; `file.outside` for a link that leaves the model's folder; as {@link readMetricsText}
 */
export async function metricsTarget(model: Pick<ResolvedModel, 'name' | 'path' | 'ref'>, section: string): Promise<string> {
  if (model.ref !== undefined) {
    throw new UserError('metrics.ref', l10n.t('{0} at {1} is in the past: its figures cannot be saved beside it.', model.name, model.ref), {
      where: '--save',
      remedy: l10n.t('Leave --save out: the report stays in the history, and Model Details shows it with the version.'),
    });
  }
  const path = await realTarget(metricsPath(model.path));
  await readMetricsText(path, section);
  await access(dirname(path), constants.W_OK).catch((error: unknown) => {
    throw fileError(error, path);
  });
  return path;
}

/**
 * Writes a section of `NAME.metrics.json`, and leaves all else in it as it is. The file is there whole at every moment.
 * @param output of the job; without one the file is written under a name of its own
 * @returns its path, absolute
 * @throws UserError `metrics.changed` where the model is not what was measured; as {@link metricsTarget}; `file.*` with the file as it was
 */
export async function saveMetrics(
  model: Pick<ResolvedModel, 'name' | 'path' | 'ref'>,
  section: MetricsSection,
  output?: Output,
  signal?: AbortSignal,
): Promise<string> {
  const path = await metricsTarget(model, section.name);
  if ((await fileHash(model.path, signal)) !== section.values.sha256) {
    throw new UserError('metrics.changed', l10n.t('{0} has changed since it was measured, so these figures are not its own.', model.path), {
      where: model.path,
      remedy: l10n.t('Measure it again. Nothing was written.'),
    });
  }
  const merge = async () => {
    const before = (await readMetricsText(path, section.name)) ?? '{}\n';
    await write(path, mergeSection(before, section.name, section.values, section.keys), output);
  };
  await withMetricsLock(path, merge, signal);
  return path;
}

async function write(path: string, text: string, output: Output | undefined): Promise<void> {
  if (!output) return writeAtomic(path, text);
  const temporary = await output.outputFile(path);
  await writeFile(temporary, text).catch((error: unknown) => {
    throw fileError(error, path);
  });
  await output.commitOutput(path);
}

/** What a link in the model's folder leads to; writing over the link itself would part what belongs together. */
async function realTarget(path: string): Promise<string> {
  try {
    if (!(await lstat(path)).isSymbolicLink()) return await inRealFolder(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return inRealFolder(path);
    throw fileError(error, path);
  }
  try {
    await confinedPath(dirname(path), basename(path), path);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'file.outside') throw error;
    throw new UserError('file.outside', l10n.t('{0} is a link out of the folder of the model: what it leads to is not written to.', path), {
      where: path,
      remedy: l10n.t('Put a copy in its place.'),
      cause: error,
    });
  }
  return realpath(path);
}

/** By one name, whatever links lead to the folder: the lock goes by it. */
async function inRealFolder(path: string): Promise<string> {
  return join(await realpath(dirname(path)), basename(path));
}
