import type { ByteSource } from '../model';
import { damaged, tooLarge, truncated } from './errors';
import { MAX_GRAPH_BYTES } from './limits';

const FIRST_WINDOW = 4096;
const LAST_WINDOW = 256 * 1024;

/**
 * Reads a source front to back through a window and keeps what it passes in an output buffer, unless told to drop it.
 * The window starts small after a jump and doubles while reading goes straight on, so that hopping over
 * weights reads little and reading a large graph takes few calls.
 */
export class KeepingCursor {
  /** Where the next byte is read, from the start of the source. */
  position = 0;
  readonly #source: ByteSource;
  #window: Uint8Array = new Uint8Array(FIRST_WINDOW);
  #windowStart = 0;
  #windowEnd = 0;
  /** Bytes from here to `position` are passed but not yet in the output. */
  #unkept = 0;
  #output: Uint8Array;
  #outputLength = 0;

  constructor(source: ByteSource) {
    this.#source = source;
    this.#output = new Uint8Array(Math.min(source.size, FIRST_WINDOW));
  }

  /** Position in the output of the byte at `position`. */
  get kept(): number {
    return this.#outputLength + this.position - this.#unkept;
  }

  /** The next byte; `end` is the end of what encloses it. */
  byte(end: number): number {
    if (this.position >= end) throw this.endedEarly(end);
    if (this.position >= this.#windowEnd) this.#fill();
    return this.#window[this.position++ - this.#windowStart];
  }

  /**
   * An unsigned varint. Exact up to 2^53; beyond that near enough for a comparison with a length.
   * @throws UserError over ten bytes or past `end`
   */
  varint(end: number): number {
    const start = this.position;
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.byte(end);
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw damaged(this.#source, start, 'varint');
  }

  /**
   * Passes `length` bytes of varints one after another and keeps them.
   * @returns how many there were
   * @throws UserError for one over ten bytes, or one that the last byte does not end
   */
  varints(length: number): number {
    const end = this.position + length;
    let count = 0;
    let width = 0;
    while (this.position < end) {
      if (this.position >= this.#windowEnd) this.#fill();
      const stop = Math.min(end, this.#windowEnd) - this.#windowStart;
      for (let i = this.position - this.#windowStart; i < stop; i++) {
        if (this.#window[i] < 0x80) {
          count++;
          width = 0;
        } else if (++width === 10) throw damaged(this.#source, this.#windowStart + i, 'varint');
      }
      this.position = this.#windowStart + stop;
    }
    if (width > 0) throw this.endedEarly(end);
    return count;
  }

  /** Passes `length` bytes and keeps them. The caller has checked that they are there. */
  keep(length: number): void {
    for (let left = length; left > 0; ) {
      if (this.position >= this.#windowEnd) this.#fill();
      const step = Math.min(left, this.#windowEnd - this.position);
      this.position += step;
      left -= step;
    }
  }

  /** Passes `length` bytes without reading or keeping them. */
  drop(length: number): void {
    this.flush();
    this.position += length;
    this.#unkept = this.position;
  }

  /** Puts bytes of the caller's own into the output. */
  put(bytes: readonly number[]): void {
    this.flush();
    this.#reserve(bytes.length);
    this.#output.set(bytes, this.#outputLength);
    this.#outputLength += bytes.length;
  }

  /** Writes `value` over the `width` bytes of a varint already in the output, padded to fill them. */
  patchVarint(at: number, width: number, value: number): void {
    this.flush();
    let rest = value;
    for (let i = 0; i < width; i++) {
      this.#output[at + i] = (rest % 128) | (i < width - 1 ? 0x80 : 0);
      rest = Math.floor(rest / 128);
    }
  }

  /** Moves everything passed so far into the output. */
  flush(): void {
    this.#keepThrough(this.position);
  }

  /** Forgets what was passed since `position`, for a field that is replaced. Nothing may have been dropped or put since. */
  forgetSince(position: number): void {
    // A window filled in between has already moved some of it into the output.
    if (this.#unkept > position) this.#outputLength -= this.#unkept - position;
    else this.#keepThrough(position);
    this.#unkept = this.position;
  }

  /** The output, flushed, cut to its length. */
  output(): Uint8Array {
    this.flush();
    return this.#output.subarray(0, this.#outputLength);
  }

  endedEarly(end: number): Error {
    return end >= this.#source.size ? truncated(this.#source) : damaged(this.#source, this.position, 'overrun');
  }

  #keepThrough(position: number): void {
    const length = position - this.#unkept;
    if (length <= 0) return;
    this.#reserve(length);
    const from = this.#unkept - this.#windowStart;
    this.#output.set(this.#window.subarray(from, from + length), this.#outputLength);
    this.#outputLength += length;
    this.#unkept = position;
  }

  #fill(): void {
    this.flush();
    const straightOn = this.position === this.#windowEnd;
    const size = straightOn ? Math.min(this.#window.length * 2, LAST_WINDOW) : FIRST_WINDOW;
    if (size !== this.#window.length) this.#window = new Uint8Array(size);
    const length = Math.min(size, this.#source.size - this.position);
    this.#source.readInto(this.#window.subarray(0, length), this.position);
    this.#windowStart = this.position;
    this.#windowEnd = this.position + length;
    this.#unkept = this.position;
  }

  #reserve(length: number): void {
    const needed = this.#outputLength + length;
    if (needed <= this.#output.length) return;
    if (needed > MAX_GRAPH_BYTES) throw tooLarge(this.#source, 'bytes', MAX_GRAPH_BYTES);
    // Never past the source's size by more than one step, since only what was read is kept.
    const grown = new Uint8Array(Math.min(Math.max(needed, this.#output.length * 2), MAX_GRAPH_BYTES));
    grown.set(this.#output.subarray(0, this.#outputLength));
    this.#output = grown;
  }
}
