import * as l10n from '@vscode/l10n';

/** What a JSON schema says of one value, as far as words are made of it. */
export interface ValueSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly ValueSchema[];
  readonly oneOf?: readonly ValueSchema[];
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly additionalProperties?: boolean | ValueSchema;
  readonly items?: boolean | ValueSchema;
  readonly prefixItems?: readonly ValueSchema[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** What a value should be, as a phrase: `a whole number from 1 to 1000`, `one of NCHW, NHWC`, `a list of 2 elements, each a number`. */
export function wantedText(schema: ValueSchema): string {
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return oneOf(schema.enum);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) {
    const texts = new Set(branches.filter(({ type }) => type !== 'null' || branches.length === 1).map(wantedText));
    return either([...texts]);
  }
  switch (schema.type) {
    case 'integer':
    case 'number':
      return numberText(schema);
    case 'string':
      return stringText(schema);
    case 'boolean':
      return l10n.t('true or false');
    case 'null':
      return l10n.t('null');
    case 'array':
      return listText(schema);
    case 'object':
      return objectText(schema);
    default:
      return l10n.t('another value');
  }
}

/** `one of a, b`; of one alone its name. */
export function oneOf(values: readonly unknown[]): string {
  return values.length === 1 ? literal(values[0]) : l10n.t('one of {0}', values.map(plain).join(', '));
}

/** `a, b or c`. */
function either(texts: readonly string[]): string {
  const last = texts.at(-1) ?? '';
  return texts.length < 2 ? last : l10n.t('{0} or {1}', texts.slice(0, -1).join(', '), last);
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : literal(value);
}

function literal(value: unknown): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

function numberText(schema: ValueSchema): string {
  const whole = schema.type === 'integer';
  const { exclusiveMinimum: above, exclusiveMaximum: below, multipleOf } = schema;
  const least = schema.minimum ?? (whole && above !== undefined ? above + 1 : undefined);
  const most = schema.maximum ?? (whole && below !== undefined ? below - 1 : undefined);
  const kind = multipleOf === undefined ? (whole ? l10n.t('a whole number') : l10n.t('a number')) : l10n.t('a multiple of {0}', multipleOf);
  // What every safe integer is within is no bound to tell.
  const [low, high] = [least, most].map((bound) => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER);
  if (low && high) return l10n.t('{0} from {1} to {2}', kind, least as number, most as number);
  if (low) return l10n.t('{0} of at least {1}', kind, least as number);
  if (above !== undefined && high) return l10n.t('{0} above {1} and at most {2}', kind, above, most as number);
  if (above !== undefined && below !== undefined) return l10n.t('{0} between {1} and {2}', kind, above, below);
  if (high) return l10n.t('{0} of at most {1}', kind, most as number);
  if (above !== undefined) return l10n.t('{0} above {1}', kind, above);
  return below === undefined ? kind : l10n.t('{0} below {1}', kind, below);
}

function stringText({ minLength = 0, maxLength, pattern, format }: ValueSchema): string {
  if (format !== undefined) return l10n.t('text of the form {0}', format);
  if (pattern !== undefined) return l10n.t('text that matches {0}', pattern);
  if (maxLength !== undefined) return l10n.t('text of {0} to {1} characters', minLength, maxLength);
  if (minLength > 1) return l10n.t('text of at least {0} characters', minLength);
  return minLength === 1 ? l10n.t('text that is not empty') : l10n.t('text');
}

function listText({ items, prefixItems, minItems, maxItems }: ValueSchema): string {
  const each = typeof items === 'object' ? items : same(prefixItems ?? []);
  const several = (each && severalText(each)) ?? l10n.t('elements');
  const count = countText(minItems, maxItems);
  const list = count === undefined ? l10n.t('a list of {0}', several) : l10n.t('a list of {0} {1}', count, several);
  return each && severalText(each) === undefined && each.type !== undefined ? l10n.t('{0}, each {1}', list, wantedText(each)) : list;
}

function countText(least: number | undefined, most: number | undefined): string | undefined {
  if (least === undefined) return most === undefined ? undefined : l10n.t('at most {0}', most);
  if (most === undefined) return l10n.t('at least {0}', least);
  return least === most ? String(least) : l10n.t('{0} to {1}', least, most);
}

/** What several values of a schema are called, where it only has a type. */
function severalText(schema: ValueSchema): string | undefined {
  const only = wantedText(schema);
  if (only === l10n.t('text')) return l10n.t('texts');
  if (only === l10n.t('a number')) return l10n.t('numbers');
  return only === l10n.t('a whole number') ? l10n.t('whole numbers') : undefined;
}

/** The schema of all elements where they have one. */
function same(schemas: readonly ValueSchema[]): ValueSchema | undefined {
  const [first, ...rest] = schemas;
  return rest.every((schema) => JSON.stringify(schema) === JSON.stringify(first)) ? first : undefined;
}

function objectText({ additionalProperties, properties }: ValueSchema): string {
  const each = typeof additionalProperties === 'object' && !properties ? additionalProperties : undefined;
  const many = each && severalText(each);
  return many === undefined ? l10n.t('an object') : l10n.t('an object of {0}', many);
}
