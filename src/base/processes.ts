import { readFile } from 'node:fs/promises';
import { errorCode } from './files';

/** Whether a process of this number runs on this machine, whoever's it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: somebody else's process, so alive.
    return errorCode(error) === 'EPERM';
  }
}

/**
 * When a process started, in the system's own count: with its number it tells one process from a later one that got the same number.
 * Undefined where the system does not tell, which is everywhere but on Linux, or there is no such process.
 */
export async function startOf(pid: number): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  const [boot, stat] = await Promise.all(
    ['/proc/sys/kernel/random/boot_id', `/proc/${pid}/stat`].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  // The second field is the program's name, in parentheses, and may hold anything; the start is the 22nd.
  const ticks = stat!.slice(stat!.lastIndexOf(')') + 2).split(' ')[19];
  return ticks === undefined ? undefined : `${boot!.trim()}/${ticks}`;
}
