import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stateOf } from '../lib/changes.mjs';
import { ROOT, say, seconds } from '../lib/project.mjs';
import { buildBundles, stage } from '../package/stage.mjs';
import { HOST_TARGET } from '../package/targets.mjs';
import { pack, unpack } from '../package/vsix.mjs';

/** What a package is made from: a change in any of these makes it stale. */
const SOURCES = [
  'src',
  'webview',
  'media',
  'l10n',
  'scripts',
  'package.json',
  'package-lock.json',
  'package.nls.json',
  'README.md',
  '.vscodeignore',
];

/**
 * Builds this machine's VSIX and unpacks it, so that the tests run what a user installs. Does nothing where nothing
 * it is made from has changed since.
 * @returns {Promise<{ vsix: string, folder: string }>} `folder`: the unpacked extension
 */
export async function packagedExtension() {
  const home = join(ROOT, 'out', 'test-package');
  const stamp = join(home, 'made.json');
  const state = await stateOf(SOURCES);
  if (existsSync(stamp)) {
    const made = JSON.parse(readFileSync(stamp, 'utf8'));
    if (made.state === state && existsSync(made.vsix) && existsSync(made.folder)) return made;
  }
  const started = performance.now();
  say(`Packaging the extension for ${HOST_TARGET}`);
  const bundles = join(home, 'bundles');
  const inputs = await buildBundles(bundles);
  await stage({ target: HOST_TARGET, bundles, inputs, folder: join(home, 'staged') });
  await mkdir(home, { recursive: true });
  const vsix = await pack(join(home, 'staged'), HOST_TARGET, home);
  const folder = join(home, 'extension');
  await unpack(vsix, folder);
  await writeFile(stamp, JSON.stringify({ state, vsix, folder }));
  say(`Packaged and unpacked (${seconds(started)})`);
  return { vsix, folder };
}
