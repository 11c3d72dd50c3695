import { pathToFileURL } from 'node:url';
import { end, must, start } from '../lib/processes.mjs';
import { installServer } from './install.mjs';

/**
 * @typedef {object} ServerOptions
 * @property {string} dataDir the server's and the profile's folder
 * @property {number} [port] 0, the default, takes a free one
 * @property {boolean} [trust] whether every folder counts as trusted; false: VS Code asks
 * @property {boolean} [driver] smoke-test driver: tests by payload and `window.driver`; no notification toasts
 * @property {string} [extensionsDir]
 * @property {NodeJS.ProcessEnv} [env] added to its environment, which the extension host gets
 * @property {(line: string) => void} [log]
 */

/** @typedef {{ port: number, stop: () => Promise<void>, exited: Promise<number> }} Server */

/** Variables of a surrounding VS Code or npm that would confuse the one started here. */
const LEAKY = /^(VSCODE_|ELECTRON_|npm_|NODE_OPTIONS$|NODE_V8_COVERAGE$|VITEST)/i;

export function cleanEnvironment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !LEAKY.test(name)));
}

/**
 * Starts VS Code's server on this machine's own address and waits until it listens.
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer(options) {
  const files = await installServer();
  const args = [
    files.main,
    ...['--host', '127.0.0.1', '--port', String(options.port ?? 0)],
    ...['--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off'],
    ...['--server-data-dir', options.dataDir],
    ...(options.extensionsDir ? ['--extensions-dir', options.extensionsDir] : []),
    ...(options.driver ? ['--enable-smoke-test-driver'] : []),
    ...(options.trust ? ['--disable-workspace-trust'] : []),
  ];
  const child = start(files.node, args, { env: { ...cleanEnvironment(), ...options.env }, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {string[]} */
  const lines = [];
  /** @type {Promise<number>} */
  const exited = new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));

  const port = await new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ why) => reject(new Error(`VS Code's server ${why}.\n${lines.slice(-20).join('\n')}`));
    const timer = setTimeout(() => fail('did not listen within 60 s'), 60_000);
    let rest = '';
    const read = (/** @type {Buffer} */ data) => {
      const parts = (rest + data.toString()).split(/\r?\n/);
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        if (lines.length > 200) lines.shift();
        options.log?.(line);
        const match = /Extension host agent listening on (\d+)/.exec(line) ?? /Web UI available at \S+:(\d+)/.exec(line);
        if (match) {
          clearTimeout(timer);
          resolve(Number(match[1]));
        }
      }
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', (error) => {
      clearTimeout(timer);
      fail(`could not be started: ${error.message}`);
    });
    void exited.then((code) => {
      clearTimeout(timer);
      fail(`ended with code ${code}`);
    });
  }).catch(async (error) => {
    await end(child);
    throw error;
  });
  return { port, exited, stop: () => end(child) };
}

/**
 * Installs a VSIX into the server's extensions, as `code --install-extension` does.
 * @param {{ vsix: string, dataDir: string, extensionsDir?: string }} options
 */
export async function installExtension({ vsix, dataDir, extensionsDir }) {
  const files = await installServer();
  const where = ['--server-data-dir', dataDir, ...(extensionsDir ? ['--extensions-dir', extensionsDir] : [])];
  const args = [files.main, '--accept-server-license-terms', ...where, '--install-extension', vsix];
  await must(files.node, args, { env: cleanEnvironment(), quiet: true, timeout: 120_000 });
}

/**
 * The address that opens a folder in the workbench.
 * @param {number} port
 * @param {{ folder?: string, workspace?: string, extension?: string, tests?: string }} what
 *   `extension`: folder of an extension under development; `tests`: a .js file that exports `run()`
 */
export function workbenchUrl(port, what) {
  const remote = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${port}${uriPath(path)}`;
  const payload = [
    ...(what.extension ? [['extensionDevelopmentPath', remote(what.extension)]] : []),
    ...(what.tests ? [['extensionTestsPath', remote(what.tests)]] : []),
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
  ];
  const url = new URL(`http://127.0.0.1:${port}/`);
  if (what.folder) url.searchParams.set('folder', uriPath(what.folder));
  if (what.workspace) url.searchParams.set('workspace', uriPath(what.workspace));
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

/** @param {string} path */
function uriPath(path) {
  return decodeURIComponent(pathToFileURL(path).pathname);
}
