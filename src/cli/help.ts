import * as l10n from '@vscode/l10n';
import { type JobEntry, positionalsOf } from '../jobs/table';
import type { Flag } from './flags';
import type { Style } from './style';

/** `modelwright --help`. */
export function overallHelp(jobs: readonly JobEntry[], style: Style): string {
  const width = Math.max(...jobs.map((job) => job.name.length));
  return [
    l10n.t('Open, check and run ONNX models kept in git.'),
    '',
    `${style.bold(l10n.t('Usage:'))} modelwright <job> [MODEL] [--flag value]`,
    '',
    style.bold(l10n.t('Jobs:')),
    ...jobs.map((job) => `  ${job.name.padEnd(width)}  ${job.summary}`),
    '',
    l10n.t('MODEL is a path, PATH@GITREF, NAME@vX.Y.Z or NAME#STAGE; an existing path wins.'),
    l10n.t("modelwright <job> --help lists a job's flags; modelwright --version tells the version."),
    '',
    style.bold(l10n.t('Exit codes:')),
    `  0    ${l10n.t('done')}`,
    `  1    ${l10n.t('failed, with the reason on standard error; inspect prints its report of a file that is no model all the same')}`,
    `  2    ${l10n.t('wrong usage: nothing was done')}`,
    `  3    ${l10n.t('a check did not hold; the report says which')}`,
    `  130  ${l10n.t('cancelled by Ctrl-C; 143 by a request to end (SIGTERM), 129 by a closed terminal (SIGHUP)')}`,
    '',
  ].join('\n');
}

/** `modelwright JOB --help`, from the job's schema. */
export function jobHelp(job: JobEntry, flags: readonly Flag[], common: readonly Flag[], style: Style, width: number): string {
  const positionals = positionalsOf(job);
  const own = flags.filter((flag) => !positionals.includes(flag.parameter));
  const given = positionals.map((name) => {
    const flag = flags.find(({ parameter }) => parameter === name);
    // `CANDIDATES` takes all that follow: each of them is one.
    const text = flag?.many === 'each' ? `${name.toUpperCase().replace(/S$/, '')}…` : name.toUpperCase();
    return flag?.required ? ` ${text}` : ` [${text}]`;
  });
  return [
    `${job.summary}.`,
    '',
    `${style.bold(l10n.t('Usage:'))} modelwright ${job.name}${given.join('')} [--flag value]`,
    '',
    ...(own.length > 0 ? [style.bold(l10n.t('Flags:')), ...table(own, width), ''] : []),
    style.bold(l10n.t('Flags of every job:')),
    ...table(common, width),
    '',
  ].join('\n');
}

function table(flags: readonly Flag[], width: number): string[] {
  const left = flags.map(usage);
  const column = Math.max(...left.map((text) => text.length)) + 4;
  return flags.flatMap((flag, index) => {
    const lines = wrap(describe(flag), Math.max(30, width - column));
    return lines.map((line, row) => `${row === 0 ? `  ${left[index]!}`.padEnd(column) : ' '.repeat(column)}${line}`.trimEnd());
  });
}

function usage(flag: Flag): string {
  if (flag.type === 'boolean') return flag.default === true ? flag.flag.replace('--', '--no-') : flag.flag;
  const value = (flag.type === 'number' ? 'NUMBER' : 'VALUE') + (flag.many === 'list' ? ',…' : '');
  return `${flag.flag} ${value}`;
}

function describe(flag: Flag): string {
  const notes = [
    flag.choices && l10n.t('one of {0}', flag.choices.join(', ')),
    flag.type !== 'boolean' &&
      flag.default !== undefined &&
      !(Array.isArray(flag.default) && flag.default.length === 0) &&
      l10n.t('default {0}', String(flag.default)),
    flag.required && l10n.t('required'),
  ].filter(Boolean);
  const description =
    flag.type === 'boolean' && flag.default === true
      ? (flag.negation ?? l10n.t('Turns off: {0}', flag.description ?? ''))
      : (flag.description ?? '');
  return notes.length > 0 ? `${description} (${notes.join('; ')})` : description;
}

/** Breaks at spaces; a word longer than the line stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
