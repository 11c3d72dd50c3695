import type { BigIntStats } from 'node:fs';
import { lstat, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../../base/files';
import { names, ownTemporary } from './cacheOwners';

/** Something that is removed as a whole: a version's folder, or an object that no folder holds. */
export interface CacheUnit {
  readonly path: string;
  readonly usedAt: number;
  readonly files: readonly BigIntStats[];
}

/** The versions and the objects of a cache. */
export async function cacheUnits(root: string): Promise<{ versions: CacheUnit[]; objects: CacheUnit[] }> {
  return { versions: await unitsIn(join(root, 'versions'), 1), objects: await unitsIn(join(root, 'objects'), 3) };
}

/** @returns false where it is gone already, or held open by a system that does not let go */
export async function removeUnit(root: string, path: string): Promise<boolean> {
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
export class CacheLinks {
  readonly #counts = new Map<string, number>();
  /** File → bytes that are free when its last name in the cache is gone. */
  readonly #weights = new Map<string, number>();
  /** Bytes the cache takes. */
  readonly total: number;

  constructor(units: readonly CacheUnit[]) {
    const files = units.flatMap((unit) => unit.files);
    for (const file of files) this.#counts.set(identity(file), this.#count(file) + 1);
    // A link to what Git LFS or DVC keeps takes no room of its own.
    for (const file of files) this.#weights.set(identity(file), this.#count(file) < Number(file.nlink) ? 0 : Number(file.size));
    this.total = [...this.#weights.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Whether no other name in the cache is the same file. */
  isAlone(unit: CacheUnit): boolean {
    return unit.files.every((file) => this.#count(file) <= 1);
  }

  /** @returns the bytes that removing it has freed */
  drop(unit: CacheUnit): number {
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

/** Which file it is, by whatever name. */
export function identity(file: BigIntStats): string {
  return `${file.dev}:${file.ino}`;
}

/** What lies `depth` folders below. */
async function unitsIn(folder: string, depth: number): Promise<CacheUnit[]> {
  const units: CacheUnit[] = [];
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
