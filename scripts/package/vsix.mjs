import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';

/**
 * Packs a staged folder. @returns the VSIX's path
 * @param {string} staged
 * @param {string} target
 * @param {string} out folder
 */
export async function pack(staged, target, out) {
  const { createVSIX } = await import('@vscode/vsce');
  const { name, version } = JSON.parse(await readFile(join(staged, 'package.json'), 'utf8'));
  const packagePath = join(out, `${name}-${target}-${version}.vsix`);
  // README links are relative to the package, where the linked files are too.
  await createVSIX({ cwd: staged, target, packagePath, rewriteRelativeLinks: false, allowMissingRepository: true, skipLicense: false });
  return packagePath;
}

/**
 * Unpacks the extension of a VSIX into a folder.
 * @param {string} vsix
 * @param {string} folder
 */
export async function unpack(vsix, folder) {
  const { unzipSync } = await import('fflate');
  await rm(folder, { recursive: true, force: true });
  const root = resolve(folder);
  for (const [name, bytes] of Object.entries(unzipSync(await readFile(vsix)))) {
    if (!name.startsWith('extension/') || name.endsWith('/')) continue;
    const path = resolve(root, name.slice('extension/'.length));
    if (!path.startsWith(root + sep)) throw new Error(`${vsix} holds ${name}, which leads out of its folder.`);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}
