import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { must } from '../lib/processes.mjs';
import { ROOT } from '../lib/project.mjs';
import { writeNotices } from './notices.mjs';
import { runtimeFolder } from './targets.mjs';

/** What the bundles load from `node_modules` at run time: a native binding, and WebAssembly found by its path. */
const RUNTIME_PACKAGES = ['onnxruntime-node', 'sharp', '@img/sharp-wasm32'];

/**
 * Dependencies that the packaged extension never loads: onnxruntime-node's are its install script's, sharp's
 * native builds collide with the system's GLib under Electron on Linux.
 * @type {Record<string, (dependency: string) => boolean>}
 */
const PRUNED = {
  'onnxruntime-node': (dependency) => dependency === 'adm-zip' || dependency === 'global-agent',
  sharp: (dependency) => dependency.startsWith('@img/sharp-'),
};

/** The extension's own files beside its bundles. */
const OWN_FILES = ['README.md', 'CHANGELOG.md', 'LICENSE', '.vscodeignore', 'media', 'l10n', 'schemas'];

/**
 * Builds the bundles for a package. They are the same for every platform.
 * @param {string} folder where `dist` is made
 * @returns {Promise<string[]>} the source files that went in
 */
export async function buildBundles(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const metafile = join(folder, 'inputs.json');
  const args = [join('scripts', 'build.mjs'), '--minify', `--outdir=${join(folder, 'dist')}`, `--metafile=${metafile}`];
  await must(process.execPath, args, { cwd: ROOT, timeout: 300_000 });
  return JSON.parse(await readFile(metafile, 'utf8'));
}

/**
 * Lays out one platform's package: exactly what the VSIX will hold.
 * @param {{ target: string, bundles: string, inputs: readonly string[], folder: string }} options
 *   `bundles`: where {@link buildBundles} built
 */
export async function stage({ target, bundles, inputs, folder }) {
  const runtime = runtimeFolder(target);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const name of OWN_FILES) if (existsSync(join(ROOT, name))) await cp(join(ROOT, name), join(folder, name), { recursive: true });
  for (const name of await readdir(ROOT)) if (/^package\.nls(\.[\w-]+)?\.json$/.test(name)) await cp(join(ROOT, name), join(folder, name));
  await cp(join(bundles, 'dist'), join(folder, 'dist'), { recursive: true });

  const staged = await stagePackages(folder, runtime);
  await writeManifest(folder, staged);
  await writeNotices(join(folder, 'dist', 'THIRD_PARTY_NOTICES.txt'), inputs, [...staged.keys()]);
}

/**
 * Copies the packages loaded at run time and what they need, without other platforms' binaries.
 * @param {string} folder
 * @param {string} runtime
 * @returns {Promise<Map<string, string>>} name → version
 */
async function stagePackages(folder, runtime) {
  /** @type {Map<string, string>} */
  const staged = new Map();
  const queue = [...RUNTIME_PACKAGES];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    if (staged.has(name)) continue;
    const from = join(ROOT, 'node_modules', name);
    if (existsSync(join(from, 'node_modules')))
      throw new Error(`${name} has packages of its own in ${from}: the flat layout of the package cannot hold two versions.`);
    const to = join(folder, 'node_modules', name);
    await mkdir(dirname(to), { recursive: true });
    await cp(from, to, { recursive: true, filter: (path) => keeps(name, path.slice(from.length + 1), runtime) });

    const manifest = JSON.parse(await readFile(join(from, 'package.json'), 'utf8'));
    const pruned = PRUNED[name] ?? (() => false);
    const dependencies = Object.fromEntries(Object.entries(manifest.dependencies ?? {}).filter(([dependency]) => !pruned(dependency)));
    await writeFile(
      join(to, 'package.json'),
      `${JSON.stringify({ ...manifest, dependencies, optionalDependencies: undefined, devDependencies: undefined, scripts: undefined }, null, 2)}\n`,
    );
    staged.set(name, manifest.version);
    queue.push(...Object.keys(dependencies));
  }
  return staged;
}

/**
 * @param {string} name of the package
 * @param {string} path inside it; empty for its folder
 * @param {string} runtime the folder of binaries to keep
 */
export function keeps(name, path, runtime) {
  if (/\.(map|d\.ts|d\.cts|d\.mts|md)$/.test(path) && !/licen[sc]e/i.test(path)) return false;
  if (name === 'onnxruntime-node') {
    if (/^(lib|script)(\/|\\|$)/.test(path)) return false;
    // The same library twice; the binding asks for the one with the short name.
    if (/libonnxruntime\.\d+\.\d+\.\d+\.dylib$/.test(path)) return false;
    const inBin = path === 'bin' || path.startsWith(`bin${sep}`);
    return !inBin || runtime === path || runtime.startsWith(`${path}${sep}`) || path.startsWith(`${runtime}${sep}`);
  }
  if (name === 'onnxruntime-common') return !/^(lib|dist[\\/]esm)([\\/]|$)/.test(path);
  if (name === 'sharp') return !/^(src|install)([\\/]|$)/.test(path);
  return true;
}

/**
 * The package's manifest: only what VS Code and the runtime read.
 * @param {string} folder
 * @param {Map<string, string>} staged
 */
async function writeManifest(folder, staged) {
  const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const { scripts: _scripts, devDependencies: _dev, private: _private, ...kept } = manifest;
  const dependencies = Object.fromEntries(RUNTIME_PACKAGES.map((name) => [name, staged.get(name)]));
  await writeFile(join(folder, 'package.json'), `${JSON.stringify({ ...kept, dependencies }, null, 2)}\n`);
}
