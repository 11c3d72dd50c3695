import { type PreparedInput, prepareInputs } from '../../data/inputs';
import type { InputRequest } from '../../data/request';
import type { Manifest } from '../../manifest/schema';
import type { RunParameters } from './parameters';

/** The manifest a run goes by. */
export interface RunManifest {
  readonly manifest: Manifest | undefined;
  /** Names of an output's classes by index. */
  classes(output: string): readonly string[] | undefined;
  prepare(request: InputRequest): Promise<PreparedInput[]>;
}

export async function runManifest(_model: string, _parameters: RunParameters, _cwd: string): Promise<RunManifest> {
  return { manifest: undefined, classes: () => undefined, prepare: (request) => prepareInputs(request) };
}
