import { posix } from 'node:path';
import { companionsOf } from '../discover';
import { CommitTree } from '../files/commitTree';
import type { Registry } from '../registry';

/** What lies beside a model at a commit and belongs to it by name. Paths from the root of the repository, with forward slashes. */
export interface VersionFolder {
  /** Variants of the model, such as `glyphs.int8.onnx`. */
  readonly variants: readonly string[];
  /** Manifest, metrics, labels, external data … */
  readonly files: readonly string[];
}

/** Looks by name alone, as {@link discoverModels} does in the work tree. @param commit full object name */
export async function versionFolder(registry: Registry, commit: string, path: string): Promise<VersionFolder> {
  const folder = posix.dirname(path) === '.' ? '' : posix.dirname(path);
  const names = (await new CommitTree(registry.repository, registry.objects, commit).names(folder)) ?? [];
  const plain = new Set(names.map((name) => name.replace(/\.onnx\.dvc$/i, '.onnx')));
  const models = [...plain].filter((name) => /\.onnx$/i.test(name));
  const own = posix.basename(path);
  const stem = own.replace(/\.onnx$/i, '');
  const inFolder = (name: string) => posix.join(folder, name);
  return {
    variants: models.filter((name) => name !== own && name.startsWith(`${stem}.`)).map(inFolder),
    files: (companionsOf(models, names).get(own) ?? []).map(inFolder),
  };
}
