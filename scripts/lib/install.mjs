// node scripts/lib/install.mjs installs what is missing, for commands whose own scripts need packages to start.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from './processes.mjs';
import { ROOT, say, seconds } from './project.mjs';

export const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/**
 * Installs the project's packages where they are missing or no longer those of the lock file.
 * Built-ins only: it runs before there is a `node_modules`.
 */
export async function installPackages() {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) throw new Error(`Node 20 or newer is needed, and this is ${process.version}.`);
  if (isInstalled()) return;
  const started = performance.now();
  say('Installing packages with npm (once; half a minute or a few, as the network is)');
  // `ci` begins by deleting node_modules: for a folder that has one, an install puts right what differs.
  const verb = existsSync(join(ROOT, 'node_modules')) ? 'install' : 'ci';
  await must(NPM, [verb, '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'], {
    cwd: ROOT,
    timeout: 900_000,
    // onnxruntime-node's install script would fetch CUDA libraries; newer npm no longer passes on what .npmrc says about it.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
  });
  say(`Packages are installed (${seconds(started)})`);
}

/** Whether `node_modules` holds what the lock file says, by npm's own record of what it put there. */
function isInstalled() {
  const record = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = readPackages(join(ROOT, 'package-lock.json'));
  const present = readPackages(record);
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    const here = present[path];
    // Optional packages for other platforms are left out.
    return here ? here.version === version : optional === true || devOptional === true;
  });
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }>} */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await installPackages();
