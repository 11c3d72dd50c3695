import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { BUNDLES } from '../bundles';

const ROOT = join(import.meta.dirname, '../../..');

/** What the product's own bundles leave outside. */
const EXTERNAL = ['vscode', 'onnxruntime-node', 'sharp'];

/**
 * Bundles entries as the product's build does, into a folder below the repository, so that packages are found.
 * The same entries are bundled once in a run of the tests; the folder is removed at its end.
 */
export function bundle(entries: Record<string, string>): Promise<{ directory: string }> {
  return once(JSON.stringify(entries), (outdir) =>
    build({
      entryPoints: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(ROOT, path)])),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      outdir,
      external: EXTERNAL,
      logLevel: 'error',
    }),
  );
}

/** The product's own build, with the webviews, once in a run of the tests. */
export function product(): Promise<{ directory: string }> {
  const script = join(ROOT, 'scripts/build.mjs');
  return once('product', async (outdir) => execFileSync(process.execPath, [script, `--outdir=${outdir.slice(ROOT.length + 1)}`]));
}

/** Two files that need the same at once may both make it: the first to be done counts. */
async function once(key: string, make: (outdir: string) => Promise<unknown>): Promise<{ directory: string }> {
  const shared = process.env[BUNDLES]!;
  const directory = join(shared, createHash('sha256').update(key).digest('hex').slice(0, 16));
  if (existsSync(directory)) return { directory };
  const own = mkdtempSync(join(shared, 'making-'));
  await make(own);
  try {
    renameSync(own, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
    rmSync(own, { recursive: true });
  }
  return { directory };
}
