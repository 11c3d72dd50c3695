import { z } from 'zod';

/** What stands for the one key that zod leaves out of records. No name begins so. */
const STAND_IN = '\u0000__proto__';

/**
 * Values by a name that comes from a model, and may be any: like `z.record`, which leaves out a key `__proto__`, where an object that is
 * filled by assignment would change its prototype.
 */
export function zNamed<Value extends z.ZodType>(value: Value) {
  return z
    .preprocess((given) => renamed(given, '__proto__', STAND_IN), z.record(z.string(), value))
    .transform((record) => renamed(record, STAND_IN, '__proto__') as typeof record);
}

function renamed(value: unknown, from: string, to: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, from)) return value;
  // Made of entries, a key is always a property of its own.
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key === from ? to : key, item]));
}
