import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { GitTreeEntry, ObjectReader } from '../../git/objects';
import type { GitRepository } from '../../git/repository';
import { isTracker } from './dvc';

/** A file of a commit. */
export interface CommitFile {
  /** From the root, with forward slashes, links followed. */
  readonly path: string;
  /** Of the blob. */
  readonly oid: string;
  /** Absent where the clone has not got the blob (a partial clone). */
  readonly bytes?: number;
}

/** As many links as Linux follows on one path. */
const MAX_LINKS = 40;
/** A link's target is a path; git keeps it as a blob. */
const MAX_TARGET = 4096;

/**
 * The tree of one commit. Links that stay in the repository are followed, as the checked-out files would be; one that leaves it
 * is refused. Folders are read once.
 */
export class CommitTree {
  readonly #folders = new Map<string, Promise<Map<string, GitTreeEntry> | undefined>>();

  /** @param commit full object name */
  constructor(
    readonly repository: GitRepository,
    readonly objects: ObjectReader,
    readonly commit: string,
  ) {}

  /**
   * The file at `path`; undefined where there is none, or a folder.
   * @throws UserError `model.submodule`, `model.link`
   */
  async file(path: string): Promise<CommitFile | undefined> {
    const found = await this.#walk(componentsOf(path), MAX_LINKS);
    if (found?.entry.type !== 'blob') return undefined;
    const bytes = (await this.objects.info(found.entry.oid))?.size;
    return { path: found.path, oid: found.entry.oid, ...(bytes === undefined ? {} : { bytes }) };
  }

  /** Names of the files in a folder (`''`: the root); undefined where there is no such folder. */
  async names(folder: string): Promise<string[] | undefined> {
    const components = componentsOf(folder);
    const found = components.length === 0 ? { oid: this.commit } : (await this.#walk(components, MAX_LINKS))?.entry;
    const entries = found && (await this.#folder(found.oid));
    return entries && [...entries].flatMap(([name, entry]) => (entry.type === 'blob' ? [name] : []));
  }

  /** A text file; undefined where there is none, or one of more than `limit` bytes. */
  async text(path: string, limit: number): Promise<string | undefined> {
    const file = await this.file(path);
    if (file?.bytes === undefined || file.bytes > limit) return undefined;
    return (await this.objects.read(file.oid, limit))?.toString('utf8');
  }

  /** Every file of the commit in which DVC says what it tracks. */
  async trackers(): Promise<string[]> {
    const all = await this.objects.list(this.commit, '', true);
    return [...(all?.keys() ?? [])].filter(isTracker);
  }

  async #walk(components: readonly string[], links: number): Promise<{ entry: GitTreeEntry; path: string } | undefined> {
    let tree = this.commit;
    for (const [index, name] of components.entries()) {
      const entry = (await this.#folder(tree))?.get(name);
      const rest = components.slice(index + 1);
      if (!entry) return undefined;
      if (entry.mode === '120000') {
        return this.#walk([...(await this.#target(components.slice(0, index + 1), entry.oid, links)), ...rest], links - 1);
      }
      if (rest.length === 0) return { entry, path: components.join('/') };
      if (entry.mode === '160000') throw inSubmodule(components, index);
      if (entry.type !== 'tree') return undefined;
      tree = entry.oid;
    }
    return undefined;
  }

  /** Where a link leads, from the root. */
  async #target(link: readonly string[], oid: string, links: number): Promise<string[]> {
    const path = link.join('/');
    const refuse = (reason: string) =>
      new UserError('model.link', l10n.t('{0} is a link that cannot be followed in the repository: {1}.', path, reason), {
        where: path,
        remedy: l10n.t('Name the file itself.'),
      });
    if (links === 0) throw refuse(l10n.t('it goes in a circle'));
    const target = (await this.objects.read(oid, MAX_TARGET))?.toString('utf8');
    if (target === undefined) throw refuse(l10n.t('its target is not here'));
    if (/^[/\\]|^[a-z]:/i.test(target) || target.includes('\0')) throw refuse(l10n.t('it leads to an absolute path'));
    const way = link.slice(0, -1);
    for (const part of target.split('/')) {
      if (part === '..' && way.pop() === undefined) throw refuse(l10n.t('it leads out of it'));
      else if (part !== '' && part !== '.' && part !== '..') way.push(part);
    }
    return way;
  }

  #folder(oid: string): Promise<Map<string, GitTreeEntry> | undefined> {
    const known = this.#folders.get(oid);
    if (known) return known;
    const folder = this.objects.list(oid);
    this.#folders.set(oid, folder);
    return folder;
  }
}

/** `.` and empty parts left out. `..` is no name in a tree, so it finds nothing. */
function componentsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

function inSubmodule(components: readonly string[], index: number): UserError {
  const submodule = components.slice(0, index + 1).join('/');
  return new UserError('model.submodule', l10n.t('{0} lies in the submodule {1}.', components.join('/'), submodule), {
    where: submodule,
    remedy: l10n.t('Name it from inside the submodule: its versions are tags there.'),
  });
}
