import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './project.mjs';

/**
 * What tells whether anything in files and folders of the repository has changed: names, sizes and times.
 * @param {readonly string[]} names
 * @returns {Promise<string>}
 */
export async function stateOf(names) {
  const hash = createHash('sha256');
  const visit = async (/** @type {string} */ path) => {
    const info = await stat(path);
    if (info.isDirectory()) {
      for (const name of (await readdir(path)).sort()) await visit(join(path, name));
    } else hash.update(`${path}\0${info.size}\0${info.mtimeMs}\n`);
  };
  for (const name of names) if (existsSync(join(ROOT, name))) await visit(join(ROOT, name));
  return hash.digest('hex');
}
