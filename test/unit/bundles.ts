import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/** The environment variable that names the folder of what this run of the tests has bundled. */
export const BUNDLES = 'MODELWRIGHT_TEST_BUNDLES';

/** Gives a run of the tests a folder that its files share their bundles in, and removes it at the end. */
export function setup(project: TestProject): () => void {
  const out = join(import.meta.dirname, '../../out');
  mkdirSync(out, { recursive: true });
  const folder = mkdtempSync(join(out, 'test-'));
  process.env[BUNDLES] = folder;
  // Sources have changed: what was made of them is old.
  project.onTestsRerun(() => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  });
  return () => rmSync(folder, { recursive: true, force: true });
}
