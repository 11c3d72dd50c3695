import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { errorCode, fileError } from '../base/files';
import { readSmallFile } from './smallFile';
import { readYaml } from './yaml';

/** What stands in the place of a file that Git LFS or DVC has not fetched yet. */
export interface Pointer {
  readonly kind: 'lfs' | 'dvc';
  /** SHA-256 (LFS) or MD5 (DVC) of the real file. */
  readonly oid: string;
  /** Size of the real file, where the pointer says it. */
  readonly bytes?: number;
  /** What fetches it, to be run in `cwd`. */
  readonly command: string;
  readonly cwd: string;
}

/** A Git LFS pointer has at most this many bytes, by its specification. */
export const LFS_LIMIT = 1024;
/** A `.dvc` file is small; a larger one is something else. */
const DVC_LIMIT = 64 * 1024;
const LFS_VERSIONS = ['https://git-lfs.github.com/spec/v1', 'https://hawser.github.com/spec/v1'];

/**
 * Reads `path` as a Git LFS pointer (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md), or, where there is no such
 * file, the `.dvc` file beside it. Undefined where neither is there: then `path` is a real file, or missing.
 */
export async function readPointer(path: string): Promise<Pointer | undefined> {
  const found = await statOrMissing(path);
  if (found?.isFile()) return found.size <= LFS_LIMIT ? parseLfsPointer(await readFile(path, 'utf8'), path) : undefined;
  if (found) return undefined;
  const text = await readSmallFile(`${path}.dvc`, DVC_LIMIT);
  return text === undefined ? undefined : parseDvcPointer(text, path);
}

/** The pointer in `text`, or undefined where it is none. @param path the file it stands for */
export function parseLfsPointer(text: string, path: string): Pointer | undefined {
  const [version, ...lines] = text.split(/\r?\n/);
  if (!LFS_VERSIONS.some((url) => version === `version ${url}`)) return undefined;
  const fields = new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
  const oid = /^sha256:([0-9a-f]{64})$/.exec(fields.get('oid') ?? '')?.[1];
  const size = /^\d{1,15}$/.exec(fields.get('size') ?? '')?.[0];
  if (oid === undefined) return undefined;
  const command = `git lfs pull --include ${quoted(basename(path))}`;
  return { kind: 'lfs', oid, bytes: size === undefined ? undefined : Number(size), command, cwd: dirname(path) };
}

/** The pointer in the text of `PATH.dvc`, or undefined where it does not speak of `path`. */
export function parseDvcPointer(text: string, path: string): Pointer | undefined {
  const value = readYaml(text);
  const outs = typeof value === 'object' && value !== null && 'outs' in value && Array.isArray(value.outs) ? (value.outs as unknown[]) : [];
  for (const out of outs) {
    if (typeof out !== 'object' || out === null) continue;
    const { path: name, md5, size } = out as Record<string, unknown>;
    if (name !== basename(path) || typeof md5 !== 'string' || !/^[0-9a-f]{32}$/.test(md5)) continue;
    const bytes = typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : undefined;
    return { kind: 'dvc', oid: md5, bytes, command: `dvc pull ${quoted(`${basename(path)}.dvc`)}`, cwd: dirname(path) };
  }
  return undefined;
}

/** For a shell, of a name that may come from a stranger's repository. */
export function quoted(name: string): string {
  return /^[\w./@%+=:,-]+$/.test(name) && !name.startsWith('-') ? name : `'${name.replace(/'/g, `'\\''`)}'`;
}

/** @throws UserError `file.*` for any refusal but that there is no such file */
export async function statOrMissing(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE'].includes(errorCode(error) ?? '')) return undefined;
    throw fileError(error, path);
  }
}
