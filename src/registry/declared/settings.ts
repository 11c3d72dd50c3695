import { join, normalize } from 'node:path';
import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { UserError } from '../../base/errors';
import { readSmallFile } from '../../base/smallFile';
import { nearText, type Problem, problemText, readBy } from '../../base/wanted';
import { readYaml } from '../../base/yaml';
import type { GitObjectInfo, ObjectReader } from '../../git/objects';
import { git } from '../../git/process';
import { type GitRepository, workingFolder } from '../../git/repository';
import { EXTRA_PATTERNS, type ExtraPattern, isName } from '../tags/grammar';
import { staysInside } from './artifacts';

/** What a repository's `.gto` file and the environment's `GTO_*` variables say. */
export interface RegistrySettings {
  /** Stages that may be assigned; undefined: any. An empty list forbids all. */
  readonly stages?: readonly string[];
  /** Types an artifact may have; undefined: any. */
  readonly types?: readonly string[];
  /** Name of the file that declares artifacts. */
  readonly index: string;
  /** What is wrong with them. Reading goes on with what is right; an action that they would bind is refused with this. */
  readonly problem?: UserError;
}

const LIMIT = 1 << 20;
const zNames = z
  .array(
    z
      .string()
      .refine(isName, { error: () => l10n.t('a name of letters, digits, "-", "_" and "/", with a letter or digit first and last') }),
  )
  .nullish();
// GTO refuses a key that it does not know, and so do we on writing: a misspelt `stage:` would bind nobody.
const zFile = z.strictObject({
  INDEX: z.string().optional(),
  CONFIG_FILE_NAME: z.string().nullish(),
  LOG_LEVEL: z.string().optional(),
  DEBUG: z.boolean().optional(),
  EMOJIS: z.boolean().optional(),
  types: zNames,
  stages: zNames,
  enrichments: z.array(z.unknown()).optional(),
  autoload_enrichments: z.boolean().optional(),
});

