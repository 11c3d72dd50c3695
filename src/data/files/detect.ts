import { extname } from 'node:path';
import { fileError } from '../../base/files';
import { openFetched } from '../../base/readRegular';
import { isImage } from '../image/decode';
import { isGzip } from './gunzip';
import { isIdx } from './idx';

/** What a data file is. `unknown` is one whose beginning and name say nothing. */
export type FileKind = 'image' | 'npy' | 'npz' | 'pb' | 'csv' | 'json' | 'wav' | 'idx' | 'text' | 'raw' | 'unknown';

const BY_NAME: Readonly<Record<string, FileKind>> = {
  '.npy': 'npy',
  '.npz': 'npz',
  '.pb': 'pb',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.tab': 'csv',
  '.json': 'json',
  '.wav': 'wav',
  '.txt': 'text',
  '.md': 'text',
  '.raw': 'raw',
  '.bin': 'raw',
  '.dat': 'raw',
};

/**
 * What a file is, by its first bytes where they tell, else by its name.
 * @throws UserError `file.*`; `file.pointer` for one that Git LFS has not fetched
 */
export async function detectFile(path: string): Promise<FileKind> {
  const head = await firstBytes(path, 16);
  const text = String.fromCharCode(...head);
  if (isImage(head)) return 'image';
  if (text.startsWith('\x93NUMPY')) return 'npy';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WAVE') return 'wav';
  const name = path.toLowerCase();
  if (isGzip(head)) return /\.(csv|tsv|tab)\.gz$/.test(name) ? 'csv' : 'idx';
  if (/idx\d|\.idx$|-ubyte$/.test(name) && isIdx(head)) return 'idx';
  return BY_NAME[extname(name)] ?? (isIdx(head) ? 'idx' : 'unknown');
}

async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  const handle = await openFetched(path);
  try {
    const bytes = new Uint8Array(count);
    const { bytesRead } = await handle.read(bytes, 0, count, 0);
    return bytes.subarray(0, bytesRead);
  } catch (error) {
    throw fileError(error, path);
  } finally {
    await handle.close();
  }
}
