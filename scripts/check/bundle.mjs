import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../lib/project.mjs';

const FILE = join(ROOT, 'l10n', 'bundle.l10n.json');

/**
 * The texts that translators get, as `@vscode/l10n-dev` finds them.
 * @param {import('./sources.mjs').Sources} sources
 * @returns {Promise<Record<string, unknown>>}
 */
export async function bundleOfTexts(sources) {
  const { getL10nJson } = await import('@vscode/l10n-dev');
  const users = [...sources].filter(([, text]) => text.includes('l10n.t('));
  const found = await getL10nJson(users.map(([, contents]) => ({ extension: '.ts', contents })));
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** @returns {Record<string, unknown>} */
export function readBundle() {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
}

/** @param {Record<string, unknown>} texts */
export async function writeBundle(texts) {
  await mkdir(join(ROOT, 'l10n'), { recursive: true });
  await writeFile(FILE, `${JSON.stringify(texts, null, 2)}\n`);
}
