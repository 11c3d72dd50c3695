import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { type ErrorInfo, isAbort, toErrorInfo, UserError } from '../base/errors';
import { errorCode, writeAtomic } from '../base/files';
import { makeFolder } from '../base/folders';
import { refuseOverwriting, refuseUnlessPage } from '../base/overwrite';
import { shownCommand } from '../base/shell';
import { statOrMissing } from '../base/statOrMissing';
import { suggest } from '../base/suggest';
import { VERSION } from '../base/version';
import { createEngine } from '../engine/pool';
import { enclosingRepository } from '../git/enclosing';
import { type Executed, executeJob } from '../jobs/execute';
import { findJob, JOBS, type JobEntry, positionalsOf } from '../jobs/table';
import { encodeReport } from '../report/encode';
import { ReportStore } from '../report/store';
import { type Arguments, COMMON_FLAGS, readArguments } from './arguments';
import { askYes, canAsk } from './confirm';
import { type Flag, flagsOf } from './flags';
import { jobHelp, overallHelp } from './help';
import { ProgressLine } from './progressLine';
import { unreadableError } from './render/inspect';
import { renderReport } from './render/report';
import { savedError } from './render/saved';
import { withCommands } from './render/text';
import { makeStyle, printable, type Style, wantsColour } from './style';
import { UsageError } from './usage';
import { widthOf } from './width';

/** Exit codes, by what they say. */
const EXIT = { done: 0, failed: 1, usage: 2, checkFailed: 3, cancelled: 130 } as const;

/** A longer text is no path, and no name has more equals signs. */
const MAX_PATH = 4096;
const MAX_STARTS = 16;

/** Where a command line runs. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly environment: NodeJS.ProcessEnv;
  /** `dist/worker.js`. */
  readonly workerPath: string;
  /** The folder with the built front end, for HTML. */
  readonly webviewDirectory: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Runs one command line. @returns the exit code */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const style = makeStyle(wantsColour(terminal.stdout, terminal.environment));
  const errorStyle = makeStyle(wantsColour(terminal.stderr, terminal.environment));
  try {
    return await dispatch(args, terminal, style);
  } catch (error) {
    if (isAbort(error)) {
      terminal.stderr.write(`${l10n.t('Cancelled.')}\n`);
      return EXIT.cancelled;
    }
    terminal.stderr.write(errorText(error, errorStyle));
    const usage = error instanceof UsageError || (error instanceof UserError && error.code === 'parameters.invalid');
    return usage ? EXIT.usage : EXIT.failed;
  }
}

async function dispatch(args: readonly string[], terminal: Terminal, style: Style): Promise<number> {
  // `modelwright help run` is what people type who know git.
  const [verb, ...rest] = args[0] === 'help' && args[1] !== undefined ? [args[1], '--help'] : args;
  if (verb === undefined || verb === '--help' || verb === '-h' || verb === 'help') {
    (verb === undefined ? terminal.stderr : terminal.stdout).write(overallHelp(JOBS, style));
    return verb === undefined ? EXIT.usage : EXIT.done;
  }
  if (verb === '--version' || verb === '-v' || verb === '-V') {
    terminal.stdout.write(`${VERSION}\n`);
    return EXIT.done;
  }
  const entry = findJob(verb);
  if (!entry) throw new UsageError(unknownJob(verb));
  const flags = flagsOf(await entry.parameters());
  const given = readArguments(rest, [...flags, ...COMMON_FLAGS]);
  if (given.values.help) {
    terminal.stdout.write(jobHelp(entry, flags, COMMON_FLAGS, style, Math.min(100, widthOf(terminal.stdout))));
    return EXIT.done;
  }
  return runJob(entry, flags, given, terminal, style);
}

