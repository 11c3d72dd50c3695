import { join, relative, sep } from 'node:path';
import { isAbort, UserError } from '../../base/errors';
import { discoverModels, type FoundModel } from '../discover';
import { fileHash } from '../references/identity';
import type { Registry } from '../registry';
import type { VersionState } from '../tags/state';
import type { ModelFactsReader } from './modelFacts';
import { versionFiles } from './versionFiles';

/** Where the model that another was derived from is to be found. */
export interface ModelSource {
  /** Another model of the repository, and its version. */
  readonly model?: string;
  readonly version?: string;
  /** A file of the work tree, from the root with `/`. */
  readonly file?: string;
}

/** Versions of other models that are looked at, the newest first. */
const MAX_VERSIONS = 2000;
/** Versions whose files are located at the same time. */
const WIDTH = 64;
/** Bytes of the work tree's models that are hashed for one look; what was hashed and has not changed costs nothing. */
const BUDGET = 2 ** 31;

/**
 * Looks for models by the SHA-256 of their file: among the versions of the repository's other models, whose pointers or bytes in git say it,
 * and among the model files of the work tree. Nothing is fetched.
 * @param name the artifact whose own versions are not looked at
 * @param near path in whose folder files are hashed first
 * @returns by SHA-256; those that were not found are left out
 */
export async function findSources(
  registry: Registry,
  name: string,
  hashes: ReadonlySet<string>,
  reader: ModelFactsReader,
  near: string | undefined,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, ModelSource>> {
  const found = new Map<string, ModelSource>();
  if (hashes.size === 0) return found;
  for (const [sha256, file] of await workTreeFiles(registry, hashes, near, signal)) found.set(sha256, { file });
  for (const [sha256, version] of await otherVersions(registry, name, hashes, reader, signal)) {
    found.set(sha256, { ...found.get(sha256), ...version });
  }
  return found;
}

async function otherVersions(
  registry: Registry,
  name: string,
  hashes: ReadonlySet<string>,
  reader: ModelFactsReader,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, { model: string; version: string }>> {
  const found = new Map<string, { model: string; version: string }>();
  const versions = [...(await registry.artifacts()).values()]
    .filter((state) => state.name !== name)
    .flatMap((state) => state.versions.filter(({ registered }) => registered).map((version) => ({ model: state.name, version })))
    .sort((a, b) => b.version.registeredAt - a.version.registeredAt)
    .slice(0, MAX_VERSIONS);
  for (let i = 0; i < versions.length && found.size < hashes.size; i += WIDTH) {
    signal?.throwIfAborted();
    const slice = versions.slice(i, i + WIDTH);
    const known = await Promise.all(slice.map(({ model, version }) => hashOfVersion(registry, model, version, reader)));
    for (const [index, sha256] of known.entries()) {
      const { model, version } = slice[index]!;
      if (sha256 !== undefined && hashes.has(sha256) && !found.has(sha256)) found.set(sha256, { model, version: version.version });
    }
  }
  return found;
}

async function hashOfVersion(registry: Registry, model: string, version: VersionState, reader: ModelFactsReader) {
  const [file] = await versionFiles(registry, model, [version]);
  return file?.tree && file.located ? (await reader.read(file.tree, file.located)).sha256 : undefined;
}

async function workTreeFiles(
  { repository: { root } }: Registry,
  hashes: ReadonlySet<string>,
  near: string | undefined,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (root === undefined) return found;
  const { models } = await discoverModels(root, signal);
  const folder = near === undefined ? root : join(root, near, '..');
  const rank = ({ path }: FoundModel) => (join(path, '..') === folder ? 0 : 1);
  let left = BUDGET;
  for (const model of models.filter(({ state }) => state !== 'missing').sort((a, b) => rank(a) - rank(b) || a.bytes - b.bytes)) {
    if (found.size === hashes.size) break;
    signal?.throwIfAborted();
    if (model.state === 'file') left -= model.bytes;
    if (left < 0) break;
    const sha256 = model.pointer ? (model.pointer.kind === 'lfs' ? model.pointer.oid : undefined) : await hashOf(model.path, signal);
    if (sha256 !== undefined && hashes.has(sha256) && !found.has(sha256))
      found.set(sha256, relative(root, model.path).split(sep).join('/'));
  }
  return found;
}

/** A file that went or cannot be read has none. */
async function hashOf(path: string, signal?: AbortSignal): Promise<string | undefined> {
  try {
    return await fileHash(path, signal);
  } catch (error) {
    if (!(error instanceof UserError) || isAbort(error)) throw error;
    return undefined;
  }
}
