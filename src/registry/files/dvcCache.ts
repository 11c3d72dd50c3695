import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { readSmallFile } from '../../base/smallFile';
import { statOrMissing } from '../../base/statOrMissing';
import type { GitRepository } from '../../git/repository';

const CONFIG_LIMIT = 1 << 16;

/**
 * The file that holds an object of DVC on this machine, in either of the layouts it has had. Undefined where it was not fetched.
 * @param folder of the tracked file, from the root of the repository: DVC may be set up in a part of it
 * @param md5 32 hex digits, with `.dir` behind them for the list of a folder
 */
export async function dvcObject(
  repository: Pick<GitRepository, 'root' | 'commonDir'>,
  folder: string,
  md5: string,
): Promise<string | undefined> {
  for (const cache of await cacheFolders(repository, folder)) {
    for (const path of dvcPaths(cache, md5)) if ((await statOrMissing(path))?.isFile()) return path;
  }
  return undefined;
}

/** Where an object may be in a cache, in either layout. */
export function dvcPaths(cache: string, md5: string): string[] {
  return [join('files', 'md5'), ''].map((layout) => join(cache, layout, md5.slice(0, 2), md5.slice(2)));
}

/** The caches in question: this work tree's and, where it is a linked one, that of the main one. */
export async function cacheFolders({ root, commonDir }: Pick<GitRepository, 'root' | 'commonDir'>, folder: string): Promise<string[]> {
  const main = basename(commonDir) === '.git' ? dirname(commonDir) : undefined;
  const folders = new Set<string>();
  for (const workTree of new Set([root, main])) {
    const settings = workTree === undefined ? undefined : await dvcFolder(workTree, folder);
    if (settings === undefined) continue;
    for (const cache of await configured(settings)) folders.add(cache);
    folders.add(join(settings, 'cache'));
  }
  return [...folders];
}

/** The nearest `.dvc` at or above a folder of the work tree. */
async function dvcFolder(root: string, folder: string): Promise<string | undefined> {
  for (let at = resolve(root, folder); ; at = dirname(at)) {
    const settings = join(at, '.dvc');
    if ((await statOrMissing(settings))?.isDirectory()) return settings;
    if (at === root || dirname(at) === at) return undefined;
  }
}

/** `cache.dir` by whoever sets it: this work tree's person, its repository, the machine's user. */
async function configured(settings: string): Promise<string[]> {
  const folders: string[] = [];
  for (const [file, own] of [
    [join(settings, 'config.local'), true],
    [join(settings, 'config'), false],
    [userConfig(), true],
  ] as const) {
    const dir = cacheDir((await readSmallFile(file, CONFIG_LIMIT)) ?? '');
    // A share named by a stranger's repository would be sent the user's credentials by Windows.
    if (dir === undefined || (!own && /^[\\/]{2}/.test(dir))) continue;
    folders.push(resolve(dirname(file), dir.replace(/^~(?=$|[\\/])/, homedir())));
  }
  return folders;
}

/** `dir` of section `[cache]` in DVC's configuration. */
export function cacheDir(config: string): string | undefined {
  let section = '';
  let dir: string | undefined;
  for (const line of config.split(/\r?\n/)) {
    const header = /^\s*\[\s*['"]?(.*?)['"]?\s*\]/.exec(line);
    if (header) section = header[1]!;
    const value = section === 'cache' ? /^\s*dir\s*=\s*(.*?)\s*$/.exec(line)?.[1] : undefined;
    if (value !== undefined) dir = value.replace(/^(['"])(.*)\1$/, '$2');
  }
  return dir === '' ? undefined : dir;
}

function userConfig(): string {
  switch (process.platform) {
    case 'win32':
      return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'iterative', 'dvc', 'config');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'dvc', 'config');
    default:
      return join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'dvc', 'config');
  }
}
