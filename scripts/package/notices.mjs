import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../lib/project.mjs';

/**
 * Writes the licences of all third-party code in a package: what was bundled, and what lies beside the bundles.
 * @param {string} file
 * @param {readonly string[]} inputs source files of the bundles
 * @param {readonly string[]} staged packages in the package's own `node_modules`
 */
export async function writeNotices(file, inputs, staged) {
  const folders = new Set([...inputs.flatMap((input) => packageFolder(input) ?? []), ...staged.map((name) => `node_modules/${name}`)]);
  const parts = [...folders].sort().map((folder) => notice(folder));
  const head = 'Modelwright contains the following third-party software.\n';
  await writeFile(file, [head, ...parts].join(`\n${'-'.repeat(80)}\n\n`));
}

/**
 * The folder of the package that a bundled file belongs to.
 * @param {string} input a path relative to the repository, with forward slashes
 */
export function packageFolder(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

/** @param {string} folder */
function notice(folder) {
  const path = join(ROOT, folder);
  const manifest = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  const home = manifest.homepage ?? manifest.repository?.url ?? manifest.repository ?? '';
  const texts = readdirSync(path).filter(
    (name) => /^(licen[sc]e|notice|copying|thirdpartynotices)/i.test(name) && existsSync(join(path, name)),
  );
  const licence = texts.map((name) => readFileSync(join(path, name), 'utf8').trim()).join('\n\n');
  if (!manifest.license && !licence) throw new Error(`${folder} states no licence.`);
  return `${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})\n${home}\n\n${licence}\n`;
}
