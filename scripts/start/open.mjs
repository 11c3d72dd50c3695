import { once } from 'node:events';
import { join } from 'node:path';
import { start } from '../lib/processes.mjs';
import { ROOT, say } from '../lib/project.mjs';
import { findChromium } from '../vscode/browser.mjs';
import { cleanEnvironment, startServer, workbenchUrl } from '../vscode/server.mjs';
import { writeSettings } from '../vscode/settings.mjs';

const PROFILE = join(ROOT, '.demo', 'profile');
const SETTINGS = { 'security.workspace.trust.enabled': false };

/**
 * Opens an Extension Development Host with a profile of its own, and waits until its window is closed.
 * @param {string} executable
 * @param {string} folder
 * @returns {Promise<number>} the exit code
 */
export async function openDesktop(executable, folder) {
  await writeSettings(PROFILE, SETTINGS);
  say(`Opening ${executable}. Ctrl-C here closes it.`);
  const args = [
    ...['--wait', '--new-window', folder],
    ...[`--extensionDevelopmentPath=${ROOT}`, `--user-data-dir=${PROFILE}`, `--extensions-dir=${join(PROFILE, 'extensions')}`],
    // Chromium's sandbox refuses root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  const [code] = await once(start(executable, args, { env: cleanEnvironment(), stdio: 'inherit' }), 'exit');
  return code ?? 1;
}

/**
 * Serves VS Code to a browser until it is stopped.
 * @param {string} folder
 * @param {{ port: number, open: boolean }} options
 * @returns {Promise<number>} the exit code
 */
export async function openServer(folder, { port, open }) {
  say("There is no desktop VS Code here (VSCODE_EXECUTABLE names one): VS Code's server is used, in a browser");
  const dataDir = join(PROFILE, 'server');
  await writeSettings(dataDir, SETTINGS);
  const server = await startServer({ dataDir, port, trust: true });
  const url = workbenchUrl(server.port, { folder, extension: ROOT });
  say('VS Code is served until Ctrl-C. Open:');
  console.log(`\n  ${url}\n`);
  if (open) openBrowser(url);
  return server.exited;
}

/** @param {string} url */
function openBrowser(url) {
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!display) {
    say(findChromium() ? 'There is a Chromium but no display to open it on.' : 'There is neither a browser nor a display here.');
    return;
  }
  const opener = { darwin: ['open'], win32: ['rundll32.exe', 'url.dll,FileProtocolHandler'] }[String(process.platform)] ?? ['xdg-open'];
  const [command = '', ...args] = opener;
  start(command, [...args, url], { stdio: 'ignore' }).on('error', () =>
    say(`No browser could be opened with ${command}: open the address by hand.`),
  );
}
