import { type JsonSchema, manifestJsonSchema } from './jsonSchema';
import type { JsonPath } from './position';

/** A key that the schema does not have. */
export interface StrangeKey {
  readonly path: JsonPath;
  /** Keys the schema has there. */
  readonly known: readonly string[];
}

let schema: JsonSchema | undefined;

/** Every key of a manifest that its schema does not have, in the order they stand. */
export function strangeKeys(value: unknown): StrangeKey[] {
  schema ??= manifestJsonSchema();
  const found: StrangeKey[] = [];
  walk(value, schema, [], found);
  return found;
}

function walk(value: unknown, schema: JsonSchema, path: JsonPath, found: StrangeKey[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    if (schema.items) for (const [i, item] of value.entries()) walk(item, schema.items, [...path, i], found);
    return;
  }
  const record = value as Record<string, unknown>;
  const fitting = branch(record, schema);
  if (!fitting) return;
  const { properties = {}, additionalProperties } = fitting;
  for (const [key, item] of Object.entries(record)) {
    const at = [...path, key];
    if (Object.hasOwn(properties, key)) walk(item, properties[key]!, at, found);
    else if (additionalProperties === false) found.push({ path: at, known: Object.keys(properties) });
    else if (typeof additionalProperties === 'object') walk(item, additionalProperties, at, found);
  }
}

/** Of alternatives the one whose `kind` the value has; undefined where none is told apart so. */
function branch(value: Readonly<Record<string, unknown>>, schema: JsonSchema): JsonSchema | undefined {
  const branches = schema.oneOf ?? schema.anyOf;
  return branches ? branches.find((option) => option.properties?.kind?.const === value.kind && value.kind !== undefined) : schema;
}
