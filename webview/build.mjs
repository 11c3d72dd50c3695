// How the webview is bundled: shared by the build, the gallery and the tests.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));

/** What each panel family and each style sheet needs: one script per webview/entries/*.ts, panel.css, and the theme of exported files. */
export const PANEL_ENTRIES = readdirSync(join(HERE, 'entries'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ in: `webview/entries/${name}`, out: name.slice(0, -3) }))
  .concat(['panel', 'standalone'].map((sheet) => ({ in: `webview/${sheet}.css`, out: sheet })));

/** @type {import('esbuild').BuildOptions} Options without entries and output. */
export const BROWSER = {
  absWorkingDir: join(HERE, '..'),
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  format: 'esm',
  loader: { '.svg': 'text' },
  tsconfig: 'webview/tsconfig.json',
  logLevel: 'warning',
};
