import { basename, dirname, join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { fileError } from '../base/files';
import { readRegular } from '../base/readRegular';
import { parseManifest } from './parse';
import type { Manifest } from './schema';

/** Largest manifest that is read. */
export const MAX_MANIFEST_BYTES = 4 << 20;

/** A manifest and where it was found. */
export interface LoadedManifest {
  readonly manifest: Manifest;
  /** Absolute. */
  readonly path: string;
  /** Its folder: what its file references are relative to and may not leave. */
  readonly directory: string;
  /** Keys it has that this version does not know, as JSON paths. */
  readonly unknownKeys: readonly string[];
}

/**
 * The manifest of a model: `NAME.model.json` beside `NAME.onnx`. A derived model inherits: `NAME.int8.onnx` takes
 * `NAME.int8.model.json`, else `NAME.model.json`; each suffix after a dot is left off in turn.
 * @param explicitPath a manifest to read instead, which must exist
 * @returns undefined where there is none
 * @throws UserError `manifest.*` naming file, line, column and JSON path; `file.*`
 */
export async function loadManifest(modelPath: string, explicitPath?: string): Promise<LoadedManifest | undefined> {
  if (explicitPath !== undefined) {
    const path = resolve(explicitPath);
    const text = await readManifestText(path);
    if (text === undefined) throw fileError(Object.assign(new Error(), { code: 'ENOENT' }), path);
    return loaded(text, path);
  }
  for (const path of manifestCandidates(modelPath)) {
    const text = await readManifestText(path);
    if (text !== undefined) return loaded(text, path);
  }
  return undefined;
}

/** Where a model's manifest may be, nearest first; absolute. */
export function manifestCandidates(modelPath: string): string[] {
  const path = resolve(modelPath);
  return manifestNames(basename(path)).map((name) => join(dirname(path), name));
}

/** What the manifest of a model file may be called, nearest first. @param file plain name */
export function manifestNames(file: string): string[] {
  const names: string[] = [];
  let stem = file.replace(/\.onnx$/i, '');
  for (;;) {
    names.push(`${stem}.model.json`);
    const dot = stem.lastIndexOf('.');
    if (dot <= 0) return names;
    stem = stem.slice(0, dot);
  }
}

function loaded(text: string, path: string): LoadedManifest {
  return { ...parseManifest(text, path), path, directory: dirname(path) };
}

/**
 * The text of a manifest.
 * @returns undefined where there is no file
 * @throws UserError `manifest.size`, `file.*`
 */
export async function readManifestText(path: string): Promise<string | undefined> {
  const tooLarge = (size: number) =>
    new UserError('manifest.size', l10n.t('{0} has {1} bytes; a manifest has at most {2}.', basename(path), size, MAX_MANIFEST_BYTES), {
      where: path,
      remedy: l10n.t('Keep long lists, such as class names, in files of their own.'),
    });
  try {
    return (await readRegular(path, MAX_MANIFEST_BYTES, tooLarge)).toString('utf8');
  } catch (error) {
    if (error instanceof UserError && error.code === 'file.missing') return undefined;
    throw error;
  }
}
