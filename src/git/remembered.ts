import { remember } from '../base/remember';
import type { GitObjectInfo, GitObjects, GitTreeEntry, ObjectReader } from './objects';

/** Most of what is asked about is small: a name and a size. */
const MAX_INFOS = 1 << 17;
/** Folders have up to thousands of entries. */
const MAX_FOLDERS = 1 << 12;
/** Pointers and declarations; what is larger is not kept. */
const MAX_CONTENTS = 1 << 14;
const MAX_BYTES = 1024;

/**
 * Objects of a repository as they are at one look at all of it: what thousands of versions share is asked for once. A name that can move, such
 * as `HEAD`, stays what it was when it was first asked for.
 */
export class RememberedObjects implements ObjectReader {
  readonly #objects: GitObjects;
  readonly #infos = new Map<string, Promise<GitObjectInfo | undefined>>();
  readonly #folders = new Map<string, Promise<Map<string, GitTreeEntry> | undefined>>();
  readonly #contents = new Map<string, Promise<Buffer | undefined>>();

  constructor(objects: GitObjects) {
    this.#objects = objects;
  }

  info(spec: string): Promise<GitObjectInfo | undefined> {
    return remember(this.#infos, spec, MAX_INFOS, () => this.#objects.info(spec));
  }

  async read(spec: string, limit: number): Promise<Buffer | undefined> {
    const size = (await this.info(spec))?.size;
    if (size === undefined || size > MAX_BYTES || size > limit) return this.#objects.read(spec, limit);
    return remember(this.#contents, spec, MAX_CONTENTS, () => this.#objects.read(spec, limit));
  }

  list(ref: string, folder = '', recursive = false): Promise<Map<string, GitTreeEntry> | undefined> {
    if (recursive) return this.#objects.list(ref, folder, recursive);
    return remember(this.#folders, `${ref}:${folder}`, MAX_FOLDERS, () => this.#objects.list(ref, folder));
  }
}
