import type { FileHandle } from 'node:fs/promises';
import type { ByteSource } from '../model';

/** Bytes that are copied when they are written, and until then stay where they are. */
export interface Copy {
  readonly length: number;
  /** Opened for the copying alone and closed after it. */
  open(): ByteSource;
}

/** A stretch of an output file. */
export type Piece = Uint8Array | Copy;

const BUFFER = 1 << 20;

/**
 * Writes pieces one after the other through one buffer of a megabyte, whatever their size.
 * @param advance told the bytes written so far
 * @returns bytes written
 * @throws the signal's reason when cancelled
 */
export async function writePieces(
  handle: FileHandle,
  pieces: Iterable<Piece>,
  signal?: AbortSignal,
  advance?: (bytes: number) => void,
): Promise<number> {
  const buffer = new Uint8Array(BUFFER);
  let filled = 0;
  let written = 0;
  const flush = async () => {
    signal?.throwIfAborted();
    for (let done = 0; done < filled; ) done += (await handle.write(buffer, done, filled - done)).bytesWritten;
    written += filled;
    filled = 0;
    advance?.(written);
  };
  for (const piece of pieces) {
    const source = piece instanceof Uint8Array ? undefined : piece.open();
    try {
      for (let offset = 0; offset < piece.length; ) {
        const count = Math.min(piece.length - offset, BUFFER - filled);
        const room = buffer.subarray(filled, filled + count);
        if (piece instanceof Uint8Array) room.set(piece.subarray(offset, offset + count));
        else source!.readInto(room, offset);
        offset += count;
        filled += count;
        if (filled === BUFFER) await flush();
      }
    } finally {
      source?.close();
    }
  }
  await flush();
  return written;
}
