import { dirname, join, relative, sep } from 'node:path';
import type { IDisposable } from '../base/disposable';
import { isAbort, UserError } from '../base/errors';
import { statOrMissing } from '../base/statOrMissing';
import { Registry } from './registry';

/** Where registries come from: the extension keeps them open, a job opens them for as long as it runs. */
export interface RegistrySource {
  /** The registry of the repository around a folder; undefined where there is none, or none that can be used. */
  at(folder: string): Promise<Registry | undefined>;
}

/** Registries opened when they are asked for, and closed together. */
export class OpenRegistries implements RegistrySource, IDisposable {
  readonly #byFolder = new Map<string, Promise<Registry | undefined>>();
  readonly #open: Registry[] = [];

  /** @param problem told why a repository cannot be used: `git.*` */
  constructor(
    private readonly problem: (error: UserError) => void,
    private readonly signal?: AbortSignal,
  ) {}

  at(folder: string): Promise<Registry | undefined> {
    const known = this.#byFolder.get(folder) ?? this.#openAt(folder);
    this.#byFolder.set(folder, known);
    return known;
  }

  dispose(): void {
    for (const registry of this.#open.splice(0)) registry.dispose();
  }

  async #openAt(folder: string): Promise<Registry | undefined> {
    try {
      const registry = await Registry.open(folder, { signal: this.signal });
      if (!registry) return undefined;
      this.#open.push(registry);
      await registry.artifacts();
      return registry;
    } catch (error) {
      if (!(error instanceof UserError) || isAbort(error) || !error.code.startsWith('git.')) throw error;
      this.problem(error);
      return undefined;
    }
  }
}

/** Tells by names alone, without git, which folders at or below a root have a repository of their own: submodules, worktrees, clones. */
export class RepositoryFolders {
  readonly #known = new Map<string, Promise<string>>();

  /** @param root absolute; the repository around it may begin above */
  constructor(private readonly root: string) {}

  /** The nearest folder at or above `folder` with a `.git` in it, but none above the root. */
  of(folder: string): Promise<string> {
    if (folder === this.root || !isBelow(this.root, folder)) return Promise.resolve(this.root);
    const known = this.#known.get(folder) ?? this.#find(folder);
    this.#known.set(folder, known);
    return known;
  }

  async #find(folder: string): Promise<string> {
    return (await statOrMissing(join(folder, '.git'))) ? folder : this.of(dirname(folder));
  }
}

/** Whether a path is a folder, or lies in it. */
export function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}
