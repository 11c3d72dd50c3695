import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { ByteSource } from './model';

/**
 * Positional reads of a file on disk. The file stays open until {@link ByteSource.close}.
 * Only regular files are opened: a pipe or a device could block for ever or have no end.
 * @throws UserError where there is no such file, it is not a regular file or may not be read
 */
export function fileSource(path: string): ByteSource {
  const absolute = resolve(path);
  return new FileSource(absolute, openRegular(absolute));
}

/**
 * Positional reads of bytes in memory.
 * @param path the file the bytes came from, if any: it is named in messages
 */
export function bytesSource(bytes: Uint8Array, path?: string): ByteSource {
  return new BytesSource(bytes, path);
}

/** The `length` bytes of `source` that begin at `offset`, as a source of their own; closing it closes `source` only where `owned`. */
export function rangeSource(source: ByteSource, offset: number, length: number, owned: boolean): ByteSource {
  checkRange(source, offset, length);
  return new RangeSource(source, offset, length, owned);
}

class FileSource implements ByteSource {
  readonly size: number;
  readonly path: string;
  #descriptor: number | undefined;

  constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
    this.size = fstatSync(descriptor).size;
  }

  read(offset: number, length: number): Uint8Array {
    checkRange(this, offset, length);
    const bytes = new Uint8Array(length);
    this.readInto(bytes, offset);
    return bytes;
  }

  readInto(target: Uint8Array, offset: number): void {
    checkRange(this, offset, target.length);
    if (this.#descriptor === undefined) throw new Error(`read of a closed file: ${this.path}`);
    for (let done = 0; done < target.length; ) {
      // One call reads at most 2 GiB on Linux and macOS.
      const got = readSync(this.#descriptor, target, done, Math.min(target.length - done, 0x4000_0000), offset + done);
      if (got === 0) throw changed(this.path);
      done += got;
    }
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

class BytesSource implements ByteSource {
  readonly size: number;
  readonly path?: string;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, path: string | undefined) {
    this.#bytes = bytes;
    this.size = bytes.length;
    this.path = path;
  }

  read(offset: number, length: number): Uint8Array {
    checkRange(this, offset, length);
    return this.#bytes.subarray(offset, offset + length);
  }

  readInto(target: Uint8Array, offset: number): void {
    target.set(this.read(offset, target.length));
  }

  close(): void {
    // Memory has nothing to release.
  }
}

class RangeSource implements ByteSource {
  readonly size: number;
  readonly path?: string;
  readonly #source: ByteSource;
  readonly #offset: number;
  readonly #owned: boolean;

  constructor(source: ByteSource, offset: number, length: number, owned: boolean) {
    this.#source = source;
    this.#offset = offset;
    this.#owned = owned;
    this.size = length;
    this.path = source.path;
  }

  read(offset: number, length: number): Uint8Array {
    checkRange(this, offset, length);
    return this.#source.read(this.#offset + offset, length);
  }

  readInto(target: Uint8Array, offset: number): void {
    checkRange(this, offset, target.length);
    this.#source.readInto(target, this.#offset + offset);
  }

  close(): void {
    if (this.#owned) this.#source.close();
  }
}

function openRegular(path: string): number {
  try {
    // Asked before opening: opening a named pipe waits for its writer.
    if (!statSync(path).isFile()) {
      throw new UserError('file.kind', l10n.t('This is not a file that can be read as a model.'), {
        where: path,
        remedy: l10n.t('Name a regular file, not a folder, pipe or device.'),
      });
    }
    return openSync(path, 'r');
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): UserError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new UserError('file.missing', l10n.t('There is no such file.'), {
      where: path,
      remedy: l10n.t('Check the path; names of files are case-sensitive on most systems.'),
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new UserError('file.denied', l10n.t('The file may not be read.'), {
      where: path,
      remedy: l10n.t('Check its permissions, and whether another program holds it.'),
      cause: error,
    });
  }
  return new UserError('file.read', l10n.t('The file could not be opened: {0}', error instanceof Error ? error.message : String(error)), {
    where: path,
    cause: error,
  });
}

function changed(path: string): UserError {
  return new UserError('file.changed', l10n.t('The file became shorter while it was read.'), {
    where: path,
    remedy: l10n.t('Wait until whatever writes it has finished, then open it again.'),
  });
}

function checkRange(source: ByteSource, offset: number, length: number): void {
  const inside =
    Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0 && length <= source.size - offset;
  if (inside) return;
  throw new UserError(
    'file.range',
    l10n.t('Bytes {0} to {1} were asked for, but there are only {2}.', offset, offset + length, source.size),
    {
      where: source.path,
      remedy: l10n.t('The file is cut off or damaged; fetch or export it again.'),
    },
  );
}
