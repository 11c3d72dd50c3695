import { open } from 'node:fs/promises';
import { errorCode } from '../base/files';

/** A text file; undefined where there is none, where it cannot be read, or where it has more than `limit` bytes. */
export async function readSmallFile(path: string, limit: number): Promise<string | undefined> {
  try {
    const handle = await open(path, 'r');
    try {
      const found = await handle.stat();
      return found.isFile() && found.size <= limit ? await handle.readFile('utf8') : undefined;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errorCode(error) !== undefined) return undefined;
    throw error;
  }
}
