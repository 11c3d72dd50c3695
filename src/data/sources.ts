import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { errorCode } from '../base/files';
import { suggest } from '../base/suggest';
import type { ValueInfo } from '../onnx/tensor';
import { describe } from './describe';
import { parseExactJson } from './exactJson';

/** A value as a person gave it, understood but not yet read. */
export type Value =
  | { readonly kind: 'file'; readonly source: string; readonly path: string }
  | { readonly kind: 'literal'; readonly source: string; readonly literal: unknown }
  /** Words that are neither a file nor JSON: a text, for inputs that take one. */
  | { readonly kind: 'words'; readonly source: string }
  | { readonly kind: 'random'; readonly source: string; readonly seed?: number }
  | { readonly kind: 'fill'; readonly source: string; readonly value: number };

/** Values by input, several of one being the rows of a batch, and those given without a name. */
export interface Sources {
  readonly named: ReadonlyMap<string, readonly Value[]>;
  readonly unnamed: Value[];
}

/**
 * Understands `[NAME=]VALUE`. An existing path wins, also one with `=` in it.
 * @throws UserError `input.unknown` for a name the model does not have
 */
export async function parseSources(sources: readonly string[], inputs: readonly ValueInfo[], cwd: string): Promise<Sources> {
  const named = new Map<string, Value[]>();
  const unnamed: Value[] = [];
  for (const source of sources) {
    const name = (await exists(resolve(cwd, source))) ? undefined : inputName(source, inputs);
    if (name === undefined) {
      unnamed.push(await parseValue(source, cwd));
      continue;
    }
    named.set(name, [...(named.get(name) ?? []), await parseValue(source.slice(name.length + 1), cwd)]);
  }
  return { named, unnamed };
}

/** The input a source names; undefined where it names none. */
function inputName(source: string, inputs: readonly ValueInfo[]): string | undefined {
  // The longest: names may contain `=` themselves.
  const names = inputs.map((input) => input.name).filter((name) => source.startsWith(`${name}=`));
  if (names.length > 0) return names.reduce((a, b) => (b.length > a.length ? b : a));
  const given = /^([^\s="'[\]{}]+)=/.exec(source)?.[1];
  if (given === undefined) return undefined;
  const all = inputs.map((input) => input.name);
  const near = suggest(given, all);
  throw new UserError('input.unknown', l10n.t('The model has no input "{0}".', given), {
    where: given,
    remedy: near ? l10n.t('Did you mean "{0}"?', near) : l10n.t('Its inputs are {0}.', all.map((name) => `"${name}"`).join(', ')),
  });
}

async function parseValue(source: string, cwd: string): Promise<Value> {
  const path = resolve(cwd, source);
  if (source !== '' && (await exists(path))) return { kind: 'file', source, path };
  const random = /^random(?::(-?\d+))?$/.exec(source);
  if (random) return { kind: 'random', source, ...(random[1] === undefined ? {} : { seed: Number(random[1]) }) };
  if (source === 'zeros' || source === 'ones') return { kind: 'fill', source, value: source === 'ones' ? 1 : 0 };
  const literal = parseLiteral(source);
  if (literal !== undefined) return { kind: 'literal', source, literal };
  return { kind: 'words', source };
}

/** JSON, or text in single quotes. */
function parseLiteral(source: string): unknown {
  if (/^'.*'$/s.test(source)) return source.slice(1, -1);
  try {
    return parseExactJson(source);
  } catch {
    // Not JSON: words.
    return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  // What cannot be asked for (a literal too long for a name, a NUL in it) is no file; one that refuses to be looked at is, and says why.
  return stat(path).then(
    () => true,
    (error: unknown) => ['ELOOP', 'EACCES', 'EPERM'].includes(errorCode(error) ?? ''),
  );
}

/** The error for words where a file or a literal was wanted. */
export function notAValue(input: ValueInfo, source: string): UserError {
  if (/[/\\]|\.\w{1,5}$/.test(source)) {
    return new UserError('input.file', l10n.t('The file {0} for the input "{1}" does not exist.', source, input.name), {
      where: input.name,
      remedy: l10n.t('Check its path.'),
    });
  }
  const wants = describe(input.type, input.shape);
  return new UserError('input.value', l10n.t('"{0}" is neither a file nor a value for the input "{1}".', source, input.name), {
    where: input.name,
    remedy: l10n.t('It wants {0}: give a file, a number, a [list], or random.', wants),
  });
}

/** The error for a text where nobody said how it becomes ids. */
export function noTokenizer(input: ValueInfo): UserError {
  return new UserError(
    'text.tokenizer',
    l10n.t('The input "{0}" wants the ids of tokens, and no tokenizer is known for the text.', input.name),
    {
      where: input.name,
      remedy: l10n.t(
        'Name one in the manifest: inputs, "{0}", "kind": "text", "tokenizer": "tokenizer.json". Or give ids: {0}=[[1, 2]]',
        input.name,
      ),
    },
  );
}

/** The error for an input that nothing was given for. */
export function missingInput(input: ValueInfo, others: readonly ValueInfo[] = []): UserError {
  const wants = describe(input.type, input.shape);
  const more = others.filter((other) => other !== input).map((other) => `"${other.name}"`);
  const message =
    more.length === 0
      ? l10n.t('The input "{0}" has no value; it wants {1}.', input.name, wants)
      : l10n.t('The input "{0}" has no value; it wants {1}. Without a value are also {2}.', input.name, wants, more.join(', '));
  return new UserError('input.missing', message, {
    where: input.name,
    remedy: l10n.t('Give it with --input {0}=FILE, {0}=VALUE or {0}=random.', input.name),
  });
}

/** The error for a value that may belong to several inputs, or to none. */
export function ambiguous(source: string, candidates: readonly ValueInfo[]): UserError {
  if (candidates.length === 0) {
    return new UserError('input.surplus', l10n.t('{0} is given, but every input has a value already.', source), {
      where: source,
      remedy: l10n.t('Leave it out, or name the input it replaces: --input NAME={0}', source),
    });
  }
  const list = candidates.map((input) => `"${input.name}" ${describe(input.type, input.shape)}`).join('; ');
  return new UserError('input.ambiguous', l10n.t('{0} could be for any of {1} inputs: {2}.', source, candidates.length, list), {
    where: source,
    remedy: l10n.t('Name the one: --input {0}={1}', candidates[0]!.name, source),
  });
}
