import { cacheFolder, cacheLimit } from '../../registry/cache/cache';
import { cacheContent, clearCache } from '../../registry/cache/cacheClear';
import type { CacheResult } from '../../report/schemas/cache';
import { defineJob } from '../job';
import { cacheParameters } from './parameters';

/** Says what the cache of old versions takes, and clears it where that is asked. Every version in it can be made again from its repository. */
export const cacheJob = defineJob({
  parameters: cacheParameters,
  schemaVersion: 1,
  async run({ clear }) {
    const folder = cacheFolder();
    const before = await cacheContent(folder);
    const now = clear ? await clearCache(folder) : before;
    const cleared = clear ? { bytes: before.bytes - now.bytes, versions: before.versions - now.versions } : undefined;
    const result: CacheResult = { folder, ...now, limitBytes: cacheLimit(), ...(cleared ? { cleared } : {}) };
    return { result, verdict: verdict(result) };
  },
});

/** `old versions: 3 in 12.5 MB` or `removed 3 versions, 12.5 MB; 1 in use is kept`. */
function verdict({ bytes, versions, inUse, cleared }: CacheResult): string {
  if (!cleared) return versions === 0 && bytes === 0 ? 'the cache is empty' : `${versionsText(versions)} in ${megabytes(bytes)}`;
  const kept = inUse === 0 ? '' : `; ${versionsText(inUse)} in use kept`;
  return `removed ${versionsText(cleared.versions)}, ${megabytes(cleared.bytes)}${kept}`;
}

function versionsText(count: number): string {
  return count === 1 ? '1 version' : `${count} versions`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
