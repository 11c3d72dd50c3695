import { realpath } from 'node:fs/promises';
import { basename, dirname, join, posix, relative, resolve, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { shownCommand } from '../../base/shell';
import { suggest } from '../../base/suggest';
import { notInCommit } from '../cache/assemble';
import { CommitTree } from '../files/commitTree';
import { locateFile } from '../files/locate';
import { nestedRepository } from '../nested';
import { Registry } from '../registry';
import type { ArtifactState, VersionState } from '../tags/state';
import { LATEST, type ModelReference } from './reference';
import { noArtifact, noStage, noVersion, stageEmpty, unknownRef, unregistered, withdrawn } from './revisionErrors';

/** A model at a commit: what a reference with a ref, a version or a stage comes down to. */
export interface Revision {
  readonly registry: Registry;
  readonly tree: CommitTree;
  /** The artifact's name, or the file's without `.onnx`. */
  readonly name: string;
  /** From the root of the repository, with forward slashes. */
  readonly path: string;
  /** How it is named from now on: a tag as it is, anything that may move by the commit's first 12 digits. */
  readonly ref: string;
  readonly version?: string;
}

type Dated = Exclude<ModelReference, { kind: 'path' }>;

/**
 * Finds the commit and the path that a reference means. The caller disposes of its registry.
 * @throws UserError `model.noRepository`, `model.ref`, `model.notInCommit`, `model.unknown`, `model.ambiguous`, `model.version`,
 * `model.withdrawn`, `model.stage`, `model.stageEmpty`, `git.*`
 */
export async function findRevision(reference: Dated, cwd: string, signal?: AbortSignal): Promise<Revision> {
  try {
    return await revisionIn(reference, cwd, signal);
  } catch (error) {
    const unknown = error instanceof UserError && ['model.unknown', 'model.noRepository'].includes(error.code);
    const nested = unknown && reference.kind !== 'ref' ? await nestedRepository(reference.name, cwd, signal) : undefined;
    if (nested === undefined) throw error;
    return revisionIn(reference, nested, signal);
  }
}

async function revisionIn(reference: Dated, cwd: string, signal?: AbortSignal): Promise<Revision> {
  const start = reference.kind === 'ref' ? resolve(cwd, reference.path) : cwd;
  const registry = await Registry.open(start, { signal });
  if (!registry) {
    throw new UserError('model.noRepository', l10n.t('{0} is not in a git repository, so it has no versions.', start), {
      where: start,
      remedy: l10n.t('Name a file, or run this inside the repository of the model.'),
    });
  }
  try {
    return reference.kind === 'ref' ? await atRef(registry, reference, cwd) : await atVersion(registry, reference);
  } catch (error) {
    registry.dispose();
    throw error;
  }
}

async function atRef(registry: Registry, { path, ref }: { path: string; ref: string }, cwd: string): Promise<Revision> {
  const found = await registry.objects.info(`${ref}^{commit}`);
  if (found?.type !== 'commit') throw await unknownRef(registry, path, ref);
  const tree = new CommitTree(registry.repository, registry.objects, found.oid);
  const label = (await isTag(registry, ref)) ? ref.replace(/^(refs\/)?tags\//, '') : found.oid.slice(0, 12);
  const inside = await pathInRepository(registry, resolve(cwd, path));
  if (inside !== undefined && (await locateFile(tree, inside))) {
    return { registry, tree, name: basename(inside).replace(/\.onnx$/i, ''), path: inside, ref: label };
  }
  // A name instead of a path: the model by that name at a branch or commit.
  const named = await registry.pathAt(path, found.oid);
  if (named !== undefined && (await locateFile(tree, named))) return { registry, tree, name: path, path: named, ref: label };
  if (inside === undefined) {
    throw new UserError('model.outside', l10n.t('{0} lies outside of the repository.', path), { where: path });
  }
  throw notInCommit(inside, ref, await nearPath(registry, found.oid, inside, ref));
}

async function atVersion(registry: Registry, reference: Exclude<Dated, { kind: 'ref' }>): Promise<Revision> {
  const artifact = await findArtifact(registry, reference.name);
  const state = reference.kind === 'stage' ? inStage(artifact, reference.stage) : ofVersion(artifact, reference.version);
  const path = await registry.pathAt(artifact.name, state.commit);
  if (path === undefined) throw await unplaced(registry, artifact, state);
  const tree = new CommitTree(registry.repository, registry.objects, state.commit);
  const version = state.registered ? { version: state.version } : {};
  return { registry, tree, name: artifact.name, path, ref: state.tag, ...version };
}

/** The artifact of a name, or the only one of that name in a folder. */
async function findArtifact(registry: Registry, name: string): Promise<ArtifactState> {
  const artifacts = await registry.artifacts();
  const found = artifacts.get(name);
  if (found) return found;
  const inFolders = [...artifacts.values()].filter((artifact) => artifact.name.endsWith(`:${name}`));
  if (inFolders.length === 1) return inFolders[0]!;
  if (inFolders.length > 1) {
    const names = inFolders.map((artifact) => artifact.name);
    throw new UserError('model.ambiguous', l10n.t('{0} may be one of {1} models.', name, names.length), {
      where: name,
      remedy: l10n.t('Name one of {0}.', names.join(', ')),
    });
  }
  throw (await isModel(registry, name)) ? unregistered(name, registry.repository) : noArtifact(name, [...artifacts.keys()]);
}

/** Whether the work tree has a model of that name, though no version. */
async function isModel(registry: Registry, name: string): Promise<boolean> {
  const declared = await registry.declared();
  if (declared.some((artifact) => artifact.name === name)) return true;
  return (await registry.declarations.tracked()).some((path) => posix.basename(path) === `${name}.onnx`);
}

function ofVersion(artifact: ArtifactState, version: string): VersionState {
  const wanted = version === LATEST ? artifact.latest : version;
  const states = artifact.versions.filter((state) => state.registered && state.version === wanted);
  const found = states.find((state) => state.active) ?? states[0];
  if (found?.active) return found;
  throw found ? withdrawn(artifact, found) : noVersion(artifact, version);
}

function inStage(artifact: ArtifactState, stage: string): VersionState {
  const version = artifact.stages.get(stage);
  if (version === undefined) throw noStage(artifact, stage);
  const found = artifact.versions.find((state) => state.version === version && state.stages.includes(stage));
  if (version === null || !found) throw stageEmpty(artifact, stage);
  return found;
}

async function unplaced(registry: Registry, artifact: ArtifactState, state: VersionState): Promise<UserError> {
  const commit = state.commit.slice(0, 12);
  if (!(await registry.objects.info(`${state.commit}^{tree}`)) && (await registry.objects.info(state.commit))) {
    // Asked for by a person git brings them from where the clone left them.
    const argv = ['git', 'ls-tree', '-r', '--name-only', state.commit];
    return new UserError(
      'model.notHere',
      l10n.t('The files of commit {0}, which {1} names, are not here: this is a partial clone.', commit, state.tag),
      {
        where: state.tag,
        remedy: l10n.t('Run: {0}', shownCommand(argv)),
        actions: [{ kind: 'terminal', argv, cwd: registry.repository.root }],
      },
    );
  }
  const remedy = registry.repository.shallow && !(await registry.objects.info(state.commit)) ? ['git', 'fetch', '--unshallow'] : undefined;
  return new UserError('model.notInCommit', l10n.t('Commit {0}, which {1} names, has no file for {2}.', commit, state.tag, artifact.name), {
    where: state.tag,
    remedy:
      remedy === undefined
        ? l10n.t('Name the file itself: "git ls-tree -r --name-only {0}" lists those of that commit.', commit)
        : l10n.t('Run: {0}', shownCommand(remedy)),
    actions: remedy === undefined ? [] : [{ kind: 'terminal', argv: remedy, cwd: registry.repository.root }],
  });
}

async function isTag(registry: Registry, ref: string): Promise<boolean> {
  const name = ref.replace(/^(refs\/)?tags\//, '');
  return /^[^\s~^:?*[\\]+$/.test(name) && (await registry.objects.info(`refs/tags/${name}`)) !== undefined;
}

/** Where a file is or was, from the root of the repository; undefined outside of it. Links above the file are followed. */
async function pathInRepository({ repository }: Registry, path: string): Promise<string | undefined> {
  const way = relative(await real(repository.root ?? repository.gitDir), join(await real(dirname(path)), basename(path)));
  const inside = way.split(sep).join('/');
  return inside === '..' || inside.startsWith('../') || resolve(way) === way ? undefined : inside;
}

/** The real path of a folder of which the last parts may be gone. */
async function real(folder: string): Promise<string> {
  const gone: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    const found = await realpath(at).catch(() => undefined);
    if (found !== undefined) return join(found, ...gone);
    if (dirname(at) === at) return folder;
    gone.unshift(basename(at));
  }
}

/** A model of the commit that may have been meant. */
async function nearPath(registry: Registry, commit: string, path: string, ref: string): Promise<string | undefined> {
  const entries = (await registry.objects.list(commit, '', true)) ?? new Map<string, unknown>();
  const models = [...entries.keys()].filter((each) => /\.onnx(\.dvc)?$/i.test(each)).map((each) => each.replace(/\.dvc$/, ''));
  const near = models.find((each) => posix.basename(each) === posix.basename(path)) ?? suggest(path, models);
  return near === undefined ? undefined : l10n.t('Did you mean {0}?', `${near}@${ref}`);
}
