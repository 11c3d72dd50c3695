import { posix } from 'node:path';
import { statOrMissing } from '../../base/statOrMissing';
import type { GitRepository } from '../../git/repository';
import { cacheFolders, dvcPaths } from '../files/dvcCache';
import { lfsFolders, lfsPath } from '../files/lfs';
import type { LocatedFile } from '../files/located';
import { remoteOf } from '../files/missing';

/** Where this machine keeps what pointers stand for. Each place is found out once, each object looked for once. */
export class Stores {
  readonly #repository: GitRepository;
  readonly #found = new Map<string, Promise<string | undefined>>();
  readonly #caches = new Map<string, Promise<string[]>>();
  #lfs: Promise<string[]> | undefined;
  #remote: Promise<string> | undefined;

  constructor(repository: GitRepository) {
    this.#repository = repository;
  }

  /** The file that holds what was located with Git LFS or DVC; undefined where it is not here. */
  path(located: LocatedFile): Promise<string | undefined> {
    if (located.dvc?.unlisted) return Promise.resolve(undefined);
    const folder = posix.dirname(located.path);
    const key = located.storage === 'lfs' ? located.oid : `${located.oid} ${folder}`;
    let found = this.#found.get(key);
    if (!found) {
      found = located.storage === 'lfs' ? this.#lfsPath(located.oid) : this.#dvcPath(located.oid, folder);
      this.#found.set(key, found);
    }
    return found;
  }

  /** Where Git LFS would fetch from. */
  remote(): Promise<string> {
    this.#remote ??= remoteOf(this.#repository);
    return this.#remote;
  }

  async #lfsPath(oid: string): Promise<string | undefined> {
    this.#lfs ??= lfsFolders(this.#repository);
    return firstFile((await this.#lfs).map((folder) => lfsPath(folder, oid)));
  }

  async #dvcPath(oid: string, folder: string): Promise<string | undefined> {
    const caches = this.#caches.get(folder) ?? cacheFolders(this.#repository, folder);
    this.#caches.set(folder, caches);
    return firstFile((await caches).flatMap((cache) => dvcPaths(cache, oid)));
  }
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if ((await statOrMissing(path))?.isFile()) return path;
  return undefined;
}
