import * as l10n from '@vscode/l10n';
import type { z } from 'zod';
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
    return parameter === undefined
      ? issue.message
      : `${flagName(String(parameter))}${rest.map((step) => `[${String(step)}]`).join('')}: ${issue.message}`;
  });
  throw new UserError('parameters.invalid', problems.join('\n'), { where: String(read.error.issues[0]?.path[0] ?? '') || undefined });
}
