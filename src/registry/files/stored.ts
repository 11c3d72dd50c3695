import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { fileError } from '../../base/files';
import type { CommitTree } from './commitTree';
import { dvcObject } from './dvcCache';
import { lfsObject } from './lfs';
import type { LocatedFile } from './located';

const CR = 13;
const LF = 10;

/**
 * The file in which Git LFS or DVC keep what was located; it is used where it is. Undefined where it was not fetched.
 * @param verify whether its bytes are read and compared with its name
 * @throws UserError `model.damaged`
 */
export async function storedFile(
  tree: CommitTree,
  located: LocatedFile,
  verify?: { signal?: AbortSignal; advance?(done: number): void },
): Promise<string | undefined> {
  const isLfs = located.storage === 'lfs';
  const folder = posix.dirname(located.path);
  const path = isLfs ? await lfsObject(tree.repository, located.oid) : await dvcObject(tree.repository, folder, located.oid);
  if (path === undefined || !verify) return path;
  const sums = await hashesOf(path, isLfs ? 'sha256' : 'md5', located.dvc?.legacy ?? false, verify);
  if (sums.includes(located.oid)) return path;
  const owner = isLfs ? 'Git LFS' : 'DVC';
  throw new UserError('model.damaged', l10n.t('What {0} keeps of {1} has changed: its hash is {2}.', owner, located.path, sums[0]!), {
    where: path,
    remedy: l10n.t('Delete that file, and fetch it again.'),
  });
}

/** Whether a file in the cache has the bytes that its version's name for it says: reads all of it. */
export async function isIntact(
  tree: Pick<CommitTree, 'repository'>,
  located: LocatedFile,
  path: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const { storage, dvc } = located;
  const algorithm = storage === 'git' ? tree.repository.objectFormat : storage === 'lfs' ? 'sha256' : 'md5';
  const prefix = storage === 'git' ? `blob ${located.bytes}\0` : '';
  return (await hashesOf(path, algorithm, dvc?.legacy ?? false, { prefix, ...(signal ? { signal } : {}) })).includes(located.oid);
}

/** The hash of a file, and where DVC 2 wrote it, the one that it has with Unix line ends. */
async function hashesOf(
  path: string,
  algorithm: 'sha1' | 'sha256' | 'md5',
  unix: boolean,
  { signal, advance, prefix = '' }: { signal?: AbortSignal; advance?(done: number): void; prefix?: string },
): Promise<string[]> {
  const plain = createHash(algorithm).update(prefix);
  const text = unix ? createHash(algorithm) : undefined;
  let done = 0;
  let held = false;
  try {
    for await (const chunk of createReadStream(path, { signal, highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      plain.update(chunk);
      if (text) held = updateUnix(text, chunk, held);
      done += chunk.length;
      advance?.(done);
    }
  } catch (error) {
    throw fileError(error, path);
  }
  if (held) text?.update('\r');
  return [plain, ...(text ? [text] : [])].map((hash) => hash.digest('hex'));
}

/** Hashes a piece of text with `\r\n` as `\n`. @param held whether the piece before ended in `\r` @returns whether this one does */
function updateUnix(hash: { update(data: Buffer | string): unknown }, chunk: Buffer, held: boolean): boolean {
  if (held && chunk[0] !== LF) hash.update('\r');
  let start = 0;
  for (let at = chunk.indexOf(CR); at >= 0; at = chunk.indexOf(CR, at + 1)) {
    if (at + 1 < chunk.length && chunk[at + 1] !== LF) continue;
    hash.update(chunk.subarray(start, at));
    start = at + 1;
  }
  hash.update(chunk.subarray(start));
  return chunk.at(-1) === CR;
}
