import { relative, sep } from 'node:path';
import { hashFile } from '../base/hash';
import type { ModelIdentity } from '../report/report';
import { enclosingRepository } from './repository';
import type { ResolvedModel } from './resolve';

/**
 * Which model a report speaks of: its path relative to the repository around it, or absolute where there is none,
 * and the SHA-256 of its file.
 * @param advance told the bytes hashed so far
 * @throws UserError `file.*`; AbortError when cancelled
 */
export async function modelIdentity(model: ResolvedModel, signal?: AbortSignal, advance?: (done: number) => void): Promise<ModelIdentity> {
  const sha256 = await hashFile(model.path, signal, advance);
  const root = await enclosingRepository(model.path);
  const path = (root === undefined ? model.path : relative(root, model.path)).split(sep).join('/');
  return { name: model.name, path, ...(model.ref === undefined ? {} : { ref: model.ref }), sha256, bytes: model.bytes };
}
