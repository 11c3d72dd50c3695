import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/**
 * The cores that this process may use, two threads of one core counted once where the system tells (Linux, in files); elsewhere all that can be at work at once.
 * @param directory where Linux describes its processors
 */
export async function physicalCores(directory = '/sys/devices/system/cpu'): Promise<number> {
  const names = await readdir(directory).catch(() => []);
  const siblings = await Promise.all(
    names
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => readFile(join(directory, name, 'topology/thread_siblings_list'), 'utf8').catch(() => undefined)),
  );
  const cores = new Set(siblings.filter((list) => list !== undefined)).size;
  return cores === 0 ? availableParallelism() : Math.min(cores, availableParallelism());
}