async function runJob(entry: JobEntry, flags: readonly Flag[], given: Arguments, terminal: Terminal, style: Style): Promise<number> {
  const { json, html, cwd: folder, history, ...parameters } = given.values;
  takePositionals(entry, flags, given.positionals, parameters);
  const cwd = resolve(startFolder(), typeof folder === 'string' ? folder : '.');
  if (!(await statOrMissing(cwd))?.isDirectory()) throw new UsageError(l10n.t('--cwd: {0} is not a folder', cwd));
  if (typeof html === 'string') await refusePage(resolve(cwd, html), namedFiles(parameters, cwd));
  const root = history === false ? undefined : await enclosingRepository(cwd);
  const progress = new ProgressLine(terminal.stderr);
  const engine = createEngine({ workerPath: terminal.workerPath });
  terminal.signal.addEventListener('abort', () => progress.stop(), { once: true });
  const warn = (message: string) => {
    progress.clear();
    terminal.stderr.write(`${printable(message)}\n`);
  };
  try {
    const execute = (given: Record<string, unknown>) =>
      executeJob({
        entry,
        parameters: given,
        engine,
        cwd,
        // Whoever types a command in a folder trusts it.
        trusted: true,
        store: root === undefined ? undefined : new ReportStore(root),
        signal: terminal.signal,
        onProgress: (now) => progress.show(now),
        onLog: (level, message) => (level === 'warning' || level === 'error' ? warn(message) : undefined),
      });
    if (entry.confirms && !parameters.yes && !parameters.dryRun) {
      const shown = await execute({ ...parameters, dryRun: true });
      progress.clear();
      await shown.release();
      const digest = await confirm(shown, terminal);
      if (digest === undefined) return EXIT.done;
      Object.assign(parameters, { yes: true, ...digest });
    }
    const executed = await execute(parameters);
    progress.clear();
    try {
      if (typeof html === 'string') await writeHtml(resolve(cwd, html), executed, terminal);
      terminal.stdout.write(
        json ? `${encodeReport(executed.report, 2)}\n` : renderReport(executed.report, style, widthOf(terminal.stdout)),
      );
    } finally {
      await executed.release();
    }
    // The report says what is wrong with the file; whoever asked about a model, or for one to be written, has still not got one.
    const wanting = unreadableError(executed.report) ?? savedError(executed.report);
    if (wanting) throw wanting;
    if (executed.cancelled) return EXIT.cancelled;
    return executed.failedCheck ? EXIT.checkFailed : EXIT.done;
  } finally {
    progress.clear();
    await engine.close();
  }
}

/** Where the program was started. @throws UserError `file.missing` where that has been deleted since */
function startFolder(): string {
  try {
    return process.cwd();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new UserError('file.missing', l10n.t('The folder that this was started in is not there any more.'), {
      remedy: l10n.t('Go to another one: cd'),
      cause: error,
    });
  }
}

/**
 * Shows what a job would write and asks for a yes.
 * @returns what the real run is told besides; undefined where there is nothing to do or the answer was no
 * @throws UsageError where nobody is there to answer
 */
async function confirm({ report }: Executed, terminal: Terminal): Promise<{ expect: string } | undefined> {
  const style = makeStyle(wantsColour(terminal.stderr, terminal.environment));
  terminal.stderr.write(renderReport(report, style, widthOf(terminal.stderr)));
  const result = report.result as { digest: string; tags?: string[]; deletes?: string[]; commit?: object | string };
  const { digest } = result;
  if (writesNothing(result)) return { expect: digest };
  if (!canAsk(terminal)) throw new UsageError(l10n.t('This writes to the repository: confirm with --yes, or look at it with --dry-run.'));
  if (await askYes(l10n.t('Write this?'), terminal)) return { expect: digest };
  terminal.stderr.write(`${l10n.t('Nothing was written.')}\n`);
  return undefined;
}

/** An action whose end is reached already: there is nothing to ask. */
function writesNothing({ tags, deletes, commit }: { tags?: string[]; deletes?: string[]; commit?: object | string }): boolean {
  return tags?.length === 0 && (deletes?.length ?? 0) === 0 && commit === undefined;
}

