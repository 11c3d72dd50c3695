import type { BigIntStats } from 'node:fs';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorCode } from '../../base/files';
import { leasedKeys, names, ownTemporary, removeLeftovers } from './cacheOwners';

/** What was used this short a time ago is about to be used: another process may not have said so yet. */
const FRESH = 60_000;

/** Something that is removed as a whole: a version's folder, or an object that no folder holds. */
interface Unit {
  readonly path: string;
  readonly usedAt: number;
  readonly files: readonly BigIntStats[];
}

/**
 * Removes what was used longest ago until the cache keeps to its limit, and what dead processes left. What a living process
 * uses stays. Two processes may do so at once: each thing is renamed away before it is removed, which one of them does.
 */
export async function pruneCache(root: string, limit: number): Promise<void> {
  await removeLeftovers(root);
  const versions = await unitsIn(join(root, 'versions'), 1);
  const objects = await unitsIn(join(root, 'objects'), 3);
  const links = new Links([...versions, ...objects]);
  let total = links.total;
  if (total <= limit) return;
  const leased = await leasedKeys(root);
  const idle = (unit: Unit) => Date.now() - unit.usedAt > FRESH;
  const candidates = [...versions.filter((unit) => !leased.has(basename(unit.path))), ...objects].filter(idle);
  candidates.sort((a, b) => a.usedAt - b.usedAt);
  // Versions first: an object that a folder still holds frees nothing.
  for (const unit of [...candidates.filter((each) => versions.includes(each)), ...candidates.filter((each) => objects.includes(each))]) {
    if (total <= limit) return;
    if (objects.includes(unit) && !links.isAlone(unit)) continue;
    if (versions.includes(unit) && (await leasedKeys(root)).has(basename(unit.path))) continue;
    if (!(await remove(root, unit.path))) continue;
    total -= links.drop(unit);
    if (versions.includes(unit)) total -= await orphans(root, unit, objects, links);
  }
}

/** Removes the objects that only the version just removed held. */
async function orphans(root: string, version: Unit, objects: readonly Unit[], links: Links): Promise<number> {
  const held = new Set(version.files.map(identity));
  let freed = 0;
  for (const object of objects) {
    const same = object.files.some((file) => held.has(identity(file)));
    if (same && links.isAlone(object) && (await remove(root, object.path))) freed += links.drop(object);
  }
  return freed;
}

/** @returns false where it is gone already, or held open by a system that does not let go */
async function remove(root: string, path: string): Promise<boolean> {
  const aside = ownTemporary(root);
  try {
    await rename(path, aside);
  } catch (error) {
    if (['ENOENT', 'EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
  return true;
}

/** How often each file is in the cache: removing one of its names frees its bytes only where it was the last. */
class Links {
  readonly #counts = new Map<string, number>();
  /** File → bytes that are free when its last name in the cache is gone. */
  readonly #weights = new Map<string, number>();
  /** Bytes the cache takes. */
  readonly total: number;

  constructor(units: readonly Unit[]) {
    const files = units.flatMap((unit) => unit.files);
    for (const file of files) this.#counts.set(identity(file), this.#count(file) + 1);
    // A link to what Git LFS or DVC keeps takes no room of its own.
    for (const file of files) this.#weights.set(identity(file), this.#count(file) < Number(file.nlink) ? 0 : Number(file.size));
    this.total = [...this.#weights.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Whether no other name in the cache is the same file. */
  isAlone(unit: Unit): boolean {
    return unit.files.every((file) => this.#count(file) <= 1);
  }

  /** @returns the bytes that removing it has freed */
  drop(unit: Unit): number {
    let freed = 0;
    for (const file of unit.files) {
      const left = this.#count(file) - 1;
      this.#counts.set(identity(file), left);
      if (left === 0) freed += this.#weights.get(identity(file)) ?? 0;
    }
    return freed;
  }

  #count(file: BigIntStats): number {
    return this.#counts.get(identity(file)) ?? 0;
  }
}

function identity(file: BigIntStats): string {
  return `${file.dev}:${file.ino}`;
}

/** What lies `depth` folders below. */
async function unitsIn(folder: string, depth: number): Promise<Unit[]> {
  const units: Unit[] = [];
  for (const name of await names(folder)) {
    const path = join(folder, name);
    if (depth > 1) units.push(...(await unitsIn(path, depth - 1)));
    else {
      const found = await statOf(path);
      if (found) units.push({ path, usedAt: Number(found.mtimeMs), files: found.isDirectory() ? await filesBelow(path) : [found] });
    }
  }
  return units;
}

async function filesBelow(folder: string): Promise<BigIntStats[]> {
  const entries = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  const found = await Promise.all(entries.map((name) => statOf(join(folder, name))));
  return found.filter((file) => file !== undefined).filter((file) => file.isFile());
}

/** Undefined where another process removed it in the meantime. */
async function statOf(path: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
