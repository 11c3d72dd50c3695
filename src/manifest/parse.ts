import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { suggest } from '../base/suggest';
import { type JsonPath, jsonPathText, placeOf, syntaxPlace } from './position';
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
  const parsed = zManifest.safeParse(value);
  if (parsed.success) return { manifest: parsed.data, unknownKeys: strange.map(({ path: at }) => jsonPathText(at)) };
  const issue = deepest(parsed.error.issues[0]!);
  const got = shown(valueAt(value, issue.path));
  throw invalid('manifest.invalid', path, json, issue.path, l10n.t('{0}; got {1}', issue.message, got), remedyFor(issue, value));
}

interface Issue {
  readonly path: JsonPath;
  readonly message: string;
  readonly values?: readonly unknown[];
}

type ZodIssue =
  ReturnType<typeof zManifest.safeParse> extends infer R
    ? R extends { success: false; error: { issues: (infer I)[] } }
      ? I
      : never
    : never;

/** Of a union the branch that got furthest says what is wrong. */
function deepest(issue: ZodIssue): Issue {
  const path = issue.path as JsonPath;
  if (issue.code !== 'invalid_union') {
    return { path, message: issue.message.replace(/^Invalid input: /, ''), ...('values' in issue ? { values: issue.values } : {}) };
  }
  if (issue.errors.length === 0) {
    const options = 'discriminator' in issue && issue.discriminator === 'kind' ? KINDS : undefined;
    return { path, message: options ? l10n.t('expected one of {0}', options.join(', ')) : issue.message, values: options };
  }
  const nested = issue.errors.map((list) => deepest(list[0] as ZodIssue));
  const best = nested.reduce((a, b) => (b.path.length > a.path.length ? b : a));
  if (best.path.length > 0) return { ...best, path: [...path, ...best.path] };
  return { path, message: nested.map((branch) => branch.message).join(' | ') };
}

const KINDS = ['image', 'table', 'text', 'audio', 'state', 'constant', 'tensor'];

function remedyFor(issue: Issue, value: unknown): string | undefined {
  const given = valueAt(value, issue.path);
  const options = issue.values?.filter((option) => typeof option === 'string');
  const near = typeof given === 'string' && options ? suggest(given, options) : undefined;
  return near ? l10n.t('Did you mean "{0}"?', near) : undefined;
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { line, column } = syntaxPlace(text, reason);
    throw new UserError('manifest.syntax', l10n.t('{0} is not valid JSON: {1}', basename(path), reason), {
      where: `${path}:${line}:${column}`,
      remedy: l10n.t('Look at line {0}, column {1}.', line, column),
      actions: [{ kind: 'openFile', path }],
    });
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

function shown(value: unknown): string {
  if (value === undefined) return l10n.t('nothing');
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
