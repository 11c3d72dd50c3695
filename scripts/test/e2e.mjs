import { installServer } from '../vscode/install.mjs';
import { ensureChromium } from './chromium.mjs';
import { packagedExtension } from './extension.mjs';
import { vitest } from './stages.mjs';

const MINUTE = 60_000;

/** A person's clicks in the workbench, on the packaged extension. @param {readonly string[]} filters */
export async function e2e(filters) {
  if (process.platform === 'win32') {
    const note = "VS Code's server, which these tests open in a browser, is not published for Windows";
    return { passed: 0, failed: 0, skipped: [{ name: 'test/e2e', note }] };
  }
  await ensureChromium();
  await installServer();
  const { folder, vsix } = await packagedExtension();
  process.env.MODELWRIGHT_TEST_EXTENSION = folder;
  process.env.MODELWRIGHT_TEST_VSIX = vsix;
  return vitest('e2e', 'vitest.e2e.config.ts', filters.length > 0 ? filters : ['test/e2e/'], 15 * MINUTE);
}

/** The panels drawn from fixture reports, in a browser alone. @param {readonly string[]} filters */
export async function gallery(filters) {
  await ensureChromium();
  return vitest('gallery', 'vitest.e2e.config.ts', filters.length > 0 ? filters : ['test/gallery/'], 10 * MINUTE);
}
