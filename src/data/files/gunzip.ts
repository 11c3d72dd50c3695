import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import { concatenate } from './npz';
import { damaged } from './read';

/** True for the first bytes of a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Unpacks gzip, at most `limit` bytes.
 * @throws UserError `data.damaged`
 */
export async function gunzip(bytes: Uint8Array, path: string, limit = 2 ** 31 - 1): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  try {
    for await (const chunk of Readable.from([bytes]).pipe(createGunzip()) as AsyncIterable<Uint8Array>) {
      total += chunk.length;
      if (total > limit) throw damaged(path, 'gzip', l10n.t('unpacked it has more than {0} bytes.', limit));
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'UserError') throw error;
    throw damaged(path, 'gzip', error instanceof Error ? error.message : String(error));
  }
  return concatenate(chunks);
}
