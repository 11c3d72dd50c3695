import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileError } from '../../base/files';
import { makeFolder } from '../../base/folders';
import { refuseOverwriting } from '../../base/overwrite';
import { encodeNpy } from '../../data/files/npyEncode';
import type { JobContext } from '../../engine/context';
import type { Tensor } from '../../onnx/tensor';
import { encodeTensor } from '../../onnx/tensorProto';
import { mapsText, type ZipMap } from './zipMap';

/**
 * Refuses a folder in which an output would take the place of a file that goes into the run; asked before it begins.
 * @param outputs names, in the order they are saved
 * @param sources absolute paths
 * @throws UserError `output.overwrites`
 */
export async function refuseSources(
  outputs: readonly string[],
  folder: string,
  format: 'npy' | 'pb',
  sources: readonly string[],
  zipMaps: readonly ZipMap[] = [],
): Promise<void> {
  const taken = new Set<string>();
  const maps = [...mapNames(zipMaps).values()].flatMap((names) => [names.maps, names.classes]);
  for (const file of [...outputs.map((name) => plainName(name, format, taken)), ...maps]) {
    await refuseOverwriting(join(folder, file), sources);
  }
}

/**
 * Writes tensors into a folder, one file each.
 * @param sources what went into the run, absolute: none of it is written over
 * @returns output name → path as the folder was given
 * @throws UserError `output.overwrites`; `file.*` where the folder cannot be made or written to
 */
export async function saveTensors(
  tensors: ReadonlyMap<string, Tensor>,
  folder: string,
  format: 'npy' | 'pb',
  sources: readonly string[],
  context: JobContext,
): Promise<Map<string, string>> {
  const directory = resolve(context.cwd, folder);
  await makeFolder(directory);
  const files = new Map<string, string>();
  const taken = new Set<string>();
  for (const [name, tensor] of tensors) {
    context.signal.throwIfAborted();
    const bytes = format === 'npy' ? encodeNpy(tensor) : undefined;
    // What NumPy has no type for goes into ONNX's own format.
    const file = plainName(name, bytes ? 'npy' : 'pb', taken);
    const path = join(directory, file);
    await refuseOverwriting(path, sources);
    const temporary = await context.outputFile(path);
    await writeFile(temporary, bytes ?? encodeTensor(tensor, name)).catch((error: unknown) => {
      throw fileError(error, path);
    });
    await context.commitOutput(path);
    files.set(name, join(folder, file).replaceAll('\\', '/'));
  }
  return files;
}

/** A ZipMap's files. */
export interface MapFiles {
  /** A list of objects, label → score, one a row. */
  readonly maps: string;
  /** The list of labels, in the order of the scores' columns: a file for `--classes`. */
  readonly classes: string;
}

/**
 * Writes what ZipMaps made into a folder, as JSON: the maps of all rows, and the labels that go with the tensor of scores.
 * @returns output name → paths as the folder was given
 * @throws UserError as {@link saveTensors}
 */
export async function saveMaps(
  zipMaps: readonly ZipMap[],
  tensors: ReadonlyMap<string, Tensor>,
  folder: string,
  sources: readonly string[],
  context: JobContext,
): Promise<Map<string, MapFiles>> {
  const directory = resolve(context.cwd, folder);
  const names = mapNames(zipMaps);
  const files = new Map<string, MapFiles>();
  for (const zipMap of zipMaps) {
    const scores = tensors.get(zipMap.scores);
    if (!scores) continue;
    const { maps, classes } = names.get(zipMap.output)!;
    const labels = [...zipMap.labels.values()];
    const save = async (file: string, parts: Iterable<string>) => {
      const path = join(directory, file);
      await refuseOverwriting(path, sources);
      const temporary = await context.outputFile(path);
      await writeFile(temporary, parts, { signal: context.signal }).catch((error: unknown) => {
        throw fileError(error, path);
      });
      await context.commitOutput(path);
      return join(folder, file).replaceAll('\\', '/');
    };
    files.set(zipMap.output, {
      maps: await save(maps, mapsText(zipMap, scores)),
      classes: await save(classes, [`${JSON.stringify(labels, undefined, 1)}\n`]),
    });
  }
  return files;
}

function mapNames(zipMaps: readonly ZipMap[]): Map<string, MapFiles> {
  const taken = new Set<string>();
  return new Map(
    zipMaps.map(({ output }) => [output, { maps: plainName(output, 'json', taken), classes: plainName(output, 'classes.json', taken) }]),
  );
}

/** A plain file name for an output: names come from the model, which is a stranger's. */
function plainName(name: string, extension: string, taken: Set<string>): string {
  const stem =
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, '_')
      .replace(/^\.+/, '')
      .slice(0, 100) || 'output';
  let file = `${stem}.${extension}`;
  for (let count = 2; taken.has(file.toLowerCase()); count++) file = `${stem}-${count}.${extension}`;
  taken.add(file.toLowerCase());
  return file;
}
