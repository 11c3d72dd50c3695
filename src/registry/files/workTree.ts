import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../../base/errors';
import { errorCode } from '../../base/files';
import { readSmallFile } from '../../base/smallFile';
import { statOrMissing } from '../../base/statOrMissing';
import { enclosingRepository } from '../../git/enclosing';
import { git } from '../../git/process';
import { type DvcTree, isTracker } from './dvc';

/** `gitdir: PATH` */
const GIT_FILE_LIMIT = 1 << 16;

/** The files of a work tree, as far as finding what DVC tracks in it needs them. What was read is remembered. */
export class WorkTree implements DvcTree {
  readonly #names = new Map<string, Promise<string[] | undefined>>();

  private constructor(
    readonly root: string,
    readonly repository: DvcTree['repository'],
  ) {}

  /** Around a file or folder, there or not: its git repository, else its DVC project, else its folder. */
  static async around(path: string): Promise<WorkTree> {
    const root = await enclosingRepository(path);
    if (root !== undefined) return new WorkTree(root, { root, commonDir: await commonDir(root) });
    const project = (await dvcProject(dirname(path))) ?? dirname(path);
    return new WorkTree(project, { root: project, commonDir: join(project, '.git') });
  }

  /** From the root with `/`; undefined outside of it. */
  inside(path: string): string | undefined {
    const way = relative(this.root, path);
    return way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way ? undefined : way.split(sep).join('/');
  }

  names(folder: string): Promise<string[] | undefined> {
    const known = this.#names.get(folder) ?? namesIn(join(this.root, folder));
    this.#names.set(folder, known);
    return known;
  }

  text(path: string, limit: number): Promise<string | undefined> {
    return readSmallFile(join(this.root, path), limit);
  }

  /** Of what git tracks or would: what it ignores holds data, not what is said of them. */
  async trackers(): Promise<string[]> {
    try {
      const names = await git(['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '.'], { cwd: this.root });
      return [...new Set(names.split('\0'))].filter(isTracker);
    } catch (error) {
      // Without git, or without a repository, those in the folders above a file are all there is.
      if (error instanceof UserError && error.code.startsWith('git.')) return [];
      throw error;
    }
  }
}

/** The nearest folder with a `.dvc` folder, at or above. */
export async function dvcProject(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    if ((await statOrMissing(join(at, '.dvc')))?.isDirectory()) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** Whether a folder could not be read since there is none to be read, also by a name that no folder has. */
export function isNoFolder(error: unknown): boolean {
  const codes = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'];
  return codes.includes(errorCode(error) ?? '');
}

async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory()).map((entry) => entry.name);
  } catch (error) {
    if (isNoFolder(error)) return undefined;
    throw error;
  }
}

/** A worktree's and a submodule's `.git` is a file that says where the rest is. */
async function commonDir(root: string): Promise<string> {
  const place = join(root, '.git');
  const named = /^gitdir: (.+)/.exec((await readSmallFile(place, GIT_FILE_LIMIT)) ?? '')?.[1];
  if (named === undefined) return place;
  const gitDir = resolve(root, named);
  const common = await readSmallFile(join(gitDir, 'commondir'), GIT_FILE_LIMIT);
  return common === undefined || basename(gitDir) === '.git' ? gitDir : resolve(gitDir, common.trim());
}
