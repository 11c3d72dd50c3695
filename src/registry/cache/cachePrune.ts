import { basename } from 'node:path';
import { leasedKeys, removeLeftovers } from './cacheOwners';
import { CacheLinks, type CacheUnit, cacheUnits, identity, removeUnit } from './cacheUnits';

/** What was used this short a time ago is about to be used: another process may not have said so yet. */
const FRESH = 60_000;

/**
 * Removes what was used longest ago until the cache keeps to its limit, and what dead processes left. What a living process
 * uses stays. Two processes may do so at once: each thing is renamed away before it is removed, which one of them does.
 */
export async function pruneCache(root: string, limit: number): Promise<void> {
  await removeLeftovers(root);
  const { versions, objects } = await cacheUnits(root);
  const links = new CacheLinks([...versions, ...objects]);
  let total = links.total;
  if (total <= limit) return;
  const leased = await leasedKeys(root);
  const idle = (unit: CacheUnit) => Date.now() - unit.usedAt > FRESH;
  const candidates = [...versions.filter((unit) => !leased.has(basename(unit.path))), ...objects].filter(idle);
  candidates.sort((a, b) => a.usedAt - b.usedAt);
  // Versions first: an object that a folder still holds frees nothing.
  for (const unit of [...candidates.filter((each) => versions.includes(each)), ...candidates.filter((each) => objects.includes(each))]) {
    if (total <= limit) return;
    if (objects.includes(unit) && !links.isAlone(unit)) continue;
    if (versions.includes(unit) && (await leasedKeys(root)).has(basename(unit.path))) continue;
    if (!(await removeUnit(root, unit.path))) continue;
    total -= links.drop(unit);
    if (versions.includes(unit)) total -= await orphans(root, unit, objects, links);
  }
}

/** Removes the objects that only the version just removed held. */
async function orphans(root: string, version: CacheUnit, objects: readonly CacheUnit[], links: CacheLinks): Promise<number> {
  const held = new Set(version.files.map(identity));
  let freed = 0;
  for (const object of objects) {
    const same = object.files.some((file) => held.has(identity(file)));
    if (same && links.isAlone(object) && (await removeUnit(root, object.path))) freed += links.drop(object);
  }
  return freed;
}