/** `.gto` of the work tree (in a bare repository: of HEAD), overridden by the environment as GTO has it. */
export async function readSettings(
  repository: GitRepository,
  objects: ObjectReader,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<RegistrySettings> {
  return parseSettings(await readText(repository, objects, '.gto'), environment);
}

/**
 * @param text of a `.gto` file; undefined: there is none
 * @param environment names in any case; lists are JSON, as pydantic reads them
 */
export function parseSettings(text: string | undefined, environment: NodeJS.ProcessEnv): RegistrySettings {
  let problem: UserError | undefined;
  const wrong = (where: string, what: string) => {
    problem ??= new UserError('gto.settings', l10n.t('{0} is not as GTO reads it: {1}', where, what), {
      where,
      remedy: l10n.t('It may have stages and types (lists of names) and INDEX (a file name).'),
    });
  };
  const settings: { stages?: readonly string[]; types?: readonly string[]; index: string } = { index: 'artifacts.yaml' };
  const take = (values: z.infer<typeof zFile>, where: string) => {
    if (values.stages !== undefined) settings.stages = values.stages ?? undefined;
    if (values.types !== undefined) settings.types = values.types ?? undefined;
    if (values.INDEX === undefined) return;
    if (staysInside(values.INDEX)) settings.index = normalize(values.INDEX).replaceAll('\\', '/');
    else wrong(where, l10n.t('INDEX leaves the repository'));
  };
  if (text !== undefined && text.trim() !== '') {
    const value = readYaml(text);
    // A file of comments alone is null; what is no YAML is undefined.
    const read = value === undefined ? undefined : readBy(zFile, value === null ? {} : value);
    if (read?.success) take(read.data, '.gto');
    else
      wrong(
        '.gto',
        read ? settingText(read.problems[0]) : l10n.t('it is no YAML, has aliases (& and *), or nests too deep to be read here'),
      );
  }
  for (const [name, value] of Object.entries(environment)) {
    const key = /^gto_(stages|types|index)$/i.exec(name)?.[1]?.toLowerCase();
    if (key === undefined || value === undefined) continue;
    const read = zFile.safeParse(key === 'index' ? { INDEX: value } : { [key]: parseJson(value) });
    if (read.success) take(read.data, name);
    else wrong(name, l10n.t('a list in JSON is wanted, such as ["staging", "production"]'));
  }
  return { ...settings, problem };
}

/**
 * Refuses a stage that the settings do not allow.
 * @throws UserError `stage.name`, `stage.unknown`, `gto.settings`
 */
export function assertStage(settings: RegistrySettings, stage: string): void {
  if (settings.problem) throw settings.problem;
  if (!isName(stage)) throw nameError('stage.name', stage);
  if (!settings.stages || settings.stages.includes(stage)) return;
  throw new UserError('stage.unknown', l10n.t('The stage {0} is not one of those that .gto allows.', stage), {
    where: stage,
    remedy:
      settings.stages.length === 0
        ? l10n.t('.gto allows none: its list of stages is empty.')
        : l10n.t('Allowed are {0}.', settings.stages.join(', ')),
  });
}

/**
 * Refuses a type that the settings do not allow.
 * @throws UserError `type.name`, `type.unknown`, `gto.settings`
 */
export function assertType(settings: RegistrySettings, type: string): void {
  if (settings.problem) throw settings.problem;
  if (!isName(type)) throw nameError('type.name', type);
  if (!settings.types || settings.types.includes(type)) return;
  throw new UserError('type.unknown', l10n.t('The type {0} is not one of those that .gto allows.', type), {
    where: type,
    remedy:
      settings.types.length === 0
        ? l10n.t('.gto allows none: its list of types is empty.')
        : l10n.t('Allowed are {0}.', settings.types.join(', ')),
  });
}

/** `stages[0]: it wants a name …, got "a b"`, with what was likely meant. */
function settingText(problem: Problem): string {
  const [key, ...rest] = problem.path;
  const place = key === undefined ? '' : `${key}${rest.map((step) => `[${step}]`).join('')}: `;
  const near = nearText(problem);
  return `${place}${problemText(problem)}${near === undefined ? '' : `. ${near}`}`;
}

function nameError(code: string, name: string): UserError {
  return new UserError(code, l10n.t('{0} is not a name that GTO takes.', JSON.stringify(name)), {
    where: name,
    remedy: l10n.t('Use letters, digits, "-", "_" and "/", with a letter or digit first and last.'),
  });
}

/** Where the extension tells its workers what the setting `modelwright.registry.tagPatterns` says; on a command line it holds as well. */
export const PATTERNS_VARIABLE = 'MODELWRIGHT_TAG_PATTERNS';
const PATTERNS_KEY = 'modelwright.tagPatterns';
const NO_PATTERN = 'none';

/**
 * The patterns to read beside GTO's, some of `name-v`, `name/v` and `v` with commas or spaces between, or `none`: as the environment's
 * `MODELWRIGHT_TAG_PATTERNS` says, else git's configuration in `modelwright.tagPatterns`; all where neither says anything.
 */
export async function configuredPatterns(repository: GitRepository, signal?: AbortSignal): Promise<readonly ExtraPattern[]> {
  return patternsIn((await patternSetting(repository, signal)).value);
}

/** What is set that means no pattern, and where; undefined where all of it does. */
export async function wrongPatterns(
  repository: GitRepository,
  signal?: AbortSignal,
): Promise<{ readonly where: string; readonly words: readonly string[] } | undefined> {
  const { where, value } = await patternSetting(repository, signal);
  const words = wordsIn(value).filter((word) => word !== NO_PATTERN && !EXTRA_PATTERNS.some((pattern) => pattern === word));
  return words.length > 0 ? { where, words } : undefined;
}

/** The patterns that a setting names. Other words are passed over: where they are all there is, it is as if nothing were set. */
export function patternsIn(text: string): readonly ExtraPattern[] {
  const words = wordsIn(text);
  const named = EXTRA_PATTERNS.filter((pattern) => words.includes(pattern));
  return named.length > 0 || words.includes(NO_PATTERN) ? named : EXTRA_PATTERNS;
}

async function patternSetting(repository: GitRepository, signal?: AbortSignal): Promise<{ where: string; value: string }> {
  const told = process.env[PATTERNS_VARIABLE] ?? '';
  if (told !== '') return { where: PATTERNS_VARIABLE, value: told };
  const options = { cwd: workingFolder(repository), signal, accept: [1] };
  return { where: PATTERNS_KEY, value: await git(['config', '--get', PATTERNS_KEY], options) };
}

function wordsIn(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

/** A small text file of the work tree, or of HEAD in a bare repository. Undefined where there is none or it is larger than 1 MiB. */
export async function readText(repository: GitRepository, objects: ObjectReader, path: string): Promise<string | undefined> {
  if (repository.root === undefined) return readTextAt(objects, 'HEAD', path);
  return readSmallFile(join(repository.root, path), LIMIT);
}

/** A small text file at a ref. */
export async function readTextAt(objects: ObjectReader, ref: string, path: string): Promise<string | undefined> {
  const blob = await blobAt(objects, ref, path);
  return blob && textOf(objects, blob);
}

/** The blob of a small file at a ref. Undefined where there is none or it is larger than 1 MiB. */
export async function blobAt(objects: ObjectReader, ref: string, path: string): Promise<GitObjectInfo | undefined> {
  const found = await objects.info(`${ref}:${path}`);
  return found?.type === 'blob' && found.size <= LIMIT ? found : undefined;
}

/** Its text. Undefined where this clone lacks it. */
export async function textOf(objects: ObjectReader, blob: GitObjectInfo): Promise<string | undefined> {
  return (await objects.read(blob.oid, LIMIT))?.toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
