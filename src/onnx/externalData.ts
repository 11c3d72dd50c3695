import { realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { fileError } from '../base/files';
import { lfsPointerAt, lfsPointerError } from '../base/lfsPointer';
import { bitsPerElement, elementTypeName } from './elementType';
import { type TensorProto, TensorProto_DataLocation } from './gen/onnx-ml_pb';
import type { DataReference } from './model';
import { shapeOf, tensorPlace } from './shape';

/** True where a tensor's bytes are in a file beside the model. */
export function isExternal(tensor: TensorProto): boolean {
  return tensor.dataLocation === TensorProto_DataLocation.EXTERNAL;
}

/**
 * Finds a tensor's external bytes. The location, offset and length come from the model file and are not trusted: the
 * location is a relative path below the model's folder, no link on the way leads out of it, and the range lies in the
 * file and has the size that type and dims ask for.
 * @param directory the model's folder; undefined for a model of which only the bytes are known
 * @throws UserError saying which rule was broken
 */
export function resolveExternalData(tensor: TensorProto, directory: string | undefined): DataReference {
  const where = tensorPlace(tensor);
  const entries = externalEntries(tensor, where);
  const offset = decimal(entries, 'offset', where) ?? 0;
  const declared = decimal(entries, 'length', where);
  const needed = neededBytes(tensor, where);
  if (declared !== undefined && declared !== needed) {
    throw broken('size', l10n.t('The tensor needs {0} bytes, its external data have {1}.', needed, declared), where);
  }
  const { file, size } = locate(entries.get('location') ?? '', directory, where);
  if (needed > size - offset) {
    throw new UserError(
      'externalData.pastEnd',
      l10n.t('External data {0} to {1} lie past the end of {2}, which has {3} bytes.', offset, offset + needed, file, size),
      { where, remedy: l10n.t('The data file is cut off or belongs to another version of the model; fetch or export both again.') },
    );
  }
  return { file, offset, length: needed };
}

/** As {@link resolveExternalData}, with the broken rule as a result, for whoever lists problems. */
export function checkExternalData(
  tensor: TensorProto,
  directory: string | undefined,
): { reference: DataReference } | { problem: UserError } {
  try {
    return { reference: resolveExternalData(tensor, directory) };
  } catch (error) {
    if (error instanceof UserError) return { problem: error };
    throw error;
  }
}

/**
 * The rules a location's text must keep, whatever is on disk: relative, with forward slashes, without `..`. The same
 * on every system, so that a model refused on one is refused on all.
 * @returns the path's components
 * @throws UserError for a location that leaves the folder or could be read two ways
 */
export function locationComponents(location: string, where: string): string[] {
  const refuse = (message: string) => broken('location', message, where);
  if (location === '') throw refuse(l10n.t('The tensor says its data are in another file, but not which.'));
  if (location.includes('\0')) throw refuse(l10n.t('The location of external data has a zero byte in it.'));
  if (location.includes('\\')) throw refuse(l10n.t('The location of external data, {0}, has a backslash in it.', location));
  if (location.startsWith('/') || /^[a-z]:/i.test(location)) {
    throw refuse(l10n.t('The location of external data, {0}, is an absolute path.', location));
  }
  const components = location.split('/').filter((part) => part !== '' && part !== '.');
  // Windows drops dots and spaces at the end of a name: '.. ' would be '..' there.
  if (components.some((part) => /^\.[. ]+$/.test(part))) {
    throw refuse(l10n.t("The location of external data, {0}, leaves the model's folder.", location));
  }
  if (components.length === 0) throw refuse(l10n.t('The location of external data, {0}, names no file.', location));
  return components;
}

function externalEntries(tensor: TensorProto, where: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (const { key, value } of tensor.externalData) {
    if (entries.has(key)) throw broken('entries', l10n.t('The tensor names the {0} of its external data twice.', key), where);
    entries.set(key, value);
  }
  return entries;
}

/** A non-negative decimal number that a file offset can be; nothing else is accepted, not even a sign or a space. */
function decimal(entries: Map<string, string>, key: string, where: string): number | undefined {
  const text = entries.get(key);
  if (text === undefined || (key === 'length' && text === '')) return undefined;
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw broken('number', l10n.t('The {0} of external data, {1}, is not a byte position.', key, text), where);
}

function neededBytes(tensor: TensorProto, where: string): number {
  const type = elementTypeName(tensor.dataType);
  const bits = type && bitsPerElement(type);
  if (bits === undefined) throw broken('type', l10n.t('Only numbers can be stored as external data.'), where);
  return Math.ceil((shapeOf(tensor).count * bits) / 8);
}

function locate(location: string, directory: string | undefined, where: string): { file: string; size: number } {
  const components = locationComponents(location, where);
  if (directory === undefined) {
    throw broken('folder', l10n.t('The data are in {0} beside the model, whose folder is not known here.', location), where);
  }
  const missing = (error: unknown) =>
    new UserError('externalData.missing', l10n.t('The external data file {0} is not there.', location), {
      where,
      remedy: l10n.t('Put it beside the model, or fetch it (git lfs pull, dvc pull).'),
      cause: error,
    });
  let folder: string;
  let file: string;
  let size: number;
  try {
    // With every link on the way resolved, so that the answer cannot depend on which component was the link.
    folder = realpathSync(directory);
    file = realpathSync(join(folder, ...components));
    const stat = statSync(file);
    if (!stat.isFile()) throw broken('kind', l10n.t('The external data file {0} is not a regular file.', location), where);
    size = stat.size;
  } catch (error) {
    throw error instanceof UserError ? error : missing(error);
  }
  if (!file.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
    throw broken('link', l10n.t("The external data file {0} is a link that leaves the model's folder.", location), where);
  }
  refusePointer(file, size, where);
  return { file, size };
}

/** A pointer's text would be read as weights without a word. @throws UserError `externalData.pointer` with what fetches it */
export function refusePointer(file: string, size: number, where: string): void {
  let pointer: unknown;
  try {
    pointer = lfsPointerAt(file, size);
  } catch (error) {
    throw fileError(error, file);
  }
  if (pointer) throw lfsPointerError('externalData.pointer', file, where);
}

function broken(rule: string, message: string, where: string): UserError {
  return new UserError(`externalData.${rule}`, message, {
    where,
    remedy: l10n.t('Nothing was read. If you trust the model, save it again with its data in one file beside it.'),
  });
}
