import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { errorCode, fileError } from '../../base/files';
import { encodeNpy } from '../../data/files/npyEncode';
import type { JobContext } from '../../engine/context';
import type { Tensor } from '../../onnx/tensor';
import { encodeTensor } from '../../onnx/tensorProto';

/**
 * Writes tensors into a folder, one file each.
 * @returns output name → path as the folder was given
 * @throws UserError `file.*` where the folder cannot be made or written to
 */
export async function saveTensors(
  tensors: ReadonlyMap<string, Tensor>,
  folder: string,
  format: 'npy' | 'pb',
  context: JobContext,
): Promise<Map<string, string>> {
  const directory = resolve(context.cwd, folder);
  await mkdir(directory, { recursive: true }).catch((error: unknown) => {
    throw folderError(error, directory);
  });
  const files = new Map<string, string>();
  const taken = new Set<string>();
  for (const [name, tensor] of tensors) {
    context.signal.throwIfAborted();
    const bytes = format === 'npy' ? encodeNpy(tensor) : undefined;
    // What NumPy has no type for goes into ONNX's own format.
    const file = plainName(name, bytes ? 'npy' : 'pb', taken);
    const path = join(directory, file);
    const temporary = await context.outputFile(path);
    await writeFile(temporary, bytes ?? encodeTensor(tensor, name)).catch((error: unknown) => {
      throw fileError(error, path);
    });
    await context.commitOutput(path);
    files.set(name, join(folder, file).replaceAll('\\', '/'));
  }
  return files;
}

/** A name that is taken by a file, as the folder or on the way to it, is no folder. */
function folderError(error: unknown, directory: string): unknown {
  if (!['EEXIST', 'ENOTDIR'].includes(errorCode(error) ?? '')) return fileError(error, directory);
  return new UserError('file.folder', l10n.t('{0} is not a folder: it, or a part of its path, is a file.', directory), {
    where: directory,
    remedy: l10n.t('Name a folder, one that exists or a new one, for the outputs.'),
    cause: error,
  });
}

/** A plain file name for an output: names come from the model, which is a stranger's. */
function plainName(name: string, extension: string, taken: Set<string>): string {
  const stem =
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, '_')
      .replace(/^\.+/, '')
      .slice(0, 100) || 'output';
  let file = `${stem}.${extension}`;
  for (let count = 2; taken.has(file.toLowerCase()); count++) file = `${stem}-${count}.${extension}`;
  taken.add(file.toLowerCase());
  return file;
}
