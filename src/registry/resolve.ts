import { basename, isAbsolute, join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { readArtifacts } from './artifacts';
import { type Pointer, readPointer, statOrMissing } from './pointer';
import { parseReference } from './reference';
import { enclosingRepository } from './repository';

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
}

/**
 * Resolves what a person typed for a model.
 * @param reference `PATH`, `PATH@GITREF`, `NAME@vX.Y.Z`, `NAME#STAGE`, or `NAME` of an artifact; an existing path wins
 * @throws UserError `model.missing`, `model.folder`, `model.reference` for one that is not in the work tree
 */
export async function resolveModel(reference: string, cwd: string): Promise<ResolvedModel> {
  const direct = await fileAt(resolve(cwd, reference));
  if (direct) return direct;
  const parsed = parseReference(reference);
  switch (parsed.kind) {
    case 'path':
      return (await artifact(parsed.path, cwd)) ?? missing(reference, cwd);
    case 'ref':
      throw outsideWorkTree(reference, l10n.t('{0} at the git ref {1}', parsed.path, parsed.ref), parsed.path);
    case 'version':
      throw outsideWorkTree(reference, l10n.t('version {1} of {0}', parsed.name, parsed.version), parsed.name);
    case 'stage':
      throw outsideWorkTree(reference, l10n.t('the version of {0} in stage {1}', parsed.name, parsed.stage), parsed.name);
  }
}

/**
 * Like {@link resolveModel}, for one who needs the bytes.
 * @throws UserError `model.pointer` for a file that is not fetched, with the command that fetches it
 */
export async function resolveModelFile(reference: string, cwd: string): Promise<ResolvedModel> {
  const model = await resolveModel(reference, cwd);
  if (model.pointer) throw pointerError(model.path, model.pointer);
  return model;
}

/** Says that a model is a pointer, and the command that fetches it. */
export function pointerError(path: string, pointer: Pointer): UserError {
  const owner = pointer.kind === 'lfs' ? 'Git LFS' : 'DVC';
  return new UserError('model.pointer', l10n.t('{0} is not fetched yet: only its {1} pointer is here.', basename(path), owner), {
    where: path,
    remedy: l10n.t('Run: {0}', pointer.command),
    actions: [{ kind: 'terminal', command: pointer.command, cwd: pointer.cwd }],
  });
}

async function fileAt(path: string): Promise<ResolvedModel | undefined> {
  const found = await statOrMissing(path);
  if (found && !found.isFile()) {
    throw new UserError('model.folder', l10n.t('{0} is a folder, not a model.', path), {
      where: path,
      remedy: l10n.t('Name the .onnx file in it.'),
    });
  }
  const pointer = await readPointer(path);
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
    const model = await fileAt(join(folder, found.path));
    if (model) return { ...model, name };
    throw new UserError('model.missing', l10n.t('{0} is declared in artifacts.yaml as {1}, which does not exist.', name, found.path), {
      where: join(folder, found.path),
    });
  }
  return undefined;
}

function missing(reference: string, cwd: string): never {
  throw new UserError('model.missing', l10n.t('There is no model {0}.', reference), {
    where: isAbsolute(reference) ? reference : resolve(cwd, reference),
    remedy: l10n.t('Give the path of an .onnx file. "modelwright models" lists those found here.'),
  });
}

function outsideWorkTree(reference: string, meaning: string, name: string): UserError {
  return new UserError(
    'model.reference',
    l10n.t('"{0}" names {1}. This version of Modelwright opens models in the work tree only.', reference, meaning),
    {
      where: reference,
      remedy: l10n.t('Check that version out and name {0} alone.', name),
    },
  );
}
