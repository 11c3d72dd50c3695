import { link, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { type AtomicFile, atomicFile, errorCode, fileError, replaceFile, temporaryName } from '../base/files';
import type { OnnxModel } from './model';
import type { Encoded } from './write/encode';
import { type Layout, layOut } from './write/layout';
import { writePieces } from './write/pieces';

/** Protobuf's own limit for one message, which every ONNX runtime has: 2 GiB less one byte. */
export const LARGEST_MODEL_FILE = 0x7fff_ffff;

export interface WriteOptions {
  /**
   * `auto`: what is external stays external, and where the file would pass 2 GiB the larger initializers go into a
   * file beside it; `always`: they do in any case; `never`: everything goes into the model file.
   */
  readonly externalData?: 'auto' | 'always' | 'never';
  readonly signal?: AbortSignal;
  /** Told the bytes written so far and in all. */
  advance?(done: number, total: number): void;
  /** Opens an output file; `atomicFile` where left out. For jobs, whose parent chooses the temporary names. */
  create?(path: string): Promise<AtomicFile>;
  /** The largest model file to write; {@link LARGEST_MODEL_FILE} where left out. */
  readonly limit?: number;
}

/** A file that was written. */
export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Writes a model. Weights left in their files are copied range by range through a buffer of a megabyte, external ones
 * into `NAME.onnx.data` beside the model; unknown fields are kept. Fields are written in the order of their numbers,
 * so that a model nobody edited, from a writer that does the same (protobuf's own do), comes out byte for byte.
 *
 * All files are written under temporary names, flushed, and renamed when all are whole: the data first, the model
 * last. A model may be written over its own file; it is closed before the renaming then, and cannot be read again.
 * @returns the model file, and the data file where there is one
 * @throws UserError `onnx.tooLarge`, `externalData.*`, `file.*`; the signal's reason when cancelled. Nothing is left behind then
 */
export async function writeModel(model: OnnxModel, path: string, options: WriteOptions = {}): Promise<WrittenFile[]> {
  const target = resolve(path);
  const dataPath = join(dirname(target), `${basename(target)}.data`);
  const layout = planned(model, target, options, basename(dataPath));
  const outputs = [...(layout.data ? [{ path: dataPath, content: layout.data }] : []), { path: target, content: layout.model }];
  await writeAll(outputs, options, async () => {
    const own = model.source.path;
    if (own !== undefined && (await sameFile(own, target))) model.close();
  });
  return outputs.map(({ path, content }) => ({ path, bytes: content.size })).reverse();
}

function planned(model: OnnxModel, target: string, options: WriteOptions, dataName: string): Layout {
  const limit = options.limit ?? LARGEST_MODEL_FILE;
  const { externalData = 'auto' } = options;
  let layout = layOut(model, externalData === 'auto' ? 'keep' : externalData === 'always' ? 'external' : 'inline', dataName);
  if (externalData === 'auto' && layout.model.size > limit) layout = layOut(model, 'external', dataName);
  if (layout.model.size <= limit) return layout;
  throw new UserError(
    'onnx.tooLarge',
    l10n.t('The model takes {0} bytes in one file; a model file ends at {1}.', layout.model.size, limit),
    {
      where: target,
      remedy:
        externalData === 'never'
          ? l10n.t('Let its weights go into a file beside it (external data).')
          : l10n.t('Even without its initializers it is too large: constants in nodes have to become initializers first.'),
    },
  );
}

async function writeAll(
  outputs: { path: string; content: Encoded }[],
  options: WriteOptions,
  beforeCommit: () => Promise<void>,
): Promise<void> {
  const { signal, advance, create = atomicFile } = options;
  const total = outputs.reduce((sum, { content }) => sum + content.size, 0);
  const files: AtomicFile[] = [];
  let done = 0;
  try {
    for (const { path, content } of outputs) {
      signal?.throwIfAborted();
      const file = await create(path);
      files.push(file);
      try {
        const written = await writePieces(file.handle, content.pieces, signal, (bytes) => advance?.(done + bytes, total));
        if (written !== content.size) throw new Error(`${path}: ${written} bytes written, ${content.size} planned`);
        done += written;
      } catch (error) {
        throw fileError(error, path);
      }
    }
    await beforeCommit();
    await commitAll(files);
  } catch (error) {
    for (const file of files) await file.discard();
    throw error;
  }
}

/** Renames all into place. Where a later one fails, what the earlier ones replaced is put back: a model and its data belong together. */
async function commitAll(files: readonly AtomicFile[]): Promise<void> {
  const replaced: { path: string; kept: string | undefined }[] = [];
  try {
    for (const file of files) {
      replaced.push({ path: file.path, kept: files.length > 1 ? await keepAside(file.path) : undefined });
      await file.commit();
    }
  } catch (error) {
    for (const { path, kept } of replaced) {
      if (kept === undefined) continue;
      await replaceFile(kept, path);
      // Renaming one name of a file over another of the same file does nothing, and leaves both.
      await rm(kept, { force: true });
    }
    throw error;
  }
  for (const { kept } of replaced) if (kept !== undefined) await rm(kept, { force: true });
}

/** A second name for a file about to be replaced; undefined where there is none, or the file system has no hard links. */
async function keepAside(path: string): Promise<string | undefined> {
  const kept = temporaryName(path);
  try {
    await link(path, kept);
    return kept;
  } catch (error) {
    if (['ENOENT', 'EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}

async function sameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => realpath(path).catch(() => undefined)));
  return first !== undefined && first === second;
}
