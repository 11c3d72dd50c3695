import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { fileError } from '../../base/files';
import { hashFile } from '../../base/hash';
import { enclosingRepository } from '../../git/enclosing';
import type { ModelIdentity } from '../../report/report';
import type { ResolvedModel } from './resolve';

/** Hashes of files as they were when read, for a worker that runs one model again and again. */
const known = new Map<string, string>();
const KNOWN = 512;

/**
 * Which model a report speaks of: its path relative to the repository around it, or absolute where there is none,
 * and the SHA-256 of its file.
 * @param advance told the bytes hashed so far
 * @throws UserError `file.*`; AbortError when cancelled
 */
export async function modelIdentity(model: ResolvedModel, signal?: AbortSignal, advance?: (done: number) => void): Promise<ModelIdentity> {
  const sha256 = await fileHash(model.path, signal, advance);
  const path = model.revision?.path ?? (await pathInRepository(model.path));
  return { name: model.name, path, ...(model.ref === undefined ? {} : { ref: model.ref }), sha256, bytes: model.bytes };
}

async function pathInRepository(path: string): Promise<string> {
  const root = await enclosingRepository(path);
  return (root === undefined ? path : relative(root, path)).split(sep).join('/');
}

/** The SHA-256 of a file, computed once for as long as it does not change. @throws UserError `file.*`; AbortError when cancelled */
export async function fileHash(path: string, signal?: AbortSignal, advance?: (done: number) => void): Promise<string> {
  const file = await stat(path).catch((error: unknown) => {
    throw fileError(error, path);
  });
  const key = JSON.stringify([path, file.size, file.mtimeMs, file.ino]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const sha256 = await hashFile(path, signal, advance);
  if (known.size >= KNOWN) known.delete(known.keys().next().value ?? '');
  known.set(key, sha256);
  return sha256;
}
