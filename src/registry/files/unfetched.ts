import { basename, dirname, join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { shownCommand } from '../../base/shell';
import { statOrMissing } from '../../base/statOrMissing';
import { locationComponents } from '../../onnx/externalData';
import { externalFiles } from '../../onnx/externalFiles';
import type { OnnxModel } from '../../onnx/model';
import { openModel } from '../../onnx/open';
import { type Pointer, pointerOwner, readPointer } from './pointer';
import { WorkTree } from './workTree';

/** More files than this are not looked up: no model that was made to be used has them. */
const MAX_FILES = 1000;

/**
 * The external data files of a model that Git LFS or DVC has not fetched, each as the error that names it and what fetches it. One that
 * is missing for another reason is not among them.
 * @param path of the model, absolute
 * @param cwd where the command will be run
 */
export async function unfetchedData(model: OnnxModel, path: string, cwd: string): Promise<UserError[]> {
  const found: UserError[] = [];
  let tree: WorkTree | undefined;
  for (const location of externalFiles(model).slice(0, MAX_FILES)) {
    const file = fileAt(path, location);
    if (file === undefined) continue;
    tree ??= await WorkTree.around(path);
    const pointer = await readPointer(file, cwd, tree);
    if (pointer) found.push(dataPointerError(location, pointer));
  }
  return found;
}

/**
 * The external data files of a model that is to be run, absolute: none of them is a pointer or something that is no file.
 * @param cwd where the command that fetches one will be run
 * @throws UserError `externalData.pointer`, `externalData.kind`
 */
export async function usableData(path: string, cwd: string): Promise<string[]> {
  const model = openModel(path);
  try {
    const [first] = await unfetchedData(model, path, cwd);
    if (first) throw first;
    const locations = externalFiles(model);
    for (const location of locations.slice(0, MAX_FILES)) await refuseOtherThanFile(location, fileAt(path, location));
    return locations.flatMap((location) => fileAt(path, location) ?? []);
  } finally {
    model.close();
  }
}

/** The runtime would say no more than that its size cannot be told. That there is none it says itself. */
async function refuseOtherThanFile(location: string, file: string | undefined): Promise<void> {
  const found = file === undefined ? undefined : await statOrMissing(file);
  if (!found || found.isFile()) return;
  throw new UserError('externalData.kind', l10n.t('The external data file {0} is not a regular file.', location), {
    where: location,
    remedy: l10n.t('Put the file itself in its place, or export the model again.'),
  });
}

function dataPointerError(location: string, pointer: Pointer): UserError {
  const { argv, cwd } = pointer;
  const message = l10n.t('The external data file {0} is not fetched yet: only its {1} pointer is here.', location, pointerOwner(pointer));
  return new UserError('externalData.pointer', message, {
    where: location,
    remedy: l10n.t('Run: {0}', shownCommand(argv)),
    actions: [{ kind: 'terminal', argv, ...(cwd === undefined ? {} : { cwd }) }],
  });
}

/** Undefined for a location that may not be followed, of which the checker speaks. */
function fileAt(path: string, location: string): string | undefined {
  try {
    return join(dirname(path), ...locationComponents(location, basename(path)));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
