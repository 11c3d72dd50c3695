import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { errorCode } from '../base/files';
import { shownCommand } from '../base/shell';

/** How git is run. */
export interface GitOptions {
  readonly cwd: string;
  readonly signal?: AbortSignal;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Bytes of standard output accepted; 64 MiB unless given. */
  readonly limit?: number;
  /** Exit codes other than 0 that are an answer, not a failure: `git config --get` ends with 1 where there is nothing. */
  readonly accept?: readonly number[];
}

const LIMIT = 1 << 26;
const MAX_MESSAGE = 4000;

/** Variables of `git rev-parse --local-env-vars` that would point git elsewhere: set where a git hook started this process. */
const LOCAL = [
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_CONFIG',
  'GIT_DIR',
  'GIT_GRAFT_FILE',
  'GIT_INDEX_FILE',
  'GIT_INTERNAL_SUPER_PREFIX',
  'GIT_NAMESPACE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_PREFIX',
  'GIT_REPLACE_REF_BASE',
  'GIT_SHALLOW_FILE',
  'GIT_WORK_TREE',
];

/**
 * The environment git is read with: messages in English, no prompt, no lock taken, and nothing downloaded. Git knows
 * `GIT_NO_LAZY_FETCH` from 2.44 on; before that no allowed protocol makes a partial clone's fetch end at once.
 */
export function readingEnvironment(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env };
  for (const name of LOCAL) delete environment[name];
  return {
    ...environment,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    ...extra,
  };
}

/** Starts git for reading: no shell, no pager, no program that the repository's configuration names. */
export function startGit(args: readonly string[], cwd: string, env?: Readonly<Record<string, string>>): ChildProcessWithoutNullStreams {
  const settings = ['--no-pager', '--literal-pathspecs', '-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false'];
  return spawn('git', [...settings, ...args], { cwd, env: readingEnvironment(env), windowsHide: true, stdio: 'pipe' });
}

/**
 * Runs git for reading and returns what it printed.
 * @throws UserError `git.missing` (not installed), `git.unsafe` (owned by somebody else), `git.notRepository`, `git.large`
 * (more than `limit`), `git.failed` with git's own words; AbortError when cancelled
 */
export async function git(args: readonly string[], options: GitOptions): Promise<string> {
  return (await gitBytes(args, options)).toString('utf8');
}

/** Like {@link git}, as bytes. */
export function gitBytes(args: readonly string[], options: GitOptions): Promise<Buffer> {
  const { cwd, signal, input, limit = LIMIT, accept = [] } = options;
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const child = startGit(args, cwd, options.env);
    const chunks: Buffer[] = [];
    let bytes = 0;
    let message = '';
    let refusal: unknown;
    const stop = (error: unknown) => {
      refusal ??= error;
      child.kill();
    };
    const abort = () => stop(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limit) stop(tooLarge(args, cwd));
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (message.length < MAX_MESSAGE) message += chunk.toString('utf8');
    });
    child.on('error', (error) => {
      signal?.removeEventListener('abort', abort);
      reject(startError(error, cwd));
    });
    child.on('close', (code) => {
      signal?.removeEventListener('abort', abort);
      if (refusal !== undefined) reject(refusal);
      else if (code === 0 || accept.includes(code ?? -1)) resolve(Buffer.concat(chunks));
      else reject(gitError(args, cwd, message, code));
    });
    // A git that ended before it read all of its input says why on standard error.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** What starting git threw, as a person needs it. */
export function startError(error: unknown, cwd: string): unknown {
  if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'EACCES') return error;
  if (!existsSync(cwd)) return new UserError('file.missing', l10n.t('{0} does not exist.', cwd), { where: cwd, cause: error });
  return gitMissing();
}

function gitMissing(): UserError {
  return new UserError('git.missing', l10n.t('git was not found.'), {
    remedy: l10n.t('Install git from https://git-scm.com and make sure that it is on the PATH.'),
  });
}

/** What git said when it failed, as a {@link UserError}. */
export function gitError(args: readonly string[], cwd: string, stderr: string, code: number | null): UserError {
  const message = stderr.trim();
  if (/^xcode-select: |Xcode license/m.test(message)) return gitMissing();
  const owned = /(?:dubious ownership in|unsafe) repository(?: at)? \(?'(.+)'/.exec(message);
  if (owned) {
    const argv = ['git', 'config', '--global', '--add', 'safe.directory', owned[1]!];
    return new UserError('git.unsafe', l10n.t('The repository {0} belongs to another user, so git does not open it.', owned[1]!), {
      where: owned[1],
      remedy: l10n.t('If you trust it, run: {0}', shownCommand(argv)),
      actions: [{ kind: 'terminal', argv }],
    });
  }
  if (/not a git repository/i.test(message)) {
    return new UserError('git.notRepository', l10n.t('{0} is not in a git repository.', cwd), {
      where: cwd,
      remedy: l10n.t('Run "git init" in the folder of your models, or open one that has a repository.'),
    });
  }
  const verb = args.find((argument) => !argument.startsWith('-')) ?? '';
  const said = message === '' ? l10n.t('it ended with code {0}', String(code)) : message.slice(0, MAX_MESSAGE);
  return new UserError('git.failed', l10n.t('git {0} failed: {1}', verb, said), { where: cwd });
}

function tooLarge(args: readonly string[], cwd: string): UserError {
  return new UserError('git.large', l10n.t('git {0} printed more than can be read.', args[0] ?? ''), { where: cwd });
}
