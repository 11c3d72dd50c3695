import { realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Command } from '../../base/lfsPointer';
import type { LocatedFile } from './located';
import { dvcProject } from './workTree';

/**
 * What fetches a file of the work tree that DVC tracks.
 * @param root of the work tree
 * @param from the folder it will be run in; where that is outside of the DVC project, or left out, the command says which one is meant
 */
export async function dvcPull(root: string, file: LocatedFile, from?: string): Promise<Command> {
  const target = join(root, dvcTarget(file));
  const project = (await dvcProject(dirname(target))) ?? root;
  const here = from === undefined ? undefined : await realOr(from);
  const isInside = here !== undefined && (await dvcProject(here)) === (await realOr(project));
  return isInside
    ? {
        argv: ['dvc', 'pull', asArgument(relative(here, join(await realOr(dirname(target)), target.slice(dirname(target).length))))],
        cwd: from!,
      }
    : { argv: ['dvc', '--cd', project, 'pull', asArgument(relative(project, target))] };
}

/** What DVC calls a file: an output of a pipeline by itself, since `dvc.lock` would be all of them. */
export function dvcTarget({ path, dvc }: LocatedFile): string {
  return dvc!.tracker.endsWith('.dvc') ? dvc!.tracker : path;
}

/** A path that is taken for no flag. */
export function asArgument(path: string): string {
  const plain = path.split(sep).join('/');
  return plain.startsWith('-') ? `./${plain}` : plain;
}

/** The real path of a folder; of one that is not there, that of what is, and the rest. */
async function realOr(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    return dirname(folder) === folder ? folder : join(await realOr(dirname(folder)), folder.slice(dirname(folder).length));
  }
}
