import { z } from 'zod';
import { flagName } from '../jobs/readParameters';

/** A parameter as a command-line flag. */
export interface Flag {
  readonly parameter: string;
  /** With its dashes: `--batch-size`. */
  readonly flag: string;
  readonly type: 'string' | 'number' | 'boolean';
  /** `each`: the flag may be repeated; `list`: one flag holds values with commas. */
  readonly many?: 'each' | 'list';
  readonly choices?: readonly string[];
  readonly description?: string;
  /** What the `--no-` form of a flag that is on by itself does. */
  readonly negation?: string;
  readonly default?: unknown;
  readonly required: boolean;
}

/** What `z.toJSONSchema` gives for one property, as far as flags need it. */
interface Property {
  type?: string;
  enum?: unknown[];
  items?: Property;
  description?: string;
  default?: unknown;
  /** Of an array of texts without commas: they may stand in one flag. */
  list?: boolean;
}

/** A job's flags, from its schema alone. */
export function flagsOf(schema: z.ZodObject): Flag[] {
  const json = z.toJSONSchema(schema, { io: 'input' }) as { properties?: Record<string, Property>; required?: string[] };
  return Object.entries(json.properties ?? {}).map(([parameter, property]) => ({
    parameter,
    flag: flagName(parameter),
    type: scalarType(property.items ?? property),
    many: property.type !== 'array' ? undefined : property.list || scalarType(property.items ?? {}) === 'number' ? 'list' : 'each',
    choices: (property.items ?? property).enum?.map(String),
    description: property.description,
    default: property.default,
    required: json.required?.includes(parameter) ?? false,
  }));
}

function scalarType(property: Property): Flag['type'] {
  if (property.type === 'number' || property.type === 'integer') return 'number';
  return property.type === 'boolean' ? 'boolean' : 'string';
}
