import type { Stats } from 'node:fs';
import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { errorCode, fileError } from '../../base/files';
import { hashFile } from '../../base/hash';
import type { VersionFile } from '../../registry/cache/assemble';

/** A file to be written, and what is in its place. */
export interface Target extends VersionFile {
  /** In the cache; absolute. */
  readonly source: string;
  readonly sha256: string;
  /** Where it goes; absolute. */
  readonly path: string;
  readonly existing: 'none' | 'same' | 'other';
}

/** Names listed in a message. */
const LISTED = 5;

/**
 * Where the files of a version go, and what is there.
 * @param model its file in the cache
 * @throws UserError `file.folder` where the folder is a file, `fetch.outside` where a link in it leads out
 */
export async function targetsOf(model: string, files: readonly VersionFile[], folder: string, signal?: AbortSignal): Promise<Target[]> {
  if ((await found(folder, stat))?.isDirectory() === false) throw notAFolder(folder);
  const targets: Target[] = [];
  for (const file of files) {
    const source = join(dirname(model), ...file.name.split('/'));
    const path = join(folder, ...file.name.split('/'));
    await assertInside(folder, dirname(path));
    const sha256 = await hashFile(source, signal);
    targets.push({ ...file, source, path, sha256, existing: await existingAt(path, file.bytes, sha256, signal) });
  }
  return targets;
}

/** @throws UserError `fetch.exists` naming the files that would be replaced */
export function refuseConflicts(targets: readonly Target[], out: string): void {
  const others = targets.filter((target) => target.existing === 'other').map((target) => target.name);
  if (others.length === 0) return;
  const names = others.length > LISTED ? `${others.slice(0, LISTED).join(', ')}, …` : others.join(', ');
  throw new UserError('fetch.exists', l10n.t('{0} has other files of these names: {1}. Nothing was written.', out, names), {
    where: out,
    remedy: l10n.t('Name another folder, or replace them with --force.'),
  });
}

async function existingAt(path: string, bytes: number, sha256: string, signal?: AbortSignal): Promise<Target['existing']> {
  const there = await found(path, lstat);
  if (!there) return 'none';
  if (there.isDirectory()) throw notAFile(path);
  return there.isFile() && there.size === bytes && (await hashFile(path, signal)) === sha256 ? 'same' : 'other';
}

/** Folders of the version may be there already, as links to anywhere: names come from the model. */
async function assertInside(folder: string, parent: string): Promise<void> {
  for (let at = parent; at !== folder && at.startsWith(folder); at = dirname(at)) {
    if (!(await found(at, lstat))) continue;
    const way = relative(await realpath(folder), await realpath(at));
    if (way !== '..' && !way.startsWith(`..${sep}`)) return;
    throw new UserError('fetch.outside', l10n.t('{0} is a link that leads out of the folder {1}.', at, folder), {
      where: at,
      remedy: l10n.t('Name another folder.'),
    });
  }
}

function notAFolder(path: string): UserError {
  return new UserError('file.folder', l10n.t('{0} is a file, not a folder.', path), {
    where: path,
    remedy: l10n.t('Name a folder, one that exists or a new one.'),
  });
}

function notAFile(path: string): UserError {
  return new UserError('file.isFolder', l10n.t('{0} is a folder, where a file of the version has its place.', path), {
    where: path,
    remedy: l10n.t('Name another folder.'),
  });
}

async function found(path: string, look: (path: string) => Promise<Stats>): Promise<Stats | undefined> {
  try {
    return await look(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileError(error, path);
  }
}
