// Bundles everything into dist/: extension host, worker, command line (CommonJS, Node) and the webviews (ESM, browser).
import { build, context } from 'esbuild';
import { readdirSync } from 'node:fs';

const watch = process.argv.includes('--watch');
const minify = process.argv.includes('--minify');

const node = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outdir: 'dist',
  sourcemap: true,
  minify,
  external: ['vscode', 'onnxruntime-node', 'sharp'],
  logLevel: 'warning',
};

/** One entry per panel family: every webview/entries/*.ts. */
const panels = readdirSync('webview/entries', { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => `webview/entries/${entry.name}`);

const targets = [
  { ...node, entryPoints: ['src/extension.ts', 'src/worker.ts', 'src/cli.ts'] },
  {
    bundle: true,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    outdir: 'dist/webview',
    entryPoints: panels,
    sourcemap: watch,
    minify,
    loader: { '.css': 'text', '.ttf': 'dataurl' },
    tsconfig: 'webview/tsconfig.json',
    logLevel: 'warning',
  },
];

if (watch) {
  for (const target of targets) await (await context(target)).watch();
  console.log('watching');
} else {
  await Promise.all(targets.map((target) => build(target)));
}
