import * as l10n from '@vscode/l10n';
import type { z } from 'zod';
import { UserError } from '../base/errors';
import { nearText, type Problem, problemText, readBy } from '../base/wanted';

/** The flag of a parameter: `batchSize` → `--batch-size`. */
export function flagName(parameter: string): string {
  return `--${parameter.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * Reads a job's parameters.
 * @throws UserError `parameters.invalid`, naming each flag and what it wants
 */
export function readParameters<Schema extends z.ZodObject>(schema: Schema, parameters: unknown): z.output<Schema> {
  const read = readBy(schema.strict(), parameters);
  if (read.success) return read.data as z.output<Schema>;
  throw new UserError('parameters.invalid', read.problems.map((problem) => line(schema, problem)).join('\n'), {
    where: String(read.problems[0].path[0] ?? '') || undefined,
  });
}

function line(schema: z.ZodObject, problem: Problem): string {
  const [parameter, ...rest] = problem.path;
  if (parameter === undefined) {
    if (!problem.keys) return problemText(problem);
    const hint = problem.near === undefined ? '' : `. ${l10n.t('Did you mean {0}?', flagName(problem.near))}`;
    return l10n.t('{0}: there is no such parameter', problem.keys.map(flagName).join(', ')) + hint;
  }
  const flag = `${flagName(String(parameter))}${rest.map((step) => `[${step}]`).join('')}`;
  if (rest.length === 0 && problem.got === undefined) {
    const meaning = (schema.shape[String(parameter)] as z.ZodType | undefined)?.description;
    return meaning === undefined ? l10n.t('{0} is missing', flag) : l10n.t('{0} is missing: {1}', flag, meaning);
  }
  const near = nearText(problem);
  return `${flag}: ${problemText(problem)}${near === undefined ? '' : `. ${near}`}`;
}
