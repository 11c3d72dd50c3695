import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { ROOT } from '../lib/project.mjs';

/**
 * The names that the code enumerates and the job table, by loading the light modules that hold them, without what the jobs
 * themselves need.
 * @returns {Promise<import('./manifest.mjs').Code>}
 */
export async function loadCode() {
  const outfile = join(ROOT, 'out', 'check', 'code.mjs');
  await build({
    stdin: { contents: "export * from './src/ui/ids'; export { JOBS } from './src/jobs/table';", resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    outfile,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    // A job's own module is not needed here, and is loaded by its door alone.
    plugins: [
      {
        name: 'light',
        setup: (setup) =>
          setup.onResolve({ filter: /.*/ }, (args) => (args.kind === 'dynamic-import' ? { path: args.path, external: true } : undefined)),
      },
    ],
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}
