import { join, resolve } from 'node:path';
import { type ClassNames, readClasses, resolveClasses } from '../../manifest/classes';
import { loadManifest } from '../../manifest/load';
import { namedFiles } from '../../manifest/namedFiles';
import type { Manifest } from '../../manifest/schema';
import type { RunParameters } from './parameters';

/** The manifest a run goes by, with the class names it speaks of. */
export interface RunManifest {
  readonly manifest?: Manifest;
  /** Absolute. */
  readonly path?: string;
  /** Its folder: what its file references are relative to. */
  readonly directory?: string;
  /** Class names by output. */
  readonly classes: ReadonlyMap<string, ClassNames>;
  /** Class names given for whichever output has scores. */
  readonly givenClasses?: ClassNames;
}

/** With the files that it was read from: the manifest itself, what that names and the class names given. Absolute. */
export interface ReadRunManifest extends RunManifest {
  readonly files: readonly string[];
}

/**
 * Reads the manifest beside the model, or the one that was named, and the files of class names.
 * @param outputs of the model: class names of others are nobody's
 * @throws UserError `manifest.*`, `classes.*`, `file.*`
 */
export async function runManifest(
  model: string,
  parameters: RunParameters,
  outputs: ReadonlySet<string>,
  cwd: string,
): Promise<ReadRunManifest> {
  const found = await loadManifest(model, parameters.manifest === undefined ? undefined : resolve(cwd, parameters.manifest));
  const classes = new Map<string, ClassNames>();
  if (found && parameters.classes === undefined) {
    for (const [output, { classes: names }] of Object.entries(found.manifest.outputs ?? {})) {
      if (names !== undefined && outputs.has(output)) classes.set(output, await resolveClasses(names, found.directory));
    }
  }
  const given = parameters.classes === undefined ? [] : [resolve(cwd, parameters.classes)];
  const givenClasses = given[0] === undefined ? undefined : await readClasses(given[0]);
  const own = found ? [found.path, ...namedFiles(found.manifest).map((name) => join(found.directory, name))] : [];
  return { manifest: found?.manifest, path: found?.path, directory: found?.directory, classes, givenClasses, files: [...own, ...given] };
}
