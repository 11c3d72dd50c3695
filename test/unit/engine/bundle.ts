import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../../..');

/** What the product's own bundles leave outside. */
const EXTERNAL = ['vscode', 'onnxruntime-node', 'sharp'];

/**
 * Bundles entries as the product's build does, into a folder of their own below the repository, so that packages are found.
 * @returns the folder, and what removes it
 */
export async function bundle(entries: Record<string, string>): Promise<{ directory: string; remove(): void }> {
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  const directory = mkdtempSync(join(ROOT, 'out', 'test-'));
  await build({
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(ROOT, path)])),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outdir: directory,
    external: EXTERNAL,
    logLevel: 'error',
  });
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
