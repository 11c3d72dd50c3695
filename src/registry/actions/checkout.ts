import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { hashFile } from '../../base/hash';
import { type GitTreeEntry, streamFiltered } from '../../git/objects';
import { git } from '../../git/process';
import type { LocatedFile } from '../files/located';
import type { Registry } from '../registry';

/** Where a file's bytes are taken from: a file, the bytes themselves where they are few, or git, which converts those of a commit's file. */
export type Source = string | Buffer | { readonly commit: string; readonly path: string };

/** A file as git would have it in the work tree. */
export interface CheckedOut {
  readonly source: Source;
  readonly bytes: number;
  readonly sha256: string;
  readonly executable: boolean;
  /** Its entry in the commit's tree; absent for what DVC keeps. */
  readonly entry?: GitTreeEntry;
}

/** Attributes by which git changes a text on its way into the work tree, or any file by a program. */
const ATTRIBUTES = ['text', 'crlf', 'eol', 'ident', 'filter', 'working-tree-encoding'] as const;
type Attributes = Readonly<Record<(typeof ATTRIBUTES)[number], string>>;

/** A zero byte in so much of a file's beginning means that git takes it for binary, where it is to guess. */
const HEAD_BYTES = 64 * 1024;

/**
 * The files of a commit as `git checkout` would write them: with the line ends, the encoding, the filters and the executable bit that the
 * attributes of the work tree and the configuration ask for. What Git LFS and DVC keep is taken as it is.
 */
export class Checkout {
  #settings: Promise<{ autocrlf: boolean; fileMode: boolean; lfs: boolean }> | undefined;

  constructor(
    private readonly registry: Registry,
    private readonly commit: string,
    private readonly signal?: AbortSignal,
  ) {}

  /** @param raw its bytes as the commit has them @throws UserError `git.failed` where a filter fails, `file.*` */
  async file(located: LocatedFile, raw: string | Buffer): Promise<CheckedOut> {
    const source = located.storage === 'git' && (await this.#converts(located, raw)) ? { commit: this.commit, path: located.path } : raw;
    const entry = await this.#entry(located.path);
    return { source, ...(await this.#measure(source)), executable: entry?.mode === '100755', ...(entry ? { entry } : {}) };
  }

  /** Whether git here makes pointers of a file that Git LFS keeps: where it does not, `git status` shows the file as changed. */
  async cleansLfs(path: string): Promise<boolean> {
    return (await this.#attributes(path)).filter === 'lfs' && (await this.#read()).lfs;
  }

  /** Whether the work tree tells executable files from others. */
  async hasModes(): Promise<boolean> {
    return (await this.#read()).fileMode;
  }

  async #converts({ path }: LocatedFile, raw: string | Buffer): Promise<boolean> {
    const { text, crlf, eol, ident, filter, ...more } = await this.#attributes(path);
    const isSet = (value: string) => value !== 'unspecified' && value !== 'unset';
    if (isSet(ident) || isSet(filter) || isSet(more['working-tree-encoding']) || text === 'set' || crlf === 'set') return true;
    if (text === 'unset' || crlf === 'unset') return false;
    if (!isSet(text) && !isSet(eol) && !isSet(crlf) && !(await this.#read()).autocrlf) return false;
    // Left to guess, git looks for zero bytes; a name of line ends alone makes it a text.
    return (isSet(eol) && !isSet(text)) || !(await hasZero(raw));
  }

  async #attributes(path: string): Promise<Attributes> {
    const { root } = this.registry.repository;
    const printed = await git(['check-attr', '-z', ...ATTRIBUTES, '--', path], { cwd: root!, signal: this.signal });
    const parts = printed.split('\0');
    return Object.fromEntries(ATTRIBUTES.map((name, index) => [name, parts[index * 3 + 2] ?? 'unspecified'])) as unknown as Attributes;
  }

  #read() {
    this.#settings ??= this.#readSettings();
    return this.#settings;
  }

  async #readSettings() {
    const options = { cwd: this.registry.repository.root!, signal: this.signal, accept: [1] };
    const get = async (key: string) => (await git(['config', '--get', key], options)).trim();
    const [autocrlf, fileMode, clean, process] = await Promise.all(
      ['core.autocrlf', 'core.fileMode', 'filter.lfs.clean', 'filter.lfs.process'].map(get),
    );
    return {
      autocrlf: !['', 'false', 'no', 'off', '0'].includes(autocrlf!.toLowerCase()),
      fileMode: fileMode === '' ? globalThis.process.platform !== 'win32' : !['false', 'no', 'off', '0'].includes(fileMode!.toLowerCase()),
      lfs: clean !== '' || process !== '',
    };
  }

  async #entry(path: string): Promise<GitTreeEntry | undefined> {
    const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path);
    return (await this.registry.objects.list(this.commit, folder))?.get(path);
  }

  async #measure(source: Source): Promise<{ bytes: number; sha256: string }> {
    const hash = createHash('sha256');
    let bytes = 0;
    if (typeof source === 'string') {
      return { bytes: (await stat(source)).size, sha256: await hashFile(source, this.signal) };
    }
    await streamSource(this.registry, source, async (chunk) => {
      hash.update(chunk);
      bytes += chunk.length;
    });
    return { bytes, sha256: hash.digest('hex') };
  }
}

/** Reads what is not a file. @throws as `streamFiltered` */
export async function streamSource(
  { repository }: Pick<Registry, 'repository'>,
  source: Exclude<Source, string>,
  write: (chunk: Buffer) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  if (Buffer.isBuffer(source)) await write(source);
  else await streamFiltered(repository, source.commit, source.path, write, signal);
}

async function hasZero(raw: string | Buffer): Promise<boolean> {
  if (typeof raw !== 'string') return raw.includes(0);
  const handle = await open(raw, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead).includes(0);
  } finally {
    await handle.close();
  }
}