function takePositionals(
  entry: JobEntry,
  flags: readonly Flag[],
  positionals: readonly string[],
  parameters: Record<string, unknown>,
): void {
  const names = positionalsOf(entry);
  const last = names.at(-1);
  // The last one takes all that follow where it holds several.
  const rest = last !== undefined && flags.some((flag) => flag.parameter === last && flag.many === 'each') ? last : undefined;
  const [extra] = rest === undefined ? positionals.slice(names.length) : [];
  if (extra !== undefined)
    throw new UsageError(l10n.t('What is "{0}" for? modelwright {1} --help lists the flags.', printable(extra), entry.name));
  for (const [index, name] of names.entries()) {
    const several = name === rest && positionals.length > index ? positionals.slice(index) : undefined;
    const value = several ?? (name === rest ? undefined : positionals[index]) ?? parameters[name];
    if (value === undefined && flags.some((flag) => flag.parameter === name && flag.required)) {
      throw new UsageError(l10n.t('Which {0}? modelwright {1} {2}', name, entry.name, names.map((each) => each.toUpperCase()).join(' ')));
    }
    parameters[name] = value;
  }
}

/** Everything among the parameters that may be the path of a file, also after `NAME=`. */
function namedFiles(parameters: Readonly<Record<string, unknown>>, cwd: string): string[] {
  const texts = Object.values(parameters)
    .flat()
    .filter((value): value is string => typeof value === 'string' && value !== '' && value.length <= MAX_PATH);
  return texts.flatMap((text) => {
    const starts = [0, ...[...text].flatMap((character, index) => (character === '=' ? [index + 1] : []))];
    return starts.slice(0, MAX_STARTS).map((start) => resolve(cwd, text.slice(start)));
  });
}

/**
 * Sees to it, before a job is run, that its page can be written and takes the place of nothing that goes into it.
 * @throws UsageError
 */
async function refusePage(path: string, sources: readonly string[]): Promise<void> {
  try {
    await refuseOverwriting(path, sources);
    await refuseUnlessPage(path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UsageError(`--html: ${error.message}`, error.remedy);
  }
}

async function writeHtml(path: string, { report, directory }: Executed, terminal: Terminal): Promise<void> {
  const { exportHtml } = await import('../report/export/html');
  await makeFolder(dirname(path));
  const page = await exportHtml(report, (file) => readFile(join(directory, file)), { assetsDirectory: terminal.webviewDirectory });
  await writeAtomic(path, page);
}

function unknownJob(verb: string): string {
  if (verb.startsWith('-'))
    return l10n.t('The job comes first, then its flags: modelwright <job> {0}. modelwright --help lists the jobs.', printable(verb));
  const near = suggest(
    verb,
    JOBS.map((job) => job.name),
  );
  const hint = near === undefined ? l10n.t('modelwright --help lists the jobs.') : l10n.t('Did you mean {0}?', near);
  return `${l10n.t('There is no job "{0}".', printable(verb))} ${hint}`;
}

/** An error for standard error: what is wrong, then what to do. A defect keeps its stack. */
export function errorText(error: unknown, style: Style): string {
  const lines = (text: string) => text.split('\n').map(printable).join('\n');
  const info: Pick<ErrorInfo, 'message' | 'remedy' | 'actions' | 'stack'> =
    error instanceof UsageError ? { message: error.message, remedy: error.remedy } : toErrorInfo(error);
  const commands = (info.actions ?? []).flatMap((action) => (action.kind === 'terminal' ? shownCommand(action.argv) : []));
  const remedy = info.remedy ? `${lines(withCommands(info.remedy, commands))}\n` : '';
  const stack = info.stack ? `${style.dim(lines(info.stack))}\n` : '';
  return `${style.red('modelwright:')} ${lines(info.message)}\n${remedy}${stack}`;
}
