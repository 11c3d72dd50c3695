import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../base/errors';
import { errorCode, fileError } from '../../base/files';
import { hashFile } from '../../base/hash';
import { git } from '../../git/process';
import { CommitTree } from '../files/commitTree';
import { locateFile } from '../files/locate';
import { storedFile } from '../files/stored';
import type { Registry } from '../registry';

/** What stands where a file is to be written. */
export interface Obstacle {
  /**
   * `none`: nothing; `same`: these very bytes; `committed`: a file whose bytes HEAD or a version has, so that nothing is lost with
   * it; `mine`: anything
   * else.
   */
  readonly state: 'none' | 'same' | 'committed' | 'mine';
  readonly reason?: 'changed' | 'unknown' | 'link' | 'folder' | 'special' | 'parent';
  /** For `parent`: the part of the path that is no folder, from the root. */
  readonly blocking?: string;
  /** Tells whether it is still what was looked at. */
  readonly stamp?: string;
}

/**
 * Looks at what is in the way of files in the work tree. Whether a commit has a file's bytes is told by their hash, not by `git status`, which
 * hides what is marked as unchanged or ignored.
 */
export class InTheWay {
  readonly #root: string;
  #trees: Promise<{ tree: CommitTree; isHead: boolean }[]> | undefined;

  constructor(
    private readonly registry: Registry,
    /** Of the model's versions: their bytes are as safe as HEAD's. */
    private readonly commits: readonly string[],
    private readonly signal?: AbortSignal,
  ) {
    this.#root = registry.repository.root!;
  }

  async exists(path: string): Promise<boolean> {
    return (await look(join(this.#root, path))) !== undefined;
  }

  /**
   * @param path from the root
   * @param bytes and @param sha256 of what is to be written
   * @param executable whether that is a program; left out where the work tree does not tell
   */
  async at(path: string, bytes: number, sha256: string, executable?: boolean): Promise<Obstacle> {
    const parts = path.split('/');
    for (let count = 1; count < parts.length; count++) {
      const blocking = parts.slice(0, count).join('/');
      const found = await look(join(this.#root, blocking));
      if (!found) break;
      if (!found.isDirectory()) return { state: 'mine', reason: 'parent', blocking, stamp: stampOf(found) };
    }
    const file = join(this.#root, path);
    const found = await look(file);
    if (!found) return { state: 'none' };
    const stamp = stampOf(found);
    if (found.isSymbolicLink()) return { state: 'mine', reason: 'link', stamp };
    if (found.isDirectory()) return { state: 'mine', reason: 'folder', stamp };
    if (!found.isFile()) return { state: 'mine', reason: 'special', stamp };
    const own = await hashFile(file, this.signal);
    if (Number(found.size) === bytes && own === sha256) {
      // Its bytes are not lost where only the mode is put right.
      const isSameMode = executable === undefined || ((found.mode & 0o100n) !== 0n) === executable;
      return { state: isSameMode ? 'same' : 'committed', stamp };
    }
    const known = await this.#committed(path, own);
    return known === true ? { state: 'committed', stamp } : { state: 'mine', reason: known === undefined ? 'unknown' : 'changed', stamp };
  }

  /** Whether HEAD or a version has the file's bytes; undefined where HEAD does not know the file at all. */
  async #committed(path: string, sha256: string): Promise<boolean | undefined> {
    this.#trees ??= this.#readTrees();
    const hashes = await this.#hashes(path);
    let known: boolean | undefined;
    for (const { tree, isHead } of await this.#trees) {
      // The blob as it is, which may be a pointer, or what a pointer stands for.
      const blob = await tree.file(path);
      if (blob && hashes.includes(blob.oid)) return true;
      const located = await locateFile(tree, path);
      if (!located) continue;
      if (isHead) known = false;
      if (located.storage === 'git') continue;
      const stored = located.sha256 === undefined || located.sha256 === sha256 ? await storedFile(tree, located) : undefined;
      if (stored !== undefined && (await hashFile(stored, this.signal)) === sha256) return true;
    }
    return known;
  }

  async #readTrees(): Promise<{ tree: CommitTree; isHead: boolean }[]> {
    const { repository, objects } = this.registry;
    const head = (await objects.info('HEAD^{commit}'))?.oid;
    const commits = [...new Set([...(head === undefined ? [] : [head]), ...this.commits])];
    return commits.map((commit) => ({ tree: new CommitTree(repository, objects, commit), isHead: commit === head }));
  }

  /** The file's name as git would commit it, and that of its bytes as they are. */
  async #hashes(path: string): Promise<string[]> {
    const options = { cwd: this.#root, signal: this.signal };
    const raw = git(['hash-object', '--no-filters', '--', path], options);
    const filtered = git(['hash-object', '--', path], options).catch((error: unknown) => {
      // A filter that is not installed: then only the bytes themselves count.
      if (error instanceof UserError && error.code === 'git.failed') return '';
      throw error;
    });
    return (await Promise.all([raw, filtered])).map((printed) => printed.trim());
  }
}

/** Tells whether a file is the one that was looked at before. */
export function stampOf(found: BigIntStats): string {
  return `${found.size} ${found.mtimeNs} ${found.ctimeNs} ${found.ino}`;
}

/** What is at a path itself, links not followed. @throws UserError `file.*` */
export async function look(path: string): Promise<BigIntStats | undefined> {
  try {
    return await lstat(path, { bigint: true });
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw fileError(error, path);
  }
}
