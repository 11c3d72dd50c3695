import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { UserError } from '../base/errors';

/** The flag of a parameter: `batchSize` → `--batch-size`. */
export function flagName(parameter: string): string {
  return `--${parameter.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * Reads a job's parameters.
 * @throws UserError `parameters.invalid`, naming each flag and what it wants
 */
export function readParameters<Schema extends z.ZodObject>(schema: Schema, parameters: unknown): z.output<Schema> {
  const read = schema.strict().safeParse(parameters);
  if (read.success) return read.data as z.output<Schema>;
  const problems = read.error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') return l10n.t('{0}: there is no such parameter', issue.keys.map(flagName).join(', '));
    const [parameter, ...rest] = issue.path;
    if (parameter === undefined) return issue.message;
    const flag = `${flagName(String(parameter))}${rest.map((step) => `[${String(step)}]`).join('')}`;
    return `${flag}: ${wanted(schema, issue.path, valueAt(parameters, issue.path)) ?? issue.message}`;
  });
  throw new UserError('parameters.invalid', problems.join('\n'), { where: String(read.error.issues[0]?.path[0] ?? '') || undefined });
}

/** What a schema says of one value. */
interface Property {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Property>>;
  readonly items?: Property;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** A number that is not as it should be, in words that tell what it should be; undefined for what is no number. */
function wanted(schema: z.ZodObject, path: readonly PropertyKey[], value: unknown): string | undefined {
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Property;
  const property = path.reduce<Property | undefined>(
    (at, key) => (typeof key === 'number' ? at?.items : at?.properties?.[String(key)]),
    whole,
  );
  if (typeof value !== 'number' || (property?.type !== 'integer' && property?.type !== 'number')) return undefined;
  const isWhole = property.type === 'integer';
  const { exclusiveMinimum: above, maximum: most = Number.POSITIVE_INFINITY } = property;
  const least = property.minimum ?? (isWhole && above !== undefined ? above + 1 : undefined);
  const kind = isWhole ? l10n.t('a whole number') : l10n.t('a number');
  // What every safe integer is within is no bound to tell.
  const [low, high] = [least !== undefined && Math.abs(least) < Number.MAX_SAFE_INTEGER, most < Number.MAX_SAFE_INTEGER];
  if (low && high) return l10n.t('it wants {0} from {1} to {2}, got {3}', kind, least as number, most, value);
  if (low) return l10n.t('it wants {0} of at least {1}, got {2}', kind, least as number, value);
  if (high) return l10n.t('it wants {0} of at most {1}, got {2}', kind, most, value);
  if (above !== undefined) return l10n.t('it wants {0} above {1}, got {2}', kind, above, value);
  return l10n.t('it wants {0}, got {1}', kind, value);
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}
