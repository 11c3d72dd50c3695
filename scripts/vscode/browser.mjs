import { existsSync } from 'node:fs';

const PLACES = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/usr/bin/microsoft-edge',
    '/snap/bin/chromium',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((root) =>
    ['Google\\Chrome\\Application\\chrome.exe', 'Microsoft\\Edge\\Application\\msedge.exe'].map((path) => `${process.env[root]}\\${path}`),
  ),
};

/** A Chromium on this machine: `CHROMIUM_EXECUTABLE`, else the usual places. @returns {string | undefined} */
export function findChromium() {
  const named = process.env.CHROMIUM_EXECUTABLE;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_EXECUTABLE names ${named}, which is not there.`);
    return named;
  }
  return (PLACES[/** @type {keyof typeof PLACES} */ (process.platform)] ?? []).find((path) => existsSync(path));
}

const root = process.getuid?.() === 0;

/**
 * Starts a headless Chromium through Playwright.
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchChromium() {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium was found. Install one, or name it in CHROMIUM_EXECUTABLE.');
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    headless: true,
    timeout: 60_000,
    // Root has no user namespace sandbox to drop into.
    chromiumSandbox: !root,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
