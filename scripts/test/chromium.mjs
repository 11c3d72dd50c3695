import { run } from '../lib/processes.mjs';
import { say, seconds } from '../lib/project.mjs';
import { findChromium } from '../vscode/browser.mjs';

/** Makes sure that a Chromium is here: Debian's, as root; else says what to install. */
export async function ensureChromium() {
  if (findChromium()) return;
  const debian = process.platform === 'linux' && (await run('apt-get', ['--version'], { quiet: true }).catch(() => undefined))?.code === 0;
  if (!debian || process.getuid?.() !== 0) {
    const how = debian ? 'sudo apt-get install --no-install-recommends chromium' : 'install Chromium, Google Chrome or Microsoft Edge';
    throw new Error(`No Chromium was found, which VS Code's window opens in for these tests: ${how}, or name one in CHROMIUM_EXECUTABLE.`);
  }
  const started = performance.now();
  say('Installing Chromium with apt-get (once, 110 MB of packages)');
  const install = ['install', '--yes', '--no-install-recommends', 'chromium'];
  const options = { quiet: true, timeout: 600_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  let result = await run('apt-get', install, options);
  if (result.code !== 0) {
    // A fresh machine's package lists may be empty or old.
    await run('apt-get', ['update'], options);
    result = await run('apt-get', install, options);
  }
  if (result.code !== 0 || !findChromium()) throw new Error(`apt-get could not install Chromium:\n${result.output.trimEnd()}`);
  say(`Chromium is installed (${seconds(started)})`);
}
