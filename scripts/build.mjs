// Bundles everything into dist/: extension host, worker, command line (CommonJS, Node) and the webviews (ESM, browser).
//   --watch   keeps building what changes
//   --minify  for a package
//   --outdir=DIR  instead of dist
//   --metafile=FILE  writes which source files went into the bundles, by esbuild's inputs
import { chmod, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, context } from 'esbuild';
import { BROWSER, PANEL_ENTRIES } from '../webview/build.mjs';
import { ROOT } from './lib/project.mjs';
import { writeSchemas } from './schemas.mjs';

const watch = process.argv.includes('--watch');
/** @param {string} name */
const option = (name) => process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const outdir = option('outdir') ?? 'dist';
const metafile = option('metafile');
const minify = process.argv.includes('--minify');

/** @type {import('esbuild').BuildOptions} */
const node = {
  absWorkingDir: ROOT,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outdir,
  sourcemap: minify ? false : 'linked',
  minify,
  keepNames: minify,
  // What VS Code provides, and what cannot be bundled: a native binding, and WebAssembly found by its path.
  external: ['vscode', 'onnxruntime-node', 'sharp'],
  logLevel: 'warning',
};

/**
 * Keeps the jobs' own modules out of the extension host's bundle: it reads their parameters and has the worker run them.
 * @type {import('esbuild').Plugin}
 */
const withoutJobs = {
  name: 'without-jobs',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]jobs[\\/]\w+[\\/]job\.ts$/ }, () => ({
      contents: "throw new Error('Jobs run in the worker, never in the extension host.');",
    }));
  },
};

/** @type {import('esbuild').BuildOptions[]} */
const targets = [
  { ...node, entryPoints: ['src/extension.ts'], plugins: [withoutJobs] },
  { ...node, entryPoints: ['src/worker.ts'] },
  { ...node, entryPoints: ['src/cli.ts'], banner: { js: '#!/usr/bin/env node' } },
  { ...BROWSER, entryPoints: PANEL_ENTRIES, outdir: join(outdir, 'webview'), sourcemap: watch ? 'linked' : false, minify },
];

if (watch) {
  for (const target of targets) await (await context(target)).watch();
  console.log('watching');
} else {
  // esbuild has printed what is wrong.
  const results = await Promise.allSettled(targets.map((target) => build({ ...target, metafile: metafile !== undefined })));
  if (results.some((result) => result.status === 'rejected')) process.exit(1);
  await chmod(resolve(ROOT, outdir, 'cli.js'), 0o755);
  await writeSchemas(outdir);
  if (metafile) {
    const inputs = results.flatMap((result) => (result.status === 'fulfilled' ? Object.keys(result.value.metafile?.inputs ?? {}) : []));
    await writeFile(metafile, JSON.stringify([...new Set(inputs)].sort()));
  }
}
