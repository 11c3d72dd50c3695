import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '../base/files';
import { acquireLock, type Holder } from '../base/lock';
import { statOrMissing } from '../base/statOrMissing';
import { journalDirectory, ownFolder } from './journal';

const NAME = 'measuring.lock';
/** One that waits should not be heard by the one that measures: a look a second is soon enough. */
const PAUSE = 1000;

/** What a measurement knows of others on this machine. */
export interface Quiet {
  /** Another measurement ended just before this one began. */
  readonly waited: boolean;
  /** Whether another one has come to wait since: its inputs were made beside this one. */
  disturbed(): Promise<boolean>;
}

/**
 * Runs `work` while no other process of this user on this machine measures.
 * @param waiting told of the process that does
 * @param directory where the lock is; the folder of this user in the system's temporary folder unless told
 * @throws AbortError when cancelled; UserError `file.*`; what `work` throws
 */
export async function undisturbed<Value>(
  work: (quiet: Quiet) => Promise<Value>,
  waiting: (holder: Holder) => void,
  signal: AbortSignal,
  directory = journalDirectory(),
): Promise<Value> {
  const path = join(directory, NAME);
  const wanted = `${path}.wanted`;
  await ownFolder(directory);
  let told: Promise<void> | undefined;
  const lock = await acquireLock(path, {
    signal,
    pause: PAUSE,
    waiting: (holder) => {
      told ??= writeFile(wanted, String(process.pid));
      // Awaited below; a cancelled wait is over before that.
      told.catch(() => undefined);
      waiting(holder);
    },
  }).catch((error: unknown) => {
    throw fileError(error, path);
  });
  try {
    await told;
    await rm(wanted, { force: true });
    return await work({ waited: lock.waited, disturbed: async () => (await statOrMissing(wanted)) !== undefined });
  } finally {
    await lock.release();
  }
}
