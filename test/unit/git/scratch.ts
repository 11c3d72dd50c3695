import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Neither a person's configuration nor a hook's variables have a part in the tests' repositories. */
export const CLEAN_ENVIRONMENT: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ALLOW_PROTOCOL: 'file',
  LC_ALL: 'C',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** Runs git in `folder`. */
export function git(folder: string, args: readonly string[], input?: string, env: Readonly<Record<string, string>> = {}): string {
  return execFileSync('git', ['-c', 'init.defaultBranch=main', '-c', 'tag.gpgSign=false', '-c', 'commit.gpgSign=false', ...args], {
    cwd: folder,
    env: { ...CLEAN_ENVIRONMENT, ...env },
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

export interface ScratchCommit {
  /** Seconds since 1970. */
  time?: number;
  /** Path → text; what is not named stays. */
  files?: Readonly<Record<string, string>>;
}

export interface ScratchTag {
  name: string;
  /** Index of a commit. */
  commit: number;
  /** Seconds since 1970. */
  time?: number;
  zone?: string;
  message?: string;
  tagger?: string;
  lightweight?: boolean;
}

export const EPOCH = 1_700_000_000;

/**
 * Makes a repository of these commits, one after the other on `main`, and tags in one `git fast-import`; the work tree has the last.
 * @returns the commits' names
 */
export function makeRepository(
  folder: string,
  commits: readonly ScratchCommit[],
  tags: readonly ScratchTag[],
  init: readonly string[] = [],
): string[] {
  mkdirSync(folder, { recursive: true });
  git(folder, ['init', '-q', '--template=', ...init]);
  if (commits.length === 0) return [];
  const lines: string[] = [];
  const data = (text: string) => lines.push(`data ${Buffer.byteLength(text)}`, text);
  for (const [index, { time = EPOCH + index, files = {} }] of commits.entries()) {
    lines.push('commit refs/heads/main', `mark :${index + 1}`, `committer Ada <ada@example.com> ${time} +0000`);
    data(`commit ${index}`);
    for (const [path, text] of Object.entries(files)) {
      lines.push(`M 100644 inline ${JSON.stringify(path)}`);
      data(text);
    }
  }
  for (const { name, commit, time = EPOCH, zone = '+0000', message = name, tagger = 'Ada <ada@example.com>', lightweight } of tags) {
    if (lightweight) lines.push(`reset refs/tags/${name}`, `from :${commit + 1}`, '');
    else {
      lines.push(`tag ${name}`, `from :${commit + 1}`, `tagger ${tagger} ${time} ${zone}`);
      data(message);
    }
  }
  const marks = join(folder, '.git-marks');
  git(folder, ['fast-import', '--quiet', `--export-marks=${marks}`], `${lines.join('\n')}\n`);
  const names = new Map<number, string>();
  for (const line of readFileSync(marks, 'utf8').trim().split('\n')) {
    const [mark, name] = line.split(' ');
    names.set(Number(mark!.slice(1)), name!);
  }
  rmSync(marks);
  if (!init.includes('--bare')) git(folder, ['reset', '-q', '--hard']);
  return commits.map((_, index) => names.get(index + 1)!);
}

/** A folder for a test, and what removes it. */
export function scratchFolder(prefix: string): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
}
