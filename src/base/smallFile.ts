import { UserError } from './errors';
import { errorCode } from './files';
import { openRegular } from './readRegular';

/** A text file; undefined where there is none, where it cannot be read, or where it has more than `limit` bytes. */
export async function readSmallFile(path: string, limit: number): Promise<string | undefined> {
  try {
    const handle = await openRegular(path);
    try {
      return (await handle.stat()).size <= limit ? await handle.readFile('utf8') : undefined;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof UserError || errorCode(error) !== undefined) return undefined;
    throw error;
  }
}
