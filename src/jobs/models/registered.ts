import { dirname, join, relative, resolve, sep } from 'node:path';
import { isAbort, UserError } from '../../base/errors';
import { Registry } from '../../registry/registry';
import { type ShownArtifact, showRegistry } from '../../registry/show';
import type { ArtifactState } from '../../registry/state';
import type { ModelEntry } from '../../report/schemas/models';

/** The models below a folder with what tags say of them. */
export interface RegisteredModels {
  readonly models: ModelEntry[];
  /** As `gto show --json` prints it. */
  readonly registry: Record<string, ShownArtifact>;
}

/** For so many models that only tags name is it found out where they were: each costs reading a tree. */
const MAX_LOOKED_UP = 1000;

/**
 * Merges models found with those that the tags of the repository around `root` name: one entry for each, with its latest version and its
 * stages. A model of which only tags are left is `missing`, at the path of its latest version.
 * @returns undefined where there is no repository; a {@link UserError} where git or the repository cannot be used
 */
export async function registeredModels(
  models: readonly ModelEntry[],
  root: string,
  cwd: string,
  signal?: AbortSignal,
): Promise<RegisteredModels | UserError | undefined> {
  let registry: Registry | undefined;
  try {
    registry = await Registry.open(root, { signal });
    if (!registry) return undefined;
    const states = await registry.artifacts();
    const named = models.map((model) => withState(model, registry!, states, cwd));
    const known = new Set(named.map((model) => model.name));
    const rest = [...states.values()].filter((state) => !known.has(state.name));
    const tagged = await taggedModels(registry, rest, root, cwd);
    return { models: [...named, ...tagged], registry: await showRegistry(registry) };
  } catch (error) {
    if (error instanceof UserError && !isAbort(error) && error.code.startsWith('git.')) return error;
    throw error;
  } finally {
    registry?.dispose();
  }
}

function withState(model: ModelEntry, registry: Registry, states: ReadonlyMap<string, ArtifactState>, cwd: string): ModelEntry {
  const state = stateOf(model, registry, states, cwd);
  return state ? { ...model, name: state.name, ...summary(state) } : model;
}

/** By name; or as `dir:name`, which is what DVC calls an artifact of the `dvc.yaml` in a folder above the model. */
function stateOf({ name, path }: ModelEntry, { repository }: Registry, states: ReadonlyMap<string, ArtifactState>, cwd: string) {
  const found = states.get(name);
  if (found || repository.root === undefined) return found;
  const inside = relative(repository.root, resolve(cwd, path)).split(sep).join('/');
  for (let folder = dirname(inside); folder !== '.' && folder !== '/' && !folder.startsWith('..'); folder = dirname(folder)) {
    const nested = states.get(`${folder}:${name}`);
    if (nested) return nested;
  }
  return undefined;
}

function summary(state: ArtifactState): Pick<ModelEntry, 'latest' | 'stages' | 'versions' | 'deprecated'> {
  return {
    ...(state.latest === undefined ? {} : { latest: state.latest }),
    stages: Object.fromEntries(state.stages),
    versions: state.versions.filter((version) => version.registered).length,
    ...(state.deprecated ? { deprecated: true } : {}),
  };
}

async function taggedModels(registry: Registry, states: readonly ArtifactState[], root: string, cwd: string): Promise<ModelEntry[]> {
  const top = registry.repository.root;
  return Promise.all(
    states.map(async (state, index): Promise<ModelEntry> => {
      const commit = (state.versions.find((version) => version.version === state.latest) ?? state.versions[0])?.commit;
      const path = commit === undefined || index >= MAX_LOOKED_UP ? undefined : await registry.pathAt(state.name, commit);
      const shown = path === undefined ? '' : top === undefined ? path : relative(cwd, join(top, path)).split(sep).join('/');
      return { name: state.name, path: shown, bytes: 0, state: 'missing', files: [], ...summary(state) };
    }),
  ).then((models) => models.filter(({ path }) => path === '' || top === undefined || isBelow(root, resolve(cwd, path))));
}

function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
}
