import * as l10n from '@vscode/l10n';
import type { IDisposable } from '../base/disposable';
import { UserError } from '../base/errors';
import { CatFile } from './batch';
import { git, gitError, startError, startGit } from './process';
import { type GitRepository, workingFolder } from './repository';

/** What git says of an object. */
export interface GitObjectInfo {
  readonly oid: string;
  readonly type: 'blob' | 'tree' | 'commit' | 'tag';
  /** Bytes. */
  readonly size: number;
}

/** An entry of a tree. */
export interface GitTreeEntry {
  readonly oid: string;
  /** Octal, as git writes it: `100644`, `100755`, `120000` (link), `040000` (folder), `160000` (submodule). */
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
}

/** What reads objects: those of a repository, or with a memory (`RememberedObjects`). */
export type ObjectReader = Pick<GitObjects, 'info' | 'read' | 'list'>;

const MAX_TREE = 1 << 28;

/**
 * A repository's objects, through one long-lived `cat-file --batch` and one `--batch-check` that start when they are needed and
 * end with {@link dispose}. A `spec` is what git calls a revision, such as `refs/tags/NAME^{commit}:path`. An object that a
 * partial or damaged repository lacks is as missing as one that never was: nothing is downloaded.
 */
export class GitObjects implements IDisposable {
  readonly #repository: GitRepository;
  readonly #check: CatFile;
  readonly #contents: CatFile;

  constructor(repository: GitRepository) {
    this.#repository = repository;
    const cwd = workingFolder(repository);
    this.#check = new CatFile(cwd, false);
    this.#contents = new CatFile(cwd, true);
  }

  /** Object name, type and size; undefined where there is none. Many may be asked at once. */
  async info(spec: string): Promise<GitObjectInfo | undefined> {
    if (!isSpec(spec)) return undefined;
    const found = await this.#check.ask(spec);
    return found && { oid: found.oid, type: found.type as GitObjectInfo['type'], size: found.size };
  }

  /**
   * An object's bytes; undefined where there is none.
   * @throws UserError `git.large` for more than `limit` bytes
   */
  async read(spec: string, limit: number): Promise<Buffer | undefined> {
    const found = await this.info(spec);
    if (!found) return undefined;
    if (found.size > limit) {
      throw new UserError('git.large', l10n.t('{0} has {1} bytes, more than the {2} that are read.', spec, found.size, limit), {
        where: spec,
      });
    }
    return (await this.#contents.ask(found.oid))?.content;
  }

  /**
   * A folder of a commit's tree: path from the root → entry. Undefined where there is no such commit or folder.
   * @param folder `''`: the root
   * @param recursive with what lies in its folders, which are left out themselves
   */
  async list(ref: string, folder = '', recursive = false): Promise<Map<string, GitTreeEntry> | undefined> {
    const spec = `${ref}:${folder}`;
    const tree = await this.info(spec);
    if (tree?.type !== 'tree') return undefined;
    const prefix = folder === '' ? '' : `${folder.replace(/\/$/, '')}/`;
    if (!recursive) {
      const content = await this.#contents.ask(tree.oid);
      return content?.content && parseTree(content.content, prefix, this.#repository.objectFormat === 'sha256' ? 32 : 20);
    }
    const output = await git(['ls-tree', '-r', '-z', '--full-tree', tree.oid], {
      cwd: workingFolder(this.#repository),
      limit: MAX_TREE,
    });
    const entries = new Map<string, GitTreeEntry>();
    for (const line of output.split('\0')) {
      const found = /^(\d+) (\w+) ([0-9a-f]+)\t/.exec(line);
      if (!found) continue;
      const [all, mode, type, oid] = found as unknown as [string, string, GitTreeEntry['type'], string];
      entries.set(prefix + line.slice(all.length), { oid, mode, type });
    }
    return entries;
  }

  dispose(): void {
    this.#check.dispose();
    this.#contents.dispose();
  }
}

/** Entries of a tree object: `mode SP name NUL oid`, again and again. */
function parseTree(content: Buffer, prefix: string, oidBytes: number): Map<string, GitTreeEntry> {
  const entries = new Map<string, GitTreeEntry>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const end = content.indexOf(0, space);
    if (space < 0 || end < 0) break;
    const mode = content.toString('latin1', at, space).padStart(6, '0');
    const name = content.toString('utf8', space + 1, end);
    const oid = content.toString('hex', end + 1, end + 1 + oidBytes);
    entries.set(prefix + name, { oid, mode, type: mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob' });
    at = end + 1 + oidBytes;
  }
  return entries;
}

/** One line of `cat-file`'s input. What holds a line break would be two questions, and `:/text` a search of all commits. */
function isSpec(spec: string): boolean {
  return spec !== '' && !/[\n\0]/.test(spec) && !spec.startsWith(':');
}

/**
 * Streams a blob's bytes, at the speed of who takes them.
 * @throws UserError `git.failed` where the object is missing; AbortError when cancelled
 */
export function streamBlob(
  repository: GitRepository,
  oid: string,
  write: (chunk: Buffer) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  return streamOutput(['cat-file', 'blob', oid], repository, write, signal);
}

/**
 * Streams a file of a commit as git would check it out: line ends, encoding and smudge filters applied, which are programs that the
 * person's configuration names. Not for an untrusted workspace.
 * @param commit full object name
 * @param path from the root; no link
 * @throws UserError `git.failed` where the object is missing or a filter fails; AbortError when cancelled
 */
export function streamFiltered(
  repository: GitRepository,
  commit: string,
  path: string,
  write: (chunk: Buffer) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  return streamOutput(['cat-file', '--filters', `${commit}:${path}`], repository, write, signal);
}

async function streamOutput(
  args: readonly string[],
  repository: GitRepository,
  write: (chunk: Buffer) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const cwd = workingFolder(repository);
  const child = startGit(args, cwd);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(startError(error, cwd)));
    child.on('close', resolve);
  });
  ended.catch(() => undefined);
  let message = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (message.length < 4000) message += chunk.toString('utf8');
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end();
  const abort = () => child.kill();
  signal?.addEventListener('abort', abort, { once: true });
  try {
    for await (const chunk of child.stdout) await write(chunk as Buffer);
    const code = await ended;
    signal?.throwIfAborted();
    if (code !== 0) throw gitError(args, cwd, message, code);
  } finally {
    signal?.removeEventListener('abort', abort);
    child.kill();
  }
}
