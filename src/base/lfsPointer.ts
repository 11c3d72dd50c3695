import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { type ErrorAction, UserError } from './errors';
import { shownCommand } from './shell';

/** What a Git LFS pointer says of the file it stands for. */
export interface LfsPointer {
  /** SHA-256 of the real file, 64 hex digits. */
  readonly oid: string;
  /** Size of the real file, where the pointer says it. */
  readonly bytes?: number;
}

/** A command, and the folder to run it in; none where it works in any. */
export interface Command {
  readonly argv: readonly string[];
  readonly cwd?: string;
}

/** A Git LFS pointer has at most this many bytes, by its specification. */
export const LFS_LIMIT = 1024;
const VERSIONS = ['https://git-lfs.github.com/spec/v1', 'https://hawser.github.com/spec/v1'];

/**
 * The Git LFS pointer in `text` (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md); undefined where it is none.
 * The one place that knows what a pointer looks like.
 */
export function parseLfs(text: string): LfsPointer | undefined {
  const [version, ...lines] = text.split(/\r?\n/);
  if (!VERSIONS.some((url) => version === `version ${url}`)) return undefined;
  const fields = new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
  const oid = /^sha256:([0-9a-f]{64})$/.exec(fields.get('oid') ?? '')?.[1];
  const size = /^\d{1,15}$/.exec(fields.get('size') ?? '')?.[0];
  if (oid === undefined) return undefined;
  return { oid, ...(size === undefined ? {} : { bytes: Number(size) }) };
}

/** The pointer that a file's bytes are; undefined where they are the file itself. */
export function lfsPointerIn(bytes: Uint8Array): LfsPointer | undefined {
  return bytes.length <= LFS_LIMIT ? parseLfs(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')) : undefined;
}

/** As {@link lfsPointerIn}, of a regular file of `size` bytes, of which no more than a pointer's are read. */
export function lfsPointerAt(path: string, size: number): LfsPointer | undefined {
  if (size > LFS_LIMIT) return undefined;
  const descriptor = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(size);
    return lfsPointerIn(bytes.subarray(0, readSync(descriptor, bytes, 0, size, 0)));
  } finally {
    closeSync(descriptor);
  }
}

/**
 * What fetches a file that Git LFS keeps. `--include` takes a pattern from the root of the repository, wherever it is run in it.
 * @param path of the pointer
 * @param from the folder it will be run in; where that is outside of the repository, or left out, the command says which one is meant
 */
export function lfsPull(path: string, from?: string): Command {
  const file = realOr(path);
  const root = workTreeOf(dirname(file));
  // No repository: all that can be said is what one would do where there is one.
  if (root === undefined) return { argv: ['git', 'lfs', 'pull', '--include', lfsPattern([basename(file)])], cwd: dirname(file) };
  const pull = ['lfs', 'pull', '--include', lfsPattern([relative(root, file).split(sep).join('/')])];
  return from !== undefined && workTreeOf(realOr(from)) === root
    ? { argv: ['git', ...pull], cwd: from }
    : { argv: ['git', '-C', root, ...pull] };
}

/** Paths from the root of a repository as `--include` takes them: commas part them, and none can be escaped. */
export function lfsPattern(paths: readonly string[], platform: NodeJS.Platform = process.platform): string {
  const pattern = (path: string) => {
    if (platform === 'win32') {
      // A backslash parts folders there, and Git Bash would make a path of the system of one that begins with a slash.
      return path.replace(/[[\],]/g, '?');
    }
    // Blanks and backslashes at the end are cut off, and a control character cannot be typed: `?` is any one character.
    return `/${path.replace(/[\\[\]*?]/g, '\\$&').replace(/[,\p{Cc}]|(?:\\\\|\s)$/gu, '?')}`;
  };
  return paths.map(pattern).join(',');
}

/** Says that a file is a Git LFS pointer, and what fetches it. @param code `file.pointer`, or what the caller's room calls it */
export function lfsPointerError(code: string, path: string, where = path): UserError {
  const { argv, cwd } = lfsPull(path);
  const action: ErrorAction = { kind: 'terminal', argv, ...(cwd === undefined ? {} : { cwd }) };
  return new UserError(code, l10n.t('{0} is not fetched yet: only its {1} pointer is here.', basename(path), 'Git LFS'), {
    where,
    remedy: l10n.t('Run: {0}', shownCommand(argv)),
    actions: [action],
  });
}

/** The nearest folder with a `.git` (a folder, or a file in worktrees and submodules). */
function workTreeOf(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (statSync(join(at, '.git'), { throwIfNoEntry: false })) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** With links followed, as git names files. */
function realOr(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // It went away meanwhile: its name is all there is.
    return resolve(path);
  }
}
