import { join } from 'node:path';
import { git } from '../../git/process';
import { locateInDvc } from '../files/dvc';
import { WorkTree } from '../files/workTree';
import type { Registry } from '../registry';
import { versionFolder } from '../versions/versionFolder';

/** A commit that changed something of a model. */
export interface RecentCommit {
  /** Full name. */
  readonly commit: string;
  /** Seconds since 1970. */
  readonly time: number;
  readonly author: string;
  readonly subject: string;
}

const MOST = 100;

/**
 * The last commits up to HEAD that changed a model, what lies beside it under its name, or what DVC tracks of it; newest first.
 * @param path of the model, from the root
 * @throws UserError `git.*`
 */
export async function recentCommits(registry: Registry, path: string, signal?: AbortSignal): Promise<RecentCommit[]> {
  const { repository, objects } = registry;
  const head = (await objects.info('HEAD^{commit}'))?.oid;
  const { root } = repository;
  if (head === undefined || root === undefined) return [];
  const tracker = (await locateInDvc(await WorkTree.around(join(root, path)), path))?.dvc?.tracker;
  const { files } = await versionFolder(registry, head, path);
  const paths = [path, `${path}.dvc`, ...files, ...(tracker === undefined ? [] : [tracker])];
  const format = '--format=%H%x1f%ct%x1f%an%x1f%s';
  const printed = await git(['log', '-z', '--no-show-signature', `--max-count=${MOST}`, format, head, '--', ...paths], {
    cwd: root,
    signal,
  });
  return printed.split('\0').flatMap((line) => {
    const [commit, time, author, ...subject] = line.split('\x1f');
    if (commit === undefined || time === undefined || author === undefined) return [];
    return [{ commit, time: Number(time), author, subject: subject.join('\x1f') }];
  });
}
