import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { fileError } from './files';

/**
 * SHA-256 of a file, streamed, so that neither its size nor a slow disk blocks the process.
 * @param signal cancels it
 * @param advance told the bytes done so far
 * @throws UserError `file.*`; AbortError when cancelled
 */
export async function hashFile(path: string, signal?: AbortSignal, advance?: (done: number) => void): Promise<string> {
  const hash = createHash('sha256');
  let done = 0;
  try {
    for await (const chunk of createReadStream(path, { signal, highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      done += chunk.length;
      advance?.(done);
    }
  } catch (error) {
    throw fileError(error, path);
  }
  return hash.digest('hex');
}
