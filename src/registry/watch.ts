import { type FSWatcher, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Disposable } from '../base/disposable';
import { errorCode } from '../base/files';
import type { GitRepository } from '../git/repository';

/** Git writes several files for one command. */
const SETTLE = 150;
/** A watched folder costs the system something; what lies in more folders than this is seen when the window gets focus. */
const MAX_FOLDERS = 512;

/**
 * Tells when a repository's refs may have changed: HEAD, branches, tags, `packed-refs` and `reftable/`. In a worktree refs are in the
 * main repository's folder, HEAD in its own. It only says *that* something did: who listens asks `Registry.refresh`.
 */
export class RefsWatcher extends Disposable {
  /** Folder → its watcher, and which folder of that name it is: git deletes one that is empty and makes it anew. */
  readonly #watched = new Map<string, { watcher: FSWatcher; identity: string }>();
  readonly #changed: () => void;
  readonly #failed: (error: unknown) => void;
  readonly #repository: GitRepository;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param changed called once for changes that come together
   * @param failed told of a folder that cannot be watched, as when the system's limit is reached; the others are still
   */
  constructor(repository: GitRepository, changed: () => void, failed: (error: unknown) => void) {
    super();
    this.#repository = repository;
    this.#changed = changed;
    this.#failed = failed;
  }

  /** Starts watching; resolves when every folder that is there is watched. */
  async start(): Promise<void> {
    const { gitDir, commonDir } = this.#repository;
    for (const folder of new Set([gitDir, commonDir])) {
      await this.#watch(folder, (name) => ['HEAD', 'packed-refs', 'refs', 'reftable'].includes(name));
    }
    await this.#watchTrees();
  }

  override dispose(): void {
    clearTimeout(this.#timer);
    for (const { watcher } of this.#watched.values()) watcher.close();
    this.#watched.clear();
    super.dispose();
  }

  /** Folders of refs: those that are new are watched too. */
  async #watchTrees(): Promise<void> {
    const { gitDir, commonDir } = this.#repository;
    const folders = [...new Set([join(commonDir, 'refs'), join(commonDir, 'reftable'), join(gitDir, 'reftable')])];
    for (let index = 0; index < folders.length && this.#watched.size < MAX_FOLDERS; index++) {
      const folder = folders[index]!;
      const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
        if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return undefined;
        this.#failed(error);
        return undefined;
      });
      if (this.disposed) return;
      if (!entries) continue;
      await this.#watch(folder, (name) => !name.endsWith('.lock'));
      for (const entry of entries) {
        // What remotes have is no tag of ours, and a fetch of many branches no news.
        if (entry.isDirectory() && !(index === 0 && entry.name === 'remotes')) folders.push(join(folder, entry.name));
      }
    }
    const seen = new Set([gitDir, commonDir, ...folders]);
    for (const folder of this.#watched.keys()) if (!seen.has(folder)) this.#forget(folder);
  }

  async #watch(folder: string, concerns: (name: string) => boolean): Promise<void> {
    const found = await stat(folder).catch(() => undefined);
    if (this.disposed) return;
    const identity = found ? `${found.ino} ${found.birthtimeMs}` : undefined;
    if (this.#watched.get(folder)?.identity === identity) return;
    this.#forget(folder);
    if (identity === undefined) return;
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        // Some systems do not say which.
        if (name === null || concerns(name)) this.#soon();
      });
      watcher.on('error', (error) => {
        this.#forget(folder);
        // Windows says so of a folder that was deleted.
        if (errorCode(error) !== 'EPERM') this.#failed(error);
      });
      this.#watched.set(folder, { watcher, identity });
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') this.#failed(error);
    }
  }

  #forget(folder: string): void {
    this.#watched.get(folder)?.watcher.close();
    this.#watched.delete(folder);
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#tell(), SETTLE);
    this.#timer.unref();
  }

  async #tell(): Promise<void> {
    await this.#watchTrees();
    if (!this.disposed) this.#changed();
  }
}
