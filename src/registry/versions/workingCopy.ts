import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../../base/files';
import { statOrMissing } from '../../base/statOrMissing';
import { git } from '../../git/process';
import { workingFolder } from '../../git/repository';
import { readPointer } from '../files/pointer';
import type { Registry } from '../registry';
import type { VersionState } from '../tags/state';
import type { VersionFile } from './versionFiles';

/** The work tree's file of an artifact against its versions. */
export interface WorkingCopy {
  /** From the root with `/`. */
  readonly path: string;
  /** `clean`: it is `version`; `changed`: it was, or comes after, `version`; `unregistered`: there is no version before it. */
  readonly state: 'clean' | 'changed' | 'unregistered' | 'missing';
  readonly version?: string;
  readonly bytes?: number;
}

/** What identifies a file's bytes in each way a version may be kept. */
export interface Fingerprints {
  readonly bytes: number | undefined;
  /** Hash by the storage and its name for the bytes; hashed once, and only where a size fits. */
  of(storage: 'git' | 'lfs' | 'dvc'): Promise<string | undefined>;
}

/**
 * Compares the file with what each version has, without git's filters: they are programs that the repository names.
 * @param versions with `files`, of the same order
 * @returns undefined in a bare repository
 * @throws UserError `file.*`
 */
export async function workingCopy(
  registry: Registry,
  path: string,
  versions: readonly VersionState[],
  files: readonly VersionFile[],
  signal?: AbortSignal,
): Promise<WorkingCopy | undefined> {
  const { root, objectFormat } = registry.repository;
  if (root === undefined) return undefined;
  const file = await fingerprints(join(root, path), objectFormat, signal);
  if (!file) return { path, state: 'missing' };
  const { bytes } = file;
  const head = await registry.objects.info('HEAD^{commit}');
  // The version at HEAD is meant where two versions have the same bytes.
  const order = [...versions.keys()].sort((a, b) => Number(versions[b]!.commit === head?.oid) - Number(versions[a]!.commit === head?.oid));
  for (const index of order) {
    const located = files[index]?.located;
    if (!versions[index]!.registered || !located) continue;
    if (located.bytes !== undefined && bytes !== undefined && located.bytes !== bytes) continue;
    if ((await file.of(located.storage)) === located.oid) return { path, state: 'clean', version: versions[index]!.version, bytes };
  }
  const before = await lastMerged(registry, versions, signal);
  return before === undefined ? { path, state: 'unregistered', bytes } : { path, state: 'changed', version: before.version, bytes };
}

/** The version registered last among those that HEAD comes from. */
async function lastMerged(registry: Registry, versions: readonly VersionState[], signal?: AbortSignal): Promise<VersionState | undefined> {
  const registered = versions.filter((version) => version.registered);
  if (registered.length === 0 || !(await registry.objects.info('HEAD^{commit}'))) return undefined;
  const options = { cwd: workingFolder(registry.repository), signal };
  const merged = new Set((await git(['for-each-ref', '--merged=HEAD', '--format=%(refname)', 'refs/tags'], options)).split('\n'));
  return registered
    .filter((version) => merged.has(`refs/tags/${version.tag}`))
    .reduce<VersionState | undefined>((last, version) => (last && last.registeredAt >= version.registeredAt ? last : version), undefined);
}

/** Hashes of a file of the work tree, a pointer taken for what it stands for; undefined where there is none. @throws UserError `file.*` */
export async function fingerprints(path: string, objectFormat: 'sha1' | 'sha256', signal?: AbortSignal): Promise<Fingerprints | undefined> {
  const pointer = await readPointer(path);
  if (pointer) return { bytes: pointer.bytes, of: async (storage) => (storage === pointer.kind ? pointer.oid : undefined) };
  const found = await statOrMissing(path);
  if (!found?.isFile()) return undefined;
  let hashed: Promise<Record<'git' | 'lfs' | 'dvc', string>> | undefined;
  return {
    bytes: found.size,
    of: async (storage) => {
      hashed ??= hashAll(path, found.size, objectFormat, signal);
      return (await hashed)[storage];
    },
  };
}

/** A file's name as a git blob, in Git LFS (SHA-256) and in DVC (MD5), in one pass. */
async function hashAll(path: string, size: number, objectFormat: 'sha1' | 'sha256', signal?: AbortSignal) {
  const hashes = { git: createHash(objectFormat).update(`blob ${size}\0`), lfs: createHash('sha256'), dvc: createHash('md5') };
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
      for (const hash of Object.values(hashes)) hash.update(chunk as Buffer);
    }
  } catch (error) {
    throw fileError(error, path);
  }
  return { git: hashes.git.digest('hex'), lfs: hashes.lfs.digest('hex'), dvc: hashes.dvc.digest('hex') };
}
