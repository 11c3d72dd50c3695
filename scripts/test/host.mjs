import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, say } from '../lib/project.mjs';
import { CACHE } from '../vscode/install.mjs';
import { ensureChromium } from './chromium.mjs';

/** VS Code's server behind the arguments of the desktop. */
const LAUNCHER = join(ROOT, 'scripts', 'vscode', 'launch.mjs');

/**
 * Which VS Code the tests run in, as options of `@vscode/test-electron`:
 * `VSCODE_EXECUTABLE` names one; `VSCODE_VERSION` (`stable`, `1.95.0`) downloads one; else a desktop where there
 * is a display and the download works; else VS Code's server in a headless Chromium.
 * @returns {Promise<{ vscodeExecutablePath: string }>}
 */
export async function chooseHost() {
  const named = process.env.VSCODE_EXECUTABLE;
  if (named) {
    if (!existsSync(named)) throw new Error(`VSCODE_EXECUTABLE names ${named}, which is not there.`);
    return { vscodeExecutablePath: named };
  }
  const version = process.env.VSCODE_VERSION;
  if (version) return { vscodeExecutablePath: await download(version) };
  if (process.platform !== 'linux' || process.env.DISPLAY) {
    try {
      return { vscodeExecutablePath: await download('stable') };
    } catch (error) {
      if (process.platform === 'win32') throw error;
      say(`VS Code's desktop cannot be downloaded (${error instanceof Error ? error.message : error}): its server is used`);
    }
  }
  await ensureChromium();
  return { vscodeExecutablePath: LAUNCHER };
}

/** @param {string} version */
async function download(version) {
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  return downloadAndUnzipVSCode({ version, cachePath: CACHE, timeout: 60_000 });
}
