import { join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { statOrMissing } from '../../base/statOrMissing';
import { parseReference } from '../../registry/references/reference';
import { identifyArtifact } from '../../registry/versions/identifyArtifact';
import { lastVersion } from '../../registry/versions/lastVersion';

/** Two references, and where relative ones start. */
export interface Sides {
  readonly before: string;
  readonly after: string;
  readonly cwd: string;
}

/**
 * What is compared where one model alone is named: a version or a model at a ref with the file in the work tree; a file, or a model by its name, as
 * it is now with the version that it was changed from, else the latest.
 * @throws UserError `diff.workingCopy`, `version.none`; as {@link identifyArtifact}
 */
export async function withWorkingCopy(given: string, cwd: string, signal?: AbortSignal): Promise<Sides> {
  const isFile = (await statOrMissing(resolve(cwd, given)))?.isFile() ?? false;
  const artifact = await identifyArtifact(given, cwd, signal, { past: !isFile });
  try {
    const { registry, path, name } = artifact;
    const { root } = registry.repository;
    if (root === undefined || path === undefined) {
      throw new UserError('diff.workingCopy', l10n.t('{0} has no file in the work tree to compare with.', name), {
        where: given,
        remedy: l10n.t('Name the other model as well: a path, PATH@GITREF, NAME@vX.Y.Z or NAME#STAGE'),
      });
    }
    const after = join(root, path);
    if (!isFile && parseReference(given).kind !== 'path') return { before: given, after, cwd };
    // The name is looked up in the model's own repository.
    return { before: await lastVersion(artifact, path, signal), after, cwd: root };
  } finally {
    artifact.registry.dispose();
  }
}
