import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { confinedPath } from '../../../base/confined';
import { isAbort, toErrorInfo, UserError } from '../../../base/errors';
import { fileError } from '../../../base/files';
import { loadManifest, manifestCandidates, readManifestText } from '../../../manifest/load';
import { withRuntime } from '../../../manifest/runtimeSection';
import type { ManifestRuntime } from '../../../manifest/schema';
import type { ResolvedModel } from '../../../registry/references/resolve';
import type { Applied, Best } from '../../../report/schemas/benchmark/sweep';
import type { JobContext } from '../../job';

/** The manifest that settings are written into. */
export interface ManifestTarget {
  /** Absolute. */
  readonly path: string;
  /** Whether it is made anew. */
  readonly created: boolean;
  /** It is another's, which this model inherits: its settings become theirs. */
  readonly inherited: boolean;
}

/**
 * Where the settings of a model go: into the manifest that it has, else a new one beside it. To be asked before anything is measured.
 * @param explicit absolute; the manifest to write to instead
 * @throws UserError `manifest.ref` for a model at a ref; `manifest.*` where what is there is no manifest; `file.*`
 */
export async function manifestTarget(
  model: Pick<ResolvedModel, 'name' | 'path' | 'ref'>,
  explicit: string | undefined,
): Promise<ManifestTarget> {
  if (model.ref !== undefined) {
    throw new UserError(
      'manifest.ref',
      l10n.t('{0} at {1} is in the past: nothing can be written into its manifest.', model.name, model.ref),
      {
        where: '--apply',
        remedy: l10n.t('Leave --apply out, or sweep the working copy.'),
      },
    );
  }
  const own = manifestCandidates(model.path)[0]!;
  const found = await loadManifest(model.path, explicit);
  const path = explicit ?? found?.path ?? own;
  // A link that leads out of its folder is not followed; one within it is, and stays a link.
  const real = found ? await confinedPath(dirname(path), basename(path), path) : path;
  if (found) withRuntime(await readManifestText(real), {}, path);
  return { path: real, created: !found, inherited: found !== undefined && explicit === undefined && resolve(path) !== resolve(own) };
}

/** What of a recommendation goes into a manifest: nothing of what the runtime does by itself. */
export function runtimeOf({ provider, threads, optimization, batch }: NonNullable<Best['settings']>): ManifestRuntime {
  return {
    ...(provider === 'cpu' ? {} : { provider }),
    ...(threads === undefined ? {} : { threads }),
    ...(optimization === 'all' && threads === undefined ? {} : { optimization }),
    ...(batch === 1 ? {} : { batch }),
  };
}

/**
 * Writes the recommended settings into a manifest, at the end of the job that measured. What keeps them from being written is told in the report.
 * @param shown the model's path as the report tells it
 * @throws AbortError when cancelled
 */
export async function applyBest(
  { path, created, inherited }: ManifestTarget,
  settings: NonNullable<Best['settings']>,
  shown: string,
  context: Pick<JobContext, 'outputFile' | 'commitOutput'>,
): Promise<Applied> {
  const runtime = runtimeOf(settings);
  const applied: Applied = {
    path: join(dirname(shown), basename(path)),
    runtime,
    state: created ? 'created' : 'changed',
    ...(inherited ? { inherited } : {}),
  };
  try {
    const before = await readManifestText(path);
    const had = before !== undefined && (await loadManifest(path, path))?.manifest.runtime !== undefined;
    if (Object.keys(runtime).length === 0 && !had) return { ...applied, state: 'unneeded' };
    const text = withRuntime(before, runtime, path);
    if (text === before) return { ...applied, state: 'same' };
    const temporary = await context.outputFile(path);
    await writeFile(temporary, text).catch((error: unknown) => {
      throw fileError(error, path);
    });
    await context.commitOutput(path);
    return { ...applied, state: before === undefined ? 'created' : 'changed' };
  } catch (error) {
    if (!(error instanceof UserError) || isAbort(error)) throw error;
    const { code, message, where, remedy } = toErrorInfo(error);
    return {
      ...applied,
      state: 'failed',
      error: { code, message, ...(where === undefined ? {} : { where }), ...(remedy === undefined ? {} : { remedy }) },
    };
  }
}
