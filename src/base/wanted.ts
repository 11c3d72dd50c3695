import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { suggest } from './suggest';
import { oneOf, type ValueSchema, wantedText } from './wantedText';

/** What is wrong with one value of a stranger's data. */
export interface Problem {
  /** The way to the value; for a key too many to the object that has it. */
  readonly path: readonly (string | number)[];
  /** What should stand there, as a phrase: `a whole number from 1 to 1000`. */
  readonly wanted: string;
  /** What stands there, shortened; undefined where nothing does. */
  readonly got?: string;
  /** Keys that the object should not have. */
  readonly keys?: readonly string[];
  /** What was most likely meant. */
  readonly near?: string;
}

/** A value that fits its schema, or everything that is wrong with it. */
export type Reading<Value> =
  | { readonly success: true; readonly data: Value }
  | { readonly success: false; readonly problems: readonly [Problem, ...Problem[]] };

/** The known keys of objects with strange ones, by the list of the strange ones. */
type KnownKeys = WeakMap<readonly string[], readonly string[]>;

/**
 * Reads a value by a schema. What is wrong is told in words of this project: none of the schema library's own reaches a person.
 * A refinement's message is what it wants, as a phrase: `a number other than 0`.
 */
export function readBy<Schema extends z.ZodType>(schema: Schema, value: unknown): Reading<z.output<Schema>> {
  const known: KnownKeys = new WeakMap();
  const read = schema.safeParse(value, {
    error: (issue) => {
      const owner = described(issue.schema ?? issue.inst);
      if (issue.code === 'unrecognized_keys') known.set(issue.keys, Object.keys(owner.properties ?? {}));
      // What a refinement wants beyond the form only itself can say.
      return issue.code === 'custom' ? l10n.t('another value') : wantedText(owner);
    },
  });
  if (read.success) return { success: true, data: read.data };
  const [first, ...rest] = read.error.issues.map((issue) => problemOf(issue, value, known));
  return { success: false, problems: [first as Problem, ...rest] };
}

/** A problem as a clause without its full stop: what is wanted, and what was found. Where is the caller's to say. */
export function problemText({ wanted, got, keys }: Problem): string {
  if (keys?.length === 1) return l10n.t('there is no key "{0}"', keys[0] as string);
  if (keys) return l10n.t('there are no keys {0}', keys.map((key) => JSON.stringify(key)).join(', '));
  return got === undefined ? l10n.t('it is missing; {0} is wanted', wanted) : l10n.t('it wants {0}, got {1}', wanted, got);
}

/** The question that follows; undefined where nothing is near. */
export function nearText({ near }: Problem): string | undefined {
  return near === undefined ? undefined : l10n.t('Did you mean "{0}"?', near);
}

/** Schemas are made once and fail often. */
const descriptions = new WeakMap<object, ValueSchema>();

/** @param owner the schema whose value is wrong; what is no schema, or has no form in JSON, says nothing */
function described(owner: object | undefined): ValueSchema {
  if (!(owner instanceof z.ZodType)) return {};
  const before = descriptions.get(owner);
  if (before) return before;
  const made = z.toJSONSchema(owner, { io: 'input', unrepresentable: 'any' }) as ValueSchema;
  descriptions.set(owner, made);
  return made;
}

function problemOf(issue: z.core.$ZodIssue, value: unknown, known: KnownKeys): Problem {
  const { path, issue: cause, key } = deepest(issue, []);
  const given = key ?? valueAt(value, path);
  if (cause.code === 'unrecognized_keys') {
    const near = suggest(cause.keys[0] ?? '', known.get(cause.keys) ?? []);
    return { path, wanted: cause.message, keys: cause.keys, near };
  }
  const options = optionsOf(cause);
  const words = options?.filter((option): option is string => typeof option === 'string') ?? [];
  return {
    path,
    wanted: options ? oneOf(options) : cause.message,
    got: given === undefined ? undefined : shown(given),
    near: typeof given === 'string' ? suggest(given, words) : undefined,
  };
}

/** The values of which one should stand there; undefined for any other problem. */
function optionsOf(issue: z.core.$ZodIssue): readonly unknown[] | undefined {
  if (issue.code === 'invalid_value') return issue.values;
  return issue.code === 'invalid_union' && 'options' in issue ? issue.options : undefined;
}

interface Cause {
  readonly path: Problem['path'];
  readonly issue: z.core.$ZodIssue;
  /** What is wrong is the last step of the path itself, not the value there. */
  readonly key?: string | number;
}

/** Of a union the branch that got furthest says what is wrong, and where none got anywhere the union itself; of a key the key's schema. */
function deepest(issue: z.core.$ZodIssue, before: Problem['path']): Cause {
  const path = [...before, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  if (issue.code === 'invalid_key' && issue.issues[0]) return { path, issue: issue.issues[0], key: path.at(-1) };
  if (issue.code !== 'invalid_union') return { path, issue };
  const branches = issue.errors.flatMap(([first]) => (first ? [deepest(first, path)] : []));
  const far = branches.filter((branch) => branch.path.length > path.length).sort((a, b) => b.path.length - a.path.length);
  return far[0] ?? { path, issue };
}

function valueAt(value: unknown, path: Problem['path']): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}

const SHOWN = 60;

/** A value for a line of text, shortened. */
function shown(value: unknown): string {
  const text = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'bigint' || (typeof part === 'number' && !Number.isFinite(part)) ? String(part) : part,
  );
  if (typeof value === 'number' || typeof value === 'bigint' || text === undefined) return String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 1)}…` : text;
}
