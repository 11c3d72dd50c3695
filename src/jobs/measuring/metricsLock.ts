import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { fileError } from '../../base/files';
import { acquireLock, type Lock, Locked } from '../../base/lock';
import { journalDirectory, ownFolder } from '../../engine/journal';

/** Writing takes a moment: who waits longer waits for something that hangs. */
const PATIENCE = 30_000;

/**
 * Runs `work` while no other process of this user on this machine writes to a metrics file, so that what two write at once is both in it.
 * The lock lies in the system's temporary folder: nothing is left in the model's where a process dies.
 * @param path of the metrics file, links followed
 * @throws UserError `metrics.locked`; AbortError when cancelled; what `work` throws
 */
export async function withMetricsLock<Value>(path: string, work: () => Promise<Value>, signal?: AbortSignal): Promise<Value> {
  const directory = journalDirectory();
  await ownFolder(directory);
  const name = createHash('sha256').update(path).digest('hex').slice(0, 24);
  const lock = await acquired(join(directory, `metrics-${name}.lock`), path, signal);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function acquired(lock: string, path: string, signal: AbortSignal | undefined): Promise<Lock> {
  try {
    return await acquireLock(lock, { patience: PATIENCE, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (!(error instanceof Locked)) throw fileError(error, lock);
    throw new UserError('metrics.locked', l10n.t('Another Modelwright (process {0}) is writing to {1}.', error.holder.pid, path), {
      where: path,
      remedy: l10n.t('Wait until it is done. Where no such process runs, delete {0}.', lock),
      cause: error,
    });
  }
}
