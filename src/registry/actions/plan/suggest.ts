import { join } from 'node:path';
import { UserError } from '../../../base/errors';
import { suggestBumpOf } from '../../../onnx/diff/bump';
import { openModel } from '../../../onnx/open';
import { resolveModelFile } from '../../references/resolve';
import type { BumpPart } from './nextVersion';
import type { Situation } from './situation';

/** A step from the last version, and why. */
export interface Suggested {
  readonly bump: BumpPart;
  readonly reasons: string[];
  /** Nothing differs. */
  readonly same: boolean;
}

/**
 * Which part of the version a change asks for: the model to be registered against the last version. Where the one or the other cannot be
 * read (not fetched, damaged) it is the patch, as GTO has it, and the reason says why.
 * @throws AbortError when cancelled
 */
export async function suggestVersion(
  { registry, name }: Situation,
  last: string,
  target: { path?: string; commit?: string },
  signal?: AbortSignal,
): Promise<Suggested> {
  const { root, gitDir } = registry.repository;
  const cwd = root ?? gitDir;
  try {
    const before = await resolveModelFile(`${name}@${last}`, cwd, { signal });
    const after =
      target.commit !== undefined
        ? await resolveModelFile(`${target.path ?? name}@${target.commit}`, cwd, { signal })
        : await resolveModelFile(join(cwd, target.path ?? `${name}.onnx`), cwd, { signal });
    const [old, fresh] = [openModel(before.path), openModel(after.path)];
    try {
      const { bump, reasons } = await suggestBumpOf(old, fresh, signal ?? new AbortController().signal);
      const told = reasons.map((reason) => reason.message);
      return bump === 'none'
        ? { bump: 'patch', reasons: [`Nothing has changed since ${last}.`], same: true }
        : { bump, reasons: told, same: false };
    } finally {
      old.close();
      fresh.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { bump: 'patch', reasons: [`The models could not be compared: ${error.message}`], same: false };
  }
}
