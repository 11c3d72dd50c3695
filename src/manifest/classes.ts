import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { confinedPath } from '../base/confined';
import { UserError } from '../base/errors';
import { jsonFault } from '../base/jsonFault';
import { readRegular } from '../base/readRegular';

/** Largest file of class names that is read, and most names. */
const MAX_BYTES = 64 << 20;
const MAX_CLASSES = 5_000_000;

/** Class names by index; a list may have holes. */
export type ClassNames = ReadonlyMap<number, string>;

/**
 * The class names of an output, from any of the manifest's forms: a list, an object by index, or a file beside the
 * manifest.
 * @param directory the manifest's folder; a file may not lie outside it
 * @throws UserError `classes.*`, `file.*`
 */
export async function resolveClasses(
  classes: readonly string[] | Readonly<Record<string, string>> | string,
  directory: string,
): Promise<ClassNames> {
  if (typeof classes !== 'string') return classesOf(classes, l10n.t('The manifest'));
  return readClasses(await confinedPath(directory, classes, l10n.t('The manifest')));
}

/**
 * The class names in a file: a JSON list, a JSON object by index (or index by name), or one name a line.
 * @throws UserError `classes.invalid`, `classes.size`, `file.*`
 */
export async function readClasses(path: string): Promise<ClassNames> {
  const text = await readText(path);
  const start = text.trimStart()[0];
  if (start !== '[' && start !== '{') return linesOf(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // A list of names may begin with a bracket; a file called .json may not.
    if (!/\.json$/i.test(path)) return linesOf(text);
    const fault = jsonFault(text);
    if (!fault) throw error;
    throw invalid(path, l10n.t('line {0}, column {1} is not JSON: {2}', fault.line, fault.column, fault.reason));
  }
  return classesOf(value, path);
}

/** Empty lines count, since a line's number is a class's index; those at the end do not. */
function linesOf(text: string): ClassNames {
  const lines = text.replace(/\s+$/, '').split(/\r?\n/);
  return new Map(lines.map((line, i) => [i, line.trim()]));
}

function classesOf(value: unknown, owner: string): ClassNames {
  if (Array.isArray(value)) {
    if (!value.every((name) => typeof name === 'string' || typeof name === 'number'))
      throw invalid(owner, l10n.t('a class name is no text'));
    return new Map(value.map((name, i) => [i, String(name)]));
  }
  if (typeof value !== 'object' || value === null) throw invalid(owner, l10n.t('there is neither a list nor an object'));
  const entries = Object.entries(value);
  if (entries.length > MAX_CLASSES) throw invalid(owner, l10n.t('there are more than {0} classes', MAX_CLASSES));
  // Some tools write the index by the name.
  const byName = entries.length > 0 && entries.every(([, index]) => Number.isSafeInteger(index) && index >= 0);
  return new Map(
    entries.map(([key, entry]) => {
      const [index, name] = byName ? [entry as number, key] : [Number(key), entry];
      if (!Number.isSafeInteger(index) || index < 0 || !(byName || /^\d+$/.test(key))) {
        throw invalid(owner, l10n.t('"{0}" is no index of a class', key));
      }
      if (typeof name !== 'string') throw invalid(owner, l10n.t('the name of class {0} is no text', key));
      return [index, name] as const;
    }),
  );
}

async function readText(path: string): Promise<string> {
  const tooLarge = (size: number) =>
    new UserError('classes.size', l10n.t('{0} has {1} bytes; class names have at most {2}.', basename(path), size, MAX_BYTES), {
      where: path,
    });
  return (await readRegular(path, MAX_BYTES, tooLarge)).toString('utf8').replace(/^\ufeff/, '');
}

function invalid(owner: string, reason: string): UserError {
  return new UserError('classes.invalid', l10n.t('{0} does not hold class names: {1}.', basename(owner), reason), {
    where: owner,
    remedy: l10n.t('Write a JSON list, a JSON object by index, or one name a line.'),
  });
}
