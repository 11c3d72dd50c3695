import type { EventKind } from '../../report/schemas/versions';
import { parseVersion } from './semver';
import type { TagName, TagPattern } from './state';

// GTO's grammar (gto/constants.py), taken apart at the characters that no name may hold, so that no expression backtracks.
const NAME = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-/_]*[a-zA-Z0-9])?$/;
const FOLDER = /^[a-zA-Z0-9\-_./]+$/;
const DIGITS = /^[0-9]+$/;
/** What a model is called that GTO could not name: a file's stem with dots. Only the other patterns allow it. */
const LOOSE_NAME = /^[a-zA-Z0-9_](?:[\w.\-/]*\w)?$/;

/** The ways of naming versions that are read beside GTO's. */
export const EXTRA_PATTERNS = ['name-v', 'name/v', 'v'] as const satisfies readonly TagPattern[];
export type ExtraPattern = (typeof EXTRA_PATTERNS)[number];

/** A stage, a type, or an artifact's name without its folder. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

/** An artifact's name: `name`, or `dir:name` for one of a `dvc.yaml` in a folder. */
export function isArtifactName(text: string): boolean {
  const colon = text.indexOf(':');
  return colon < 0 ? NAME.test(text) : FOLDER.test(text.slice(0, colon)) && NAME.test(text.slice(colon + 1));
}

/** `v` and a Semantic Version 2.0.0, pre-release and build allowed. */
export function isVersion(text: string): boolean {
  return parseVersion(text) !== null;
}

/**
 * Reads a tag's name by GTO's grammar: `name@vX.Y.Z`, `name@vX.Y.Z!`, `name#stage`, `name#stage!`, `name@deprecated`, each with
 * `#N` or without. Undefined for any other, `name@created` among them ({@link isCreationTag}).
 */
export function parseTag(tag: string): TagName | undefined {
  const first = tag.indexOf('#');
  const at = tag.indexOf('@');
  const isStage = first >= 0 && (at < 0 || first < at);
  const cut = isStage ? first : at;
  if (cut <= 0) return undefined;
  const artifact = artifactOf(tag.slice(0, cut));
  if (artifact === undefined) return undefined;
  const hash = isStage ? tag.indexOf('#', cut + 1) : first;
  const number = hash < 0 ? '0' : tag.slice(hash + 1);
  if (hash >= 0 && !DIGITS.test(number)) return undefined;
  let action = hash < 0 ? tag.slice(cut + 1) : tag.slice(cut + 1, hash);
  const counter = Number(number);
  const cancels = action.endsWith('!');
  if (cancels) action = action.slice(0, -1);
  if (isStage) {
    if (!NAME.test(action)) return undefined;
    return nameOf(tag, cancels ? 'unassignment' : 'assignment', artifact, undefined, action, counter);
  }
  if (action === 'deprecated' && !cancels) return nameOf(tag, 'deprecation', artifact, undefined, undefined, counter);
  if (!isVersion(action)) return undefined;
  return nameOf(tag, cancels ? 'deregistration' : 'registration', artifact, action, undefined, counter);
}

/** One shape for every name: a registry has tens of thousands. */
function nameOf(
  tag: string,
  event: EventKind,
  artifact: string,
  version: string | undefined,
  stage: string | undefined,
  counter: number,
): TagName {
  return { tag, event, artifact, version, stage, counter, pattern: 'gto' };
}

/** `name@created`: in GTO's grammar, but one that GTO itself ends with an error on. */
export function isCreationTag(tag: string): boolean {
  const found = /^([^#@]+)@created(?:#[0-9]+)?$/.exec(tag);
  return found !== null && artifactOf(found[1]!) !== undefined;
}

/**
 * Reads a tag's name by one of the other patterns, in the order given: `name-v1.0.0`, `name/v1.0.0`, and `v1.0.0`, whose `artifact` is
 * empty: who knows the repository's one model says which.
 */
export function parsePattern(tag: string, patterns: readonly ExtraPattern[]): TagName | undefined {
  for (const pattern of patterns) {
    const found = pattern === 'v' ? { artifact: '', version: tag } : splitBefore(tag, pattern === 'name-v' ? '-' : '/');
    if (!found || !isVersion(found.version)) continue;
    return { tag, event: 'registration', ...found, counter: 0, pattern };
  }
  return undefined;
}

/** Cuts at the first separator behind which a version stands: `a-v2-v1.0.0` is version v1.0.0 of `a-v2`. */
function splitBefore(tag: string, separator: string): { artifact: string; version: string } | undefined {
  for (let at = tag.indexOf(`${separator}v`); at > 0; at = tag.indexOf(`${separator}v`, at + 1)) {
    const [artifact, version] = [tag.slice(0, at), tag.slice(at + 1)];
    if (isVersion(version)) return LOOSE_NAME.test(artifact) ? { artifact, version } : undefined;
  }
  return undefined;
}

/**
 * The tag's name for an event, as GTO writes it.
 * @param counter left out: without one, as GTO writes registrations; else at least 1
 */
export function formatTag(event: { event: EventKind; artifact: string; version?: string; stage?: string; counter?: number }): string {
  const name = event.artifact.replace(':', '=');
  const number = event.counter === undefined ? '' : `#${BigInt(event.counter)}`;
  switch (event.event) {
    case 'registration':
      return `${name}@${event.version}${number}`;
    case 'deregistration':
      return `${name}@${event.version}!${number}`;
    case 'assignment':
      return `${name}#${event.stage}${number}`;
    case 'unassignment':
      return `${name}#${event.stage}!${number}`;
    case 'deprecation':
      return `${name}@deprecated${number}`;
  }
}

/** The names of a registry come again with every tag. */
const artifacts = new Map<string, string>();
const KNOWN = 4096;

function artifactOf(text: string): string | undefined {
  const known = artifacts.get(text);
  if (known !== undefined) return known;
  const name = readArtifact(text);
  if (artifacts.size >= KNOWN) artifacts.clear();
  if (name !== undefined) artifacts.set(text, name);
  return name;
}

function readArtifact(text: string): string | undefined {
  const name = text.replace('=', ':');
  return !text.includes(':') && isArtifactName(name) ? name : undefined;
}
