import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { leasedKeys, livingWriters, names, removeLeftovers } from './cacheOwners';
import { CacheLinks, type CacheUnit, cacheUnits, removeUnit } from './cacheUnits';

/** What a cache holds. */
export interface CacheContent {
  /** On disk; what Git LFS and DVC keep themselves does not count. */
  readonly bytes: number;
  readonly versions: number;
  /** Versions that living processes use. */
  readonly inUse: number;
}

/** Looks at a cache, and changes nothing. */
export async function cacheContent(root: string): Promise<CacheContent> {
  const { versions, objects } = await cacheUnits(root);
  const leased = await leasedKeys(root);
  const inUse = versions.filter(({ path }) => leased.has(basename(path))).length;
  return { bytes: new CacheLinks([...versions, ...objects]).total, versions: versions.length, inUse };
}

/** Whether a living process writes something, or holds a version whose folder is still to come: then it may be about to link any object. */
async function isBeingMade(root: string): Promise<boolean> {
  if ((await livingWriters(root)) > 0) return true;
  const made = new Set(await names(join(root, 'versions')));
  return [...(await leasedKeys(root))].some((key) => !made.has(key));
}

/**
 * Removes everything but what living processes use or are about to: versions they hold, and all objects while one of them makes a version.
 * @returns what is left
 */
export async function clearCache(root: string): Promise<CacheContent> {
  await removeLeftovers(root);
  const { versions, objects } = await cacheUnits(root);
  const links = new CacheLinks([...versions, ...objects]);
  const drop = async (unit: CacheUnit) => {
    if (await removeUnit(root, unit.path)) links.drop(unit);
  };
  for (const unit of versions) {
    // Asked each time: a process may take one up meanwhile.
    if (!(await leasedKeys(root)).has(basename(unit.path))) await drop(unit);
  }
  for (const unit of objects) {
    if (links.isAlone(unit) && !(await isBeingMade(root))) await drop(unit);
  }
  // What was noted of models is read again where it is wanted.
  await rm(join(root, 'notes'), { recursive: true, force: true });
  return cacheContent(root);
}
