import * as vscode from 'vscode';
import { Disposable } from '../../base/disposable';
import { type ErrorInfo, isAbort, toErrorInfo } from '../../base/errors';
import type { RegistrySource } from '../../registry/registries';
import type { Registry } from '../../registry/registry';
import { setContextKey } from '../contextKeys';
import { errorText } from '../errors';
import { ContextKeys } from '../ids';
import type { Logger } from '../log';
import { tagPatterns } from '../settings';

/** A repository that models of the workspace lie in, open and watched. */
interface OpenRepository {
  readonly registry: Registry;
  readonly watcher: { dispose(): void };
}

/** The git repositories of the workspace's folders and models: opened once, and watched for tags that come and go. */
export class Repositories extends Disposable implements RegistrySource {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  /** Fires when tags changed, by us, in a terminal or by another window, and when a repository came or went. */
  readonly onDidChange = this.#changed.event;
  /** By the folder asked about, so that a folder is looked up once. */
  #byFolder = new Map<string, Promise<OpenRepository | undefined>>();
  /** By git's own folder, so that a repository is open once. */
  #open = new Map<string, Promise<OpenRepository>>();
  /** Why a folder's repository cannot be used. */
  #problems = new Map<string, ErrorInfo>();

  constructor(private readonly log: Logger) {
    super();
    this.register({ dispose: () => this.#close() });
    // What the system could not watch, as on some network drives, is seen at the latest here.
    this.register(vscode.window.onDidChangeWindowState((state) => void (state.focused && this.check())));
    const born = this.register(vscode.workspace.createFileSystemWatcher('**/.git/HEAD', false, true, false));
    this.register(born.onDidCreate(() => this.#reset()));
    this.register(born.onDidDelete(() => this.#reset()));
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('modelwright.registry')) this.#reset();
      }),
    );
    setContextKey(ContextKeys.repository, 'unknown');
  }

  /** Why repositories cannot be used: git is missing or too old, or a folder is somebody else's. */
  get problems(): readonly ErrorInfo[] {
    return [...this.#problems.values()];
  }

  async at(folder: string): Promise<Registry | undefined> {
    const known = this.#byFolder.get(folder) ?? this.#find(folder);
    this.#byFolder.set(folder, known);
    return (await known)?.registry;
  }

  /** Closes everything: who asks next opens anew. */
  forget(): void {
    this.#close();
  }

  #reset(): void {
    this.#close();
    this.#changed.fire();
  }

  /** Asks every open repository whether its tags changed, and looks again where there was none. */
  async check(): Promise<void> {
    const asked = [...this.#byFolder].map(async ([folder, known]) => {
      const open = await known;
      if (open || this.#byFolder.get(folder) !== known) return false;
      const again = this.#find(folder);
      this.#byFolder.set(folder, again);
      return (await again) !== undefined;
    });
    const open = [...this.#open.values()].map(async (repository) => this.#refresh((await repository).registry));
    const changed = await Promise.all([...asked, ...open]);
    if (changed.includes(true) && !this.disposed) this.#changed.fire();
  }

  async #refresh(registry: Registry): Promise<boolean> {
    try {
      return await registry.refresh();
    } catch (error) {
      this.log.warn(toErrorInfo(error).message);
      return false;
    }
  }

  async #find(folder: string): Promise<OpenRepository | undefined> {
    try {
      const [{ Registry }, { patternsIn }] = await Promise.all([
        import('../../registry/registry'),
        import('../../registry/declared/settings'),
      ]);
      const patterns = process.env.MODELWRIGHT_TAG_PATTERNS ? undefined : tagPatterns();
      const registry = await Registry.open(folder, patterns === undefined ? {} : { patterns: patternsIn(patterns) });
      this.#problems.delete(folder);
      const { gitDir } = registry?.repository ?? {};
      const known = gitDir === undefined ? undefined : this.#open.get(gitDir);
      if (registry && known) registry.dispose();
      const opened = known ?? (registry && this.#watch(registry));
      if (gitDir !== undefined && opened) this.#open.set(gitDir, opened);
      opened?.catch(() => gitDir !== undefined && this.#open.delete(gitDir));
      return await opened;
    } catch (error) {
      if (isAbort(error)) throw error;
      const info = toErrorInfo(error);
      this.#problems.set(folder, info);
      this.log.warn(errorText(info));
      return undefined;
    } finally {
      setContextKey(ContextKeys.repository, this.#open.size > 0 ? 'some' : 'none');
    }
  }

  async #watch(registry: Registry): Promise<OpenRepository> {
    const { RefsWatcher } = await import('../../registry/watch');
    await registry.artifacts();
    const failed = (error: unknown) => this.log.warn(`refs are not watched: ${toErrorInfo(error).message}`);
    const watcher = new RefsWatcher(registry.repository, () => void this.check(), failed);
    await watcher.start();
    return { registry, watcher };
  }

  #close(): void {
    const open = [...this.#open.values()];
    this.#open = new Map();
    this.#byFolder = new Map();
    this.#problems = new Map();
    for (const repository of open) {
      repository.then(
        ({ registry, watcher }) => {
          watcher.dispose();
          registry.dispose();
        },
        // Whoever opened it was told.
        () => undefined,
      );
    }
  }
}
