import { join } from 'node:path';
import { confinedPath } from '../../base/confined';
import { isAbort, UserError } from '../../base/errors';
import { readSmallFile } from '../../base/smallFile';
import { statOrMissing } from '../../base/statOrMissing';
import { parseMetrics } from '../../report/metricsFile';
import { readPointer } from '../files/pointer';
import { fileHash } from '../references/identity';
import { type CommittedMetrics, MAX_BYTES, metricsPath, notedMetrics } from './versionMetrics';

/**
 * What `NAME.metrics.json` beside a model in the work tree says of it, committed or not. Figures of other bytes than the model has now are stale.
 * @param model path from `root`, with `/`
 * @param limit metrics to take at most
 * @throws UserError `file.*` where the model cannot be read; AbortError when cancelled
 */
export async function workTreeMetrics(root: string, model: string, limit: number, signal?: AbortSignal): Promise<CommittedMetrics> {
  const path = metricsPath(model);
  const file = await inside(root, path);
  if (file === undefined) return (await readPointer(join(root, path))) ? notedMetrics('missing', path) : { metrics: [] };
  if (((await statOrMissing(file))?.size ?? 0) > MAX_BYTES) return notedMetrics('large', path);
  if (await readPointer(file)) return notedMetrics('missing', path);
  const text = await readSmallFile(file, MAX_BYTES);
  if (text === undefined) return { metrics: [] };
  // Hashing costs a pass over the model: only for a file that says what it measured.
  const sha256 = text.includes('"sha256"') ? await modelHash(join(root, model), signal) : undefined;
  return notedMetrics(parseMetrics(text, sha256, limit), path);
}

/** Absolute; undefined where there is no such file, or it is a link out of the repository. */
async function inside(root: string, path: string): Promise<string | undefined> {
  try {
    return await confinedPath(root, path, path);
  } catch (error) {
    if (!(error instanceof UserError) || isAbort(error)) throw error;
    return undefined;
  }
}

/** Of a model that Git LFS has not fetched what its pointer says; undefined where it is not known. */
async function modelHash(path: string, signal?: AbortSignal): Promise<string | undefined> {
  const pointer = await readPointer(path);
  if (pointer) return pointer.kind === 'lfs' ? pointer.oid : undefined;
  return (await statOrMissing(path))?.isFile() ? fileHash(path, signal) : undefined;
}
