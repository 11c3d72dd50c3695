// Makes the demo workspace: a git repository of three models with their versions, stages, manifests and metrics.
//   node samples/demo/create.mjs DIR
// Node built-ins and git alone, so that it runs before anything is installed.
import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { git, importStream } from './git.mjs';
import { BRANCH, history } from './history.mjs';
import { scratchBeside } from './scratch.mjs';

/** Inside `.git`, where it is nobody's file: says that the folder is ours, and what it was made from. */
const STAMP = 'modelwright-demo.json';

/**
 * Makes the demo workspace in `directory`, or leaves it as it is where it is there already.
 *
 * The repository is made beside it and renamed into place, so it is there whole or not at all. A workspace made from other
 * samples is replaced; where somebody has worked in it, it is kept beside as `NAME.1`, `NAME.2`, … first.
 *
 * @param {string} directory
 * @returns {Promise<{ state: 'made' | 'kept' | 'replaced', movedTo?: string }>}
 * @throws {Error} where `directory` holds something that is not a demo workspace, or git fails
 */
export async function createDemoWorkspace(directory) {
  const target = resolve(directory);
  const commits = await history();
  const digest = digestOf(commits);
  const found = await look(target);
  if (found?.digest === digest) return { state: 'kept' };

  const fresh = await scratchBeside(target);
  try {
    const refs = await build(fresh, commits);
    await writeFile(join(fresh, '.git', STAMP), `${JSON.stringify({ digest, refs })}\n`);
    const movedTo = found?.digest ? await clear(target, found.refs) : undefined;
    if (found && !found.digest) await rm(target, { recursive: true });
    await rename(fresh, target);
    return { state: found?.digest ? 'replaced' : 'made', movedTo };
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}

/**
 * What is at the place: nothing (undefined), an empty folder ({}), or a workspace of ours.
 *
 * @param {string} target
 * @returns {Promise<{ digest?: string, refs?: string } | undefined>}
 */
async function look(target) {
  const there = await lstat(target).catch(missing);
  if (!there) return undefined;
  if (!there.isDirectory()) throw new Error(`${target} is not a folder. Name another place for the demo workspace.`);
  const stamp = await readFile(join(target, '.git', STAMP), 'utf8').catch(missing);
  if (stamp !== undefined) return JSON.parse(stamp);
  if ((await readdir(target)).length > 0) {
    throw new Error(`${target} is not empty and is no demo workspace: nothing was written. Name an empty or a new folder.`);
  }
  return {};
}

/** @param {NodeJS.ErrnoException} error */
function missing(error) {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}

/**
 * Takes an older workspace out of the way: deleted where it is as it was made, else moved beside.
 *
 * @param {string} target
 * @param {string | undefined} made id of the refs as they were made
 */
async function clear(target, made) {
  const changes = await git(target, ['status', '--porcelain', '--ignored', '--untracked-files=all']);
  const refs = await git(target, ['for-each-ref', '--format=%(objectname)']);
  if (changes === '' && idOf(refs) === made) {
    await rm(target, { recursive: true });
    return undefined;
  }
  for (let number = 1; ; number++) {
    const beside = `${target}.${number}`;
    if (await lstat(beside).catch(missing)) continue;
    await rename(target, beside);
    return beside;
  }
}

/**
 * @param {string} folder empty
 * @param {readonly import('./git.mjs').Commit[]} commits
 * @returns {Promise<string>} an id of all refs
 */
async function build(folder, commits) {
  // No template: it may hold hooks. `init -b` is newer than the oldest git we run with.
  await git(folder, ['init', '--quiet', '--template=']);
  await git(folder, ['symbolic-ref', 'HEAD', `refs/heads/${BRANCH}`]);
  await git(folder, ['config', 'core.autocrlf', 'false']);
  await git(folder, ['fast-import', '--quiet', '--done', '--date-format=raw'], importStream(commits, BRANCH));
  await git(folder, ['reset', '--quiet', '--hard', BRANCH]);
  return idOf(await git(folder, ['for-each-ref', '--format=%(objectname)']));
}

/** @param {string} refs */
function idOf(refs) {
  return createHash('sha256').update(refs).digest('hex');
}

/** @param {readonly import('./git.mjs').Commit[]} commits */
function digestOf(commits) {
  const hash = createHash('sha256');
  for (const chunk of importStream(commits, BRANCH)) hash.update(chunk);
  return hash.digest('hex');
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const directory = process.argv[2];
  if (!directory) {
    console.error('usage: node samples/demo/create.mjs DIR');
    process.exitCode = 2;
  } else {
    try {
      const { state, movedTo } = await createDemoWorkspace(directory);
      if (movedTo) console.log(`What you changed in the older demo workspace is kept in ${movedTo}`);
      console.log(`${{ made: 'Made', kept: 'Already there:', replaced: 'Made anew:' }[state]} ${resolve(directory)}`);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = 1;
    }
  }
}
