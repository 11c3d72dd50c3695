import { basename, isAbsolute, join, posix, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { deadLinkError } from '../../base/readRegular';
import { shownCommand } from '../../base/shell';
import { statOrMissing } from '../../base/statOrMissing';
import { enclosingRepository } from '../../git/enclosing';
import { assembleVersion, notInCommit, type ResolveOptions, type VersionFile } from '../cache/assemble';
import { VersionCache } from '../cache/cache';
import { readArtifacts } from '../declared/artifacts';
import { locateFile } from '../files/locate';
import type { LocatedFile } from '../files/located';
import { type Pointer, pointerOwner, readPointer } from '../files/pointer';
import { parseReference } from './reference';
import { findRevision, type Revision } from './revision';

export type { ResolveOptions } from '../cache/assemble';

/** A model reference brought down to a file. */
export interface ResolvedModel {
  /** File name without `.onnx`, or the artifact's name where it was named by that. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Git ref the bytes were taken from; absent: the work tree. */
  readonly ref?: string;
  readonly bytes: number;
  /** `pointer`: the file's bytes are in Git LFS or DVC, and `pointer` says which and how to fetch them. */
  readonly state: 'file' | 'pointer';
  readonly pointer?: Pointer;
  /** Of a model at a ref: what else is known of it. Then `path` is in the cache, where nothing may be written. */
  readonly revision?: ModelRevision;
}

/** A model at a ref. */
export interface ModelRevision {
  /** With its `v`, where it was named by version or stage. */
  readonly version?: string;
  /** Full object name. */
  readonly commit: string;
  /** Where the model lies at that commit, from the root of the repository, with forward slashes. */
  readonly path: string;
  /** The model's folder in the work tree, where the manifest's data sets are looked for; absent in a bare repository. Absolute. */
  readonly workTreeFolder?: string;
  /** Its files, all beside each other in the folder of the model in the cache; the model first. */
  readonly files: readonly VersionFile[];
}

/** A model at a ref, as far as it is known without its bytes. */
export interface LocatedModel extends Omit<ModelRevision, 'files' | 'workTreeFolder'> {
  readonly name: string;
  readonly ref: string;
  readonly file: LocatedFile;
}

/**
 * Resolves what a person typed for a model. What it names at a ref is brought into the cache.
 * @param reference `PATH`, `PATH@GITREF`, `NAME@vX.Y.Z`, `NAME@latest`, `NAME#STAGE`, or `NAME` of an artifact; an existing path wins
 * @throws UserError `model.missing`, `model.folder`, `model.kind`, `file.link`; at a ref also what {@link findRevision} and {@link assembleVersion} say
 */
export async function resolveModel(reference: string, cwd: string, options: ResolveOptions = {}): Promise<ResolvedModel> {
  const parsed = parseReference(reference);
  const path = resolve(cwd, reference);
  // In a folder that DVC tracks and whose list is not here any name may be a file's: one that means a ref is not taken for it.
  const mayBeFile =
    parsed.kind === 'path' || (await statOrMissing(path)) !== undefined || (await statOrMissing(`${path}.dvc`)) !== undefined;
  const direct = mayBeFile ? await fileAt(path, cwd) : undefined;
  if (direct) return direct;
  if (parsed.kind === 'path') return (await artifact(parsed.path, cwd)) ?? (await missing(reference, cwd));
  const revision = await findRevision(parsed, cwd, options.signal);
  try {
    return await assembled(revision, options);
  } finally {
    revision.registry.dispose();
  }
}

/**
 * Like {@link resolveModel}, for one who needs the bytes.
 * @throws UserError `model.pointer` for a file that is not fetched, with the command that fetches it
 */
export async function resolveModelFile(reference: string, cwd: string, options: ResolveOptions = {}): Promise<ResolvedModel> {
  const model = await resolveModel(reference, cwd, options);
  if (model.pointer) throw pointerError(model.path, model.pointer);
  return model;
}

/**
 * Finds a model at a ref: where its bytes are kept, how many, and their hash where a pointer says it. Costs no bytes.
 * @param reference as for {@link resolveModel}, with a ref, a version or a stage
 * @returns undefined for a reference to the work tree
 * @throws UserError as {@link findRevision}; `model.notInCommit`
 */
export async function locateModel(reference: string, cwd: string, signal?: AbortSignal): Promise<LocatedModel | undefined> {
  const parsed = parseReference(reference);
  if (parsed.kind === 'path' || (await statOrMissing(resolve(cwd, reference)))) return undefined;
  const { registry, tree, name, path, ref, version } = await findRevision(parsed, cwd, signal);
  try {
    const file = await locateFile(tree, path);
    if (!file) throw notInCommit(path, ref);
    return { name, ref, commit: tree.commit, path, file, ...(version === undefined ? {} : { version }) };
  } finally {
    registry.dispose();
  }
}

async function assembled({ tree, name, path, ref, version }: Revision, options: ResolveOptions): Promise<ResolvedModel> {
  const { folder, files } = await assembleVersion(tree, path, ref, new VersionCache(), options);
  const { root } = tree.repository;
  const workTreeFolder = root === undefined ? {} : { workTreeFolder: join(root, ...posix.dirname(path).split('/')) };
  const model = files[0]!;
  return {
    name,
    path: join(folder, model.name),
    ref,
    bytes: model.bytes,
    state: 'file',
    revision: { ...(version === undefined ? {} : { version }), commit: tree.commit, path, ...workTreeFolder, files },
  };
}

/** Says that a model is a pointer, and the command that fetches it. */
export function pointerError(path: string, pointer: Pointer): UserError {
  return new UserError(
    'model.pointer',
    l10n.t('{0} is not fetched yet: only its {1} pointer is here.', basename(path), pointerOwner(pointer)),
    {
      where: path,
      remedy: l10n.t('Run: {0}', shownCommand(pointer.argv)),
      actions: [{ kind: 'terminal', argv: pointer.argv, ...(pointer.cwd === undefined ? {} : { cwd: pointer.cwd }) }],
    },
  );
}

async function fileAt(path: string, cwd: string): Promise<ResolvedModel | undefined> {
  const found = await statOrMissing(path);
  if (found && !found.isFile() && !found.isDirectory()) {
    throw new UserError('model.kind', l10n.t('{0} is not a regular file, so it is no model.', path), {
      where: path,
      remedy: l10n.t('Name the .onnx file itself, not a pipe or a device.'),
    });
  }
  if (found?.isDirectory()) {
    throw new UserError('model.folder', l10n.t('{0} is a folder, not a model.', path), {
      where: path,
      remedy: l10n.t('Name the .onnx file in it.'),
    });
  }
  const pointer = await readPointer(path, cwd);
  const name = basename(path).replace(/\.onnx$/i, '');
  if (pointer) return { name, path, bytes: pointer.bytes ?? 0, state: 'pointer', pointer };
  return found ? { name, path, bytes: found.size, state: 'file' } : undefined;
}

/** A model named by its entry in `artifacts.yaml`, in `cwd` or at the root of its repository. */
async function artifact(name: string, cwd: string): Promise<ResolvedModel | undefined> {
  const root = await enclosingRepository(cwd);
  for (const folder of new Set([cwd, root ?? cwd])) {
    const found = (await readArtifacts(folder)).find((entry) => entry.name === name);
    if (!found) continue;
    const model = await fileAt(join(folder, found.path), cwd);
    if (model) return { ...model, name };
    throw new UserError('model.missing', l10n.t('{0} is declared in artifacts.yaml as {1}, which does not exist.', name, found.path), {
      where: join(folder, found.path),
    });
  }
  return undefined;
}

async function missing(reference: string, cwd: string): Promise<never> {
  const link = await deadLinkError(resolve(cwd, reference));
  if (link) throw link;
  throw new UserError('model.missing', l10n.t('There is no model {0}.', reference), {
    where: isAbsolute(reference) ? reference : resolve(cwd, reference),
    remedy: l10n.t('Give the path of an .onnx file. "modelwright models" lists those found here.'),
  });
}
