import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The root of the git work tree that holds `folder`: the nearest one with a `.git` (a folder, or a file in worktrees and submodules). */
export async function enclosingRepository(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    const found = await stat(join(at, '.git')).catch(() => undefined);
    if (found) return at;
    if (dirname(at) === at) return undefined;
  }
}
