import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { jsonFault } from '../base/jsonFault';
import { suggest } from '../base/suggest';
import { nearText, problemText, readBy } from '../base/wanted';
import { type JsonPath, jsonPathText, placeOf } from './position';
import { type Manifest, zManifest } from './schema';
import { strangeKeys } from './strangeKeys';

/**
 * Reads a manifest's text. A key that is a slip of a known one is an error; one that resembles none is kept out of the way,
 * since a newer version may know it.
 * @param path named in errors
 * @throws UserError `manifest.syntax`, `manifest.version`, `manifest.invalid`, `manifest.key`
 */
export function parseManifest(text: string, path: string): { manifest: Manifest; unknownKeys: string[] } {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const value = parseJson(json, path);
  checkVersion(value, json, path);
  const strange = strangeKeys(value);
  for (const { path: at, known } of strange) {
    const key = String(at.at(-1));
    const near = suggest(key, known);
    if (near !== undefined) {
      throw invalid('manifest.key', path, json, at, l10n.t('there is no key "{0}"', key), l10n.t('Did you mean "{0}"?', near));
    }
  }
  const read = readBy(zManifest, value);
  if (read.success) return { manifest: read.data, unknownKeys: strange.map(({ path: at }) => jsonPathText(at)) };
  const [problem] = read.problems;
  throw invalid('manifest.invalid', path, json, problem.path, problemText(problem), nearText(problem));
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const fault = jsonFault(text);
    if (!fault) throw error;
    const { line, column, reason } = fault;
    throw new UserError(
      'manifest.syntax',
      l10n.t('{0}, line {1}, column {2}: this is not JSON: {3}.', basename(path), line, column, reason),
      {
        where: `${path}:${line}:${column}`,
        actions: [{ kind: 'openFile', path }],
      },
    );
  }
}

function checkVersion(value: unknown, text: string, path: string): void {
  const version = valueAt(value, ['schemaVersion']);
  if (typeof version !== 'number' || !(version > 1)) return;
  const { line, column } = placeOf(text, ['schemaVersion']);
  throw new UserError(
    'manifest.version',
    l10n.t('{0} is of schema version {1}; this Modelwright reads version 1.', basename(path), version),
    {
      where: `${path}:${line}:${column}`,
      remedy: l10n.t('Update Modelwright.'),
    },
  );
}

function invalid(code: string, path: string, text: string, at: JsonPath, reason: string, remedy?: string): UserError {
  const { line, column } = placeOf(text, at);
  return new UserError(code, l10n.t('{0}, line {1}, column {2}, at {3}: {4}.', basename(path), line, column, jsonPathText(at), reason), {
    where: `${path}:${line}:${column}`,
    remedy,
    actions: [{ kind: 'openFile', path }],
  });
}

function valueAt(value: unknown, path: JsonPath): unknown {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[key];
  }
  return at;
}
