import * as l10n from '@vscode/l10n';
import { suggest } from '../base/suggest';
import type { Flag } from './flags';
import { UsageError } from './usage';

/** Flags that every job has. */
export const COMMON_FLAGS: readonly Flag[] = [
  {
    parameter: 'json',
    flag: '--json',
    type: 'boolean',
    required: false,
    description: 'Print the report as JSON, and nothing else, on standard output',
  },
  { parameter: 'html', flag: '--html', type: 'string', required: false, description: 'Write the report as one HTML file' },
  { parameter: 'cwd', flag: '--cwd', type: 'string', required: false, description: 'Folder in which relative paths start' },
  {
    parameter: 'history',
    flag: '--history',
    type: 'boolean',
    required: false,
    default: true,
    description: 'Keep the report in .modelwright/reports of the repository',
    negation: 'Do not keep the report in .modelwright/reports of the repository',
  },
  { parameter: 'help', flag: '--help', type: 'boolean', required: false, description: 'Show this help' },
];

/** A command line as read: values by parameter, and what stands without a flag. */
export interface Arguments {
  readonly values: Record<string, unknown>;
  readonly positionals: string[];
}

/**
 * Reads arguments by a list of flags: `--flag value`, `--flag=value`, `--flag` and `--no-flag` for booleans, `--` before
 * positional arguments that begin with a dash. What follows a flag is its value even where it begins with one dash (`--mean -1`).
 * @throws UsageError
 */
export function readArguments(args: readonly string[], flags: readonly Flag[]): Arguments {
  const values: Record<string, unknown> = {};
  const positionals: string[] = [];
  const byName = new Map(flags.map((flag) => [flag.flag, flag]));
  for (let index = 0; index < args.length; index++) {
    const argument = args[index]!;
    if (argument === '--') {
      positionals.push(...args.slice(index + 1));
      break;
    }
    if (argument === '-h') {
      values.help = true;
      continue;
    }
    if (!argument.startsWith('--')) {
      if (/^-./.test(argument)) throw new UsageError(unknownFlag(argument, [...byName.keys()]));
      positionals.push(argument);
      continue;
    }
    const equals = argument.indexOf('=');
    const name = equals < 0 ? argument : argument.slice(0, equals);
    const inline = equals < 0 ? undefined : argument.slice(equals + 1);
    const negated = name.startsWith('--no-') ? byName.get(`--${name.slice(5)}`) : undefined;
    const flag = byName.get(name) ?? (negated?.type === 'boolean' ? negated : undefined);
    if (!flag) throw new UsageError(unknownFlag(name, [...byName.keys()]));
    if (flag.type === 'boolean') {
      if (inline !== undefined && inline !== 'true' && inline !== 'false') throw new UsageError(l10n.t('{0} takes no value', name));
      values[flag.parameter] = (inline ?? 'true') === 'true' ? flag === byName.get(name) : flag !== byName.get(name);
      continue;
    }
    const value = inline ?? args[++index];
    if (value === undefined || (inline === undefined && value.startsWith('--'))) throw new UsageError(l10n.t('{0} needs a value', name));
    if (!flag.many && values[flag.parameter] !== undefined) throw new UsageError(l10n.t('{0} was given twice', name));
    values[flag.parameter] = read(flag, value, values[flag.parameter]);
  }
  return { values, positionals };
}

function read(flag: Flag, value: string, before: unknown): unknown {
  const one = (text: string) => (flag.type === 'number' ? number(flag, text) : choice(flag, text));
  if (!flag.many) return one(value);
  const parts = flag.many === 'list' ? value.split(',') : [value];
  return [...((before as unknown[] | undefined) ?? []), ...parts.map(one)];
}

function number(flag: Flag, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new UsageError(l10n.t('{0} wants a number, got "{1}"', flag.flag, text));
  return value;
}

function choice(flag: Flag, text: string): string {
  if (!flag.choices || flag.choices.includes(text)) return text;
  const near = suggest(text, flag.choices);
  const hint = near === undefined ? '' : ` ${l10n.t('Did you mean {0}?', near)}`;
  throw new UsageError(l10n.t('{0} is one of {1}, got "{2}".', flag.flag, flag.choices.join(', '), text) + hint);
}

function unknownFlag(name: string, known: readonly string[]): string {
  const near = suggest(
    name.slice(2),
    known.map((flag) => flag.slice(2)),
  );
  const hint = near === undefined ? '' : ` ${l10n.t('Did you mean {0}?', `--${near}`)}`;
  return l10n.t('There is no flag {0}.', name) + hint;
}
