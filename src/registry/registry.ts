import type { IDisposable } from '../base/disposable';
import { Turns } from '../base/turns';
import { GitObjects } from '../git/objects';
import { findRepository, type GitRepository } from '../git/repository';
import { type RefsState, readRefsState, sameRefs } from '../git/state';
import { type GitTag, listTags, readTags } from '../git/tags';
import type { Artifact, ArtifactEntry } from './declared/artifacts';
import { Declarations } from './declared/declared';
import { configuredPatterns, type RegistrySettings, readSettings } from './declared/settings';
import { dvcFolderModels } from './files/dvcFolders';
import { foldArtifact } from './tags/fold';
import type { ExtraPattern } from './tags/grammar';
import type { ArtifactState } from './tags/state';
import { TagBook } from './tags/tagBook';

/** Above so many changed tags all are read again: naming each would not fit a command line. */
const MAX_NAMED = 100;

/**
 * The registry of one repository: its tags read as models, versions and stages. Cheap to make; nothing is read until it is asked for,
 * and what was read is kept until {@link refresh} finds that refs changed.
 */
export class Registry implements IDisposable {
  readonly repository: GitRepository;
  readonly objects: GitObjects;
  readonly declarations: Declarations;
  readonly #patterns: readonly ExtraPattern[] | undefined;
  readonly #book = new TagBook();
  #states: ReadonlyMap<string, ArtifactState> | undefined;
  #refs: RefsState | undefined;
  /** One reading after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * The registry of the repository around `path`; undefined where there is none.
   * @param options.patterns the ways of naming versions that are read beside GTO's; git's configuration says where left out
   * @throws UserError `git.missing`, `git.old`, `git.unsafe`
   */
  static async open(
    path: string,
    options: { signal?: AbortSignal; patterns?: readonly ExtraPattern[] } = {},
  ): Promise<Registry | undefined> {
    const repository = await findRepository(path, options.signal);
    return repository && new Registry(repository, options.patterns);
  }

  constructor(repository: GitRepository, patterns?: readonly ExtraPattern[]) {
    this.repository = repository;
    this.objects = new GitObjects(repository);
    this.declarations = new Declarations(repository, this.objects, () => this.settings(), dvcFolderModels(repository, this.objects));
    this.#patterns = patterns;
  }

  /** Every artifact that tags name, as of the last reading. */
  async artifacts(): Promise<ReadonlyMap<string, ArtifactState>> {
    if (!this.#states) await this.refresh();
    return this.#states!;
  }

  /**
   * Reads what changed in the tags since the last time: nothing where no ref did, else the new tags only.
   * @returns true where a tag changed, and the first time
   */
  refresh(signal?: AbortSignal): Promise<boolean> {
    const turn = this.#turn.then(() => this.#refresh(signal));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** The tags that lead to a commit, as of the last reading. */
  tags(): GitTag[] {
    return this.#book.tags();
  }

  async find(name: string): Promise<ArtifactState | undefined> {
    return (await this.artifacts()).get(name);
  }

  /** What `.gto` and the environment say now. */
  settings(): Promise<RegistrySettings> {
    return readSettings(this.repository, this.objects);
  }

  /** The artifacts that `artifacts.yaml` and `dvc.yaml` give a file, at a ref or in the work tree; paths from the root, with `/`. */
  declared(ref?: string): Promise<Artifact[]> {
    return this.declarations.artifacts(ref);
  }

  /** The same with those that have no file inside the repository. */
  entries(ref?: string): Promise<readonly ArtifactEntry[]> {
    return this.declarations.entries(ref);
  }

  /** An artifact's path at a commit (its full name), from the root with `/`; undefined where it cannot be told. */
  pathAt(name: string, commit: string): Promise<string | undefined> {
    return this.declarations.pathAt(name, commit);
  }

  /** The names of the repository's models: declared, or of `.onnx` files that nothing declares. Variants (`NAME.int8`) belong to theirs. */
  async modelNames(): Promise<Set<string>> {
    const [entries, files] = await Promise.all([this.declarations.entries(), this.declarations.tracked()]);
    const taken = new Set(entries.map((entry) => entry.path));
    const stems = files.filter((path) => !taken.has(path)).map((path) => path.replace(/^.*\//, '').replace(/\.onnx$/i, ''));
    const all = new Set([...entries.map((entry) => entry.name), ...stems]);
    return new Set([...all].filter((name) => !name.includes('.') || !all.has(name.slice(0, name.indexOf('.')))));
  }

  dispose(): void {
    this.objects.dispose();
  }

  async #refresh(signal?: AbortSignal): Promise<boolean> {
    const refs = await readRefsState(this.repository);
    if (this.#states && this.#refs && sameRefs(refs, this.#refs)) return false;
    const first = this.#states === undefined;
    const patterns = this.#patterns ?? configuredPatterns(this.repository, signal);
    const [read, asked] = await Promise.all([first ? readTags(this.repository, signal) : undefined, patterns]);
    const changed = read ? await this.#book.replace(read) : await this.#update(signal);
    if (changed) this.#states = await this.#fold(asked);
    this.#refs = refs;
    return changed;
  }

  async #update(signal?: AbortSignal): Promise<boolean> {
    const { added, removed } = this.#book.compare(await listTags(this.repository, signal));
    if (added.length + removed.length === 0) return false;
    if (added.length > MAX_NAMED) return this.#book.replace(await readTags(this.repository, signal));
    const read: GitTag[] = added.length > 0 ? await readTags(this.repository, signal, added) : [];
    this.#book.update(read, added, removed);
    return true;
  }

  async #fold(patterns: readonly ExtraPattern[]): Promise<ReadonlyMap<string, ArtifactState>> {
    const before = this.#states;
    const states = new Map<string, ArtifactState>();
    const turns = new Turns();
    for (const [name, { events, counter, changed }] of await this.#book.artifacts(patterns, () => this.modelNames())) {
      if (turns.over) await turns.next();
      const known = changed ? undefined : before?.get(name);
      if (known) states.set(name, known);
      else if (events.length > 0) states.set(name, foldArtifact(name, events, counter));
    }
    return states;
  }
}
