import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stateOf } from '../lib/changes.mjs';
import { ROOT } from '../lib/project.mjs';

const STAMP = join(ROOT, 'dist', '.built');
const SOURCES = ['src', 'webview', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'];

/** Whether dist/ was built from the sources as they are. */
export async function isBuilt() {
  return existsSync(join(ROOT, 'dist', 'cli.js')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === (await stateOf(SOURCES));
}

export async function rememberBuild() {
  await writeFile(STAMP, await stateOf(SOURCES));
}
