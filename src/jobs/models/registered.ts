import { dirname, join, relative, resolve, sep } from 'node:path';
import type { ArtifactEntry } from '../../registry/declared/artifacts';
import { isBelow, type RegistrySource, RepositoryFolders } from '../../registry/registries';
import type { Registry } from '../../registry/registry';
import { type ArtifactState, isoTime } from '../../registry/tags/state';
import type { ModelEntry } from '../../report/schemas/models';

/** A model with what its repository knows of it. */
export interface RegisteredModel {
  readonly entry: ModelEntry;
  /** Of its repository; absent where it lies in none. */
  readonly registry?: Registry;
  /** Absent where no tag names it. */
  readonly state?: ArtifactState;
  /** Its type, as `artifacts.yaml` or `dvc.yaml` has it. */
  readonly type?: string;
  /** True where its repository begins below the folder: a submodule, a worktree, a clone. */
  readonly nested: boolean;
}

/** For so many models that only tags name is it found out where they were: each costs reading a tree. */
const MAX_LOOKED_UP = 1000;
/** As many at once: between two batches others have their turn. */
const BATCH = 20;

/** Where models that only tags name were found, for as long as their registry is open. */
const PATHS = new WeakMap<Registry, Map<string, Promise<string | undefined>>>();

/**
 * Merges models found with those that the tags of their repositories name: one entry for each, with its latest version and its
 * stages. A model of which only tags are left is `missing`, at the path of its latest version.
 */
export async function registeredModels(
  models: readonly ModelEntry[],
  root: string,
  cwd: string,
  source: RegistrySource,
): Promise<RegisteredModel[]> {
  const folders = new RepositoryFolders(root);
  const repositories = new Map<string, Repository>();
  const repositoryAt = async (folder: string) => {
    const known = repositories.get(folder) ?? (await Repository.at(folder, folder !== root, source));
    repositories.set(folder, known);
    return known;
  };
  await repositoryAt(root);
  const merged: RegisteredModel[] = [];
  for (const model of models) {
    const repository = await repositoryAt(await folders.of(dirname(resolve(cwd, model.path))));
    merged.push(repository.merge(model, cwd));
  }
  for (const repository of repositories.values()) merged.push(...(await repository.tagged(root, cwd)));
  return merged;
}

/** A repository while its models are gathered. */
class Repository {
  readonly #known = new Set<string>();

  private constructor(
    private readonly registry: Registry | undefined,
    private readonly states: ReadonlyMap<string, ArtifactState>,
    private readonly entries: ReadonlyMap<string, ArtifactEntry>,
    private readonly nested: boolean,
  ) {}

  static async at(folder: string, nested: boolean, source: RegistrySource): Promise<Repository> {
    const registry = await source.at(folder);
    if (!registry) return new Repository(undefined, new Map(), new Map(), nested);
    const [states, entries] = await Promise.all([registry.artifacts(), registry.entries()]);
    return new Repository(registry, states, new Map(entries.map((entry) => [entry.name, entry])), nested);
  }

  merge(model: ModelEntry, cwd: string): RegisteredModel {
    const state = this.#stateOf(model, cwd);
    const entry = state ? { ...model, name: state.name, ...summary(state) } : model;
    this.#known.add(entry.name);
    return { ...this.#facts(entry.name), entry, ...(state ? { state } : {}) };
  }

  /** Models that only tags name, where they lie below `root`. */
  async tagged(root: string, cwd: string): Promise<RegisteredModel[]> {
    const { registry } = this;
    if (!registry) return [];
    const top = registry.repository.root;
    const rest = [...this.states.values()].filter((state) => !this.#known.has(state.name));
    const models: RegisteredModel[] = [];
    for (let start = 0; start < rest.length; start += BATCH) {
      models.push(...(await Promise.all(rest.slice(start, start + BATCH).map((state, index) => this.#tagged(state, start + index, cwd)))));
    }
    return models.filter(({ entry: { path } }) => path === '' || top === undefined || isBelow(root, resolve(cwd, path)));
  }

  async #tagged(state: ArtifactState, index: number, cwd: string): Promise<RegisteredModel> {
    const top = this.registry?.repository.root;
    const commit = (state.versions.find((version) => version.version === state.latest) ?? state.versions[0])?.commit;
    const path = commit === undefined || index >= MAX_LOOKED_UP ? undefined : await this.#pathAt(state.name, commit);
    const shown = path === undefined ? '' : top === undefined ? path : relative(cwd, join(top, path)).split(sep).join('/');
    const entry: ModelEntry = { name: state.name, path: shown, bytes: 0, state: 'missing', files: [], ...summary(state) };
    return { ...this.#facts(state.name), entry, state };
  }

  /** A commit stays as it is, so where a model was is asked once, until the work tree declares it elsewhere. */
  #pathAt(name: string, commit: string): Promise<string | undefined> {
    const registry = this.registry!;
    // What DVC calls it is declared in a folder of its own.
    if (name.includes(':')) return registry.pathAt(name, commit);
    const known = PATHS.get(registry) ?? new Map<string, Promise<string | undefined>>();
    PATHS.set(registry, known);
    const key = `${commit} ${name} ${this.entries.get(name)?.path ?? ''}`;
    const path = known.get(key) ?? registry.pathAt(name, commit);
    known.set(key, path);
    path.catch(() => known.delete(key));
    return path;
  }

  #facts(name: string): Pick<RegisteredModel, 'registry' | 'type' | 'nested'> {
    const type = this.entries.get(name)?.type;
    return { nested: this.nested, ...(this.registry ? { registry: this.registry } : {}), ...(type === undefined ? {} : { type }) };
  }

  /** By name; or as `dir:name`, which is what DVC calls an artifact of the `dvc.yaml` in a folder above the model. */
  #stateOf({ name, path }: ModelEntry, cwd: string): ArtifactState | undefined {
    const found = this.states.get(name);
    const root = this.registry?.repository.root;
    if (found || root === undefined) return found;
    const inside = relative(root, resolve(cwd, path)).split(sep).join('/');
    for (let folder = dirname(inside); folder !== '.' && folder !== '/' && !folder.startsWith('..'); folder = dirname(folder)) {
      const nested = this.states.get(`${folder}:${name}`);
      if (nested) return nested;
    }
    return undefined;
  }
}

function summary(state: ArtifactState): Pick<ModelEntry, 'latest' | 'latestAt' | 'stages' | 'versions' | 'deprecated'> {
  const latest = state.versions.find(({ version }) => version === state.latest);
  return {
    ...(latest ? { latest: latest.version, latestAt: isoTime(latest.registeredAt) } : {}),
    stages: Object.fromEntries(state.stages),
    versions: state.versions.filter((version) => version.registered).length,
    ...(state.deprecated ? { deprecated: true } : {}),
  };
}
