import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { z } from 'zod';
import { UserError } from '../base/errors';
import { errorCode } from '../base/files';
import { decodeBeginning } from './codec';
import { zModelIdentity } from './report';

/** One line of the history. */
export interface ReportEntry {
  id: string;
  /** Of `report.json` and its attachments. */
  bytes: number;
  /** ISO 8601; of one that cannot be read the time its folder was made. */
  createdAt: string;
  /** What the report says of itself; absent where it cannot be read. */
  header?: ReportHeader;
}

const zHeader = z.object({
  kind: z.string().max(200),
  schemaVersion: z.number(),
  createdAt: z.iso.datetime(),
  durationMs: z.number().optional(),
  model: zModelIdentity.optional(),
  verdict: z.string(),
});

/** The part of a report's envelope that a list shows. */
export type ReportHeader = z.infer<typeof zHeader>;

/** Enough for the envelope's first keys, names of absurd length included. */
const BEGINNING_BYTES = 32 * 1024;
/** Files of one report that are counted into its size; a folder with more is someone else's work. */
const MAX_FILES = 10_000;

/** Reads what a list shows of one report. @returns undefined where it is not a folder, or has just been removed */
export async function readEntry(directory: string, id: string): Promise<ReportEntry | undefined> {
  const folder = join(directory, id);
  try {
    const found = await lstat(folder);
    if (!found.isDirectory()) return undefined;
    const header = await readHeader(join(folder, 'report.json'));
    return { id, bytes: await folderBytes(folder), createdAt: header?.createdAt ?? found.mtime.toISOString(), header };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function readHeader(path: string): Promise<ReportHeader | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFilePart(path, 0, BEGINNING_BYTES);
  } catch (error) {
    // Not there, a link, a folder, not ours to read: an entry without a header, which a list can still offer to delete.
    if (['ENOENT', 'ELOOP', 'file.notPlain', 'EISDIR', 'EACCES', 'EPERM'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
  const header = zHeader.safeParse(decodeBeginning(new TextDecoder().decode(bytes)));
  return header.success ? header.data : undefined;
}

async function folderBytes(folder: string): Promise<number> {
  const names = (await readdir(folder)).slice(0, MAX_FILES);
  const sizes = await Promise.all(
    names.map((name) =>
      lstat(join(folder, name)).then(
        (file) => file.size,
        (error: unknown) => {
          if (errorCode(error) === 'ENOENT') return 0;
          throw error;
        },
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * Reads bytes of a regular file, never through a link.
 * @throws UserError `file.notPlain` for a link and for anything that is not a file
 */
export async function readFilePart(path: string, offset: number, length = Number.MAX_SAFE_INTEGER): Promise<Uint8Array> {
  if (!Number.isSafeInteger(offset) || offset < 0 || !(length >= 0)) throw new RangeError(`No bytes at ${offset}, length ${length}`);
  const refuse = () => new UserError('file.notPlain', l10n.t('{0} is not a plain file.', path), { where: path });
  // O_NOFOLLOW is not there on Windows; O_NONBLOCK keeps a pipe with that name from blocking.
  if (!(await lstat(path)).isFile()) throw refuse();
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw refuse();
    const size = Math.max(0, Math.min(length, found.size - offset));
    const bytes = new Uint8Array(size);
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await handle.read(bytes, filled, size - filled, offset + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}
