import type { ByteSource } from '../../../src/onnx/model';
import { bytesSource } from '../../../src/onnx/source';

/** Bytes in memory that note how much of them was asked for. */
export class CountingSource implements ByteSource {
  readonly size: number;
  /** All reads together. */
  bytesRead = 0;
  /** The longest single read: what a caller allocates at once. */
  longestRead = 0;
  readonly #source: ByteSource;

  constructor(bytes: Uint8Array) {
    this.#source = bytesSource(bytes);
    this.size = bytes.length;
  }

  read(offset: number, length: number): Uint8Array {
    this.#count(length);
    return this.#source.read(offset, length);
  }

  readInto(target: Uint8Array, offset: number): void {
    this.#count(target.length);
    this.#source.readInto(target, offset);
  }

  close(): void {
    this.#source.close();
  }

  #count(length: number): void {
    this.bytesRead += length;
    this.longestRead = Math.max(this.longestRead, length);
  }
}
