import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { errorCode, fileError } from '../../base/files';
import { acquireLock, Locked } from '../../base/lock';
import type { GitRepository } from '../../git/repository';

const NAME = 'modelwright.lock';
/** Hooks of a commit may take their time; somebody who waits longer is told who holds it. */
const PATIENCE = 60_000;

/**
 * Runs `work` while no other process of this machine writes to the registry of `repository`, its worktrees included. A lock whose
 * process has died is taken over.
 * @param patience milliseconds to wait for another's
 * @throws UserError `registry.locked`, `git.readOnly`; AbortError when cancelled; what `work` throws
 */
export async function withRegistryLock<Value>(
  repository: GitRepository,
  work: () => Promise<Value>,
  signal?: AbortSignal,
  patience = PATIENCE,
): Promise<Value> {
  const path = join(repository.commonDir, NAME);
  const lock = await acquireLock(path, { signal, patience }).catch((error: unknown) => {
    throw explained(error, path);
  });
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

function explained(error: unknown, path: string): unknown {
  if (error instanceof Locked) {
    const { pid, host } = error.holder;
    return new UserError('registry.locked', l10n.t('Another Modelwright (process {0} on {1}) is writing to this registry.', pid, host), {
      where: path,
      remedy: l10n.t('Wait until it is done. Where no such process runs, delete {0}.', path),
    });
  }
  if (['EACCES', 'EPERM', 'EROFS'].includes(errorCode(error) ?? '')) {
    return new UserError('git.readOnly', l10n.t('The repository cannot be written to.'), {
      where: path,
      remedy: l10n.t('Check the permissions of its .git folder.'),
      cause: error,
    });
  }
  return fileError(error, path);
}
