import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from '../lib/processes.mjs';
import { ROOT, say, seconds } from '../lib/project.mjs';

/** VS Code's server, as the npm package code-server carries it; its own front door is not used. */
const CODE_SERVER = '4.139.1';
/** The Node release that server is built for. */
const NODE_MAJOR = 24;

/** Where everything that tests download lives; the folder `@vscode/test-electron` uses too. */
export const CACHE = join(ROOT, '.vscode-test');

/** @typedef {{ node: string, main: string }} ServerFiles the Node that runs the server, and its entry */

/**
 * Installs VS Code's server where it is missing: about half a minute and 800 MB, once.
 * @returns {Promise<ServerFiles>}
 */
export async function installServer() {
  const home = join(CACHE, 'server');
  const nodePackage = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const node = ownNode() ?? join(home, 'node', 'node_modules', nodePackage, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const vscode = join(home, 'code-server', 'node_modules', 'code-server', 'lib', 'vscode');
  const files = { node, main: join(vscode, 'out', 'server-main.js') };
  const wanted = JSON.stringify({ codeServer: CODE_SERVER, node: NODE_MAJOR, platform: process.platform, arch: process.arch });
  const stamp = join(home, 'installed.json');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(files.node) && existsSync(files.main)) return files;

  const started = performance.now();
  say(`Installing VS Code's server into ${CACHE} (once, about 800 MB)`);
  await rm(home, { recursive: true, force: true });
  // Two folders: an install beside another prunes it.
  if (!ownNode()) await npmInstall(join(home, 'node'), [`${nodePackage}@${NODE_MAJOR}`]);
  await npmInstall(join(home, 'code-server'), [`code-server@${CODE_SERVER}`]);
  // That tree comes without its dependencies. The optional ones are wanted: the file watcher's binary is one.
  await npmInstall(vscode, ['--omit=dev']);
  for (const file of [files.node, files.main]) if (!existsSync(file)) throw new Error(`The VS Code server's install left no ${file}.`);
  await writeFile(stamp, wanted);
  say(`VS Code's server is installed (${seconds(started)})`);
  return files;
}

function ownNode() {
  return process.versions.node.startsWith(`${NODE_MAJOR}.`) ? process.execPath : undefined;
}

/**
 * @param {string} folder
 * @param {string[]} args
 */
async function npmInstall(folder, args) {
  await mkdir(folder, { recursive: true });
  // A package.json of its own keeps npm from climbing up to the project's.
  if (!existsSync(join(folder, 'package.json'))) await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'];
  await must(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['install', ...flags, ...args], {
    cwd: folder,
    quiet: true,
    timeout: 600_000,
  });
}
