import * as l10n from '@vscode/l10n';
import { Unzip, UnzipInflate } from 'fflate';
import type { Tensor } from '../../onnx/tensor';
import { decodeNpy } from './npy';
import { damaged } from './read';

/** Most arrays in one archive, and most bytes they may have unpacked. */
const MAX_ENTRIES = 10_000;
const MAX_UNPACKED = 2 ** 31 - 1;
/** Bytes unpacked at a time: bounds what one step can blow up to. */
const CHUNK = 1 << 16;

/**
 * Reads a NumPy archive: its arrays by name, without `.npy`.
 * Unpacking stops as soon as there is more than `limit`, whatever the archive's directory says.
 * @throws UserError `data.damaged`
 */
export function decodeNpz(bytes: Uint8Array, path: string, limit = MAX_UNPACKED): Map<string, Tensor> {
  const arrays = new Map<string, Tensor>();
  let total = 0;
  let entries = 0;
  const unzip = new Unzip((file) => {
    if (++entries > MAX_ENTRIES) throw damaged(path, 'npz', l10n.t('it has more than {0} arrays.', MAX_ENTRIES));
    if (!file.name.endsWith('.npy')) return;
    const chunks: Uint8Array[] = [];
    file.ondata = (error, chunk, final) => {
      if (error) throw damaged(path, 'npz', error.message);
      total += chunk.length;
      if (total > limit) throw damaged(path, 'npz', l10n.t('unpacked it has more than {0} bytes.', limit));
      chunks.push(chunk);
      if (final) arrays.set(file.name.slice(0, -4), decodeNpy(concatenate(chunks), `${path}/${file.name}`));
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < bytes.length; at += CHUNK) unzip.push(bytes.subarray(at, at + CHUNK), at + CHUNK >= bytes.length);
  } catch (error) {
    if (error instanceof Error && error.name === 'UserError') throw error;
    throw damaged(path, 'npz', error instanceof Error ? error.message : String(error));
  }
  if (arrays.size === 0) throw damaged(path, 'npz', l10n.t('it holds no array.'));
  return arrays;
}

/** Pieces as one. */
export function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
