import { resolve } from 'node:path';
import { type ClassNames, readClasses, resolveClasses } from '../../manifest/classes';
import { loadManifest } from '../../manifest/load';
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

/**
 * Reads the manifest beside the model, or the one that was named, and the files of class names.
 * @throws UserError `manifest.*`, `classes.*`, `file.*`
 */
export async function runManifest(model: string, parameters: RunParameters, cwd: string): Promise<RunManifest> {
  const found = await loadManifest(model, parameters.manifest === undefined ? undefined : resolve(cwd, parameters.manifest));
  const classes = new Map<string, ClassNames>();
  if (found && parameters.classes === undefined) {
    for (const [output, { classes: names }] of Object.entries(found.manifest.outputs ?? {})) {
      if (names !== undefined) classes.set(output, await resolveClasses(names, found.directory));
    }
  }
  const givenClasses = parameters.classes === undefined ? undefined : await readClasses(resolve(cwd, parameters.classes));
  return { manifest: found?.manifest, path: found?.path, directory: found?.directory, classes, givenClasses };
}
