// Bundles the gallery and serves it: shared by `npm run gallery` and by the screenshot tests.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { BROWSER } from '../build.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
/** @type {Record<string, string>} */
const TYPES = { '': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' };

/**
 * Builds the gallery in memory and serves it on a free port of this machine only.
 * @param {number} port 0 for any
 * @returns {Promise<{ url: string, close(): Promise<void> }>}
 */
export async function serveGallery(port = 0) {
  const result = await build({
    ...BROWSER,
    write: false,
    outdir: 'gallery',
    entryPoints: [
      { in: 'webview/gallery/gallery.ts', out: 'gallery' },
      { in: 'webview/gallery/themes.css', out: 'themes' },
      { in: 'webview/panel.css', out: 'panel' },
    ],
  });
  const files = new Map(result.outputFiles.map((file) => [`/${file.path.split(/[\\/]/).pop()}`, file.contents]));
  files.set('/', await readFile(join(HERE, 'index.html')));
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const body = files.get(path);
    if (!body) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(path)], 'cache-control': 'no-store' }).end(body);
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
