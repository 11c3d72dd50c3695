// What types and lint do not see: floors, the manifest against the code, texts, documents, the repository's own habits.
//   --fix  writes l10n/bundle.l10n.json anew
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleOfTexts, readBundle, writeBundle } from './check/bundle.mjs';
import { loadCode } from './check/code.mjs';
import { checkDocuments } from './check/documents.mjs';
import { checkFloors } from './check/floors.mjs';
import { checkManifest } from './check/manifest.mjs';
import { checkRepository } from './check/repository.mjs';
import { readSources } from './check/sources.mjs';
import { checkStartup } from './check/startup.mjs';
import { checkTexts } from './check/text.mjs';
import { ROOT } from './lib/project.mjs';

const manifest = readJson('package.json');
const sources = readSources(['src', 'webview']);
const tracked = trackedTexts();
const host = new Map([...sources].filter(([path]) => path.startsWith('src/')));

const texts = await bundleOfTexts(sources);
if (process.argv.includes('--fix')) await writeBundle(texts);

/** @type {Record<string, string[]>} */
const results = {
  floors: checkFloors(sources, new Set(Object.keys(manifest.dependencies))),
  startup: checkStartup(host),
  manifest: checkManifest(manifest, readJson('package.nls.json'), await loadCode(), host, (path) => existsSync(join(ROOT, path))),
  texts: [...checkTexts(sources), ...compareBundles(texts, readBundle())],
  documents: checkDocuments(tracked, new Set(Object.keys(manifest.scripts)), (path) => existsSync(join(ROOT, path))),
  repository: checkRepository(tracked),
};

for (const [name, problems] of Object.entries(results)) {
  console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  for (const problem of problems) console.log(`     ${problem}`);
}
process.exitCode = Object.values(results).some((problems) => problems.length > 0) ? 1 : 0;

/** @param {string} path @returns {any} */
function readJson(path) {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
}

/** @param {Record<string, unknown>} wanted @param {Record<string, unknown>} stored */
function compareBundles(wanted, stored) {
  const [a, b] = [Object.keys(wanted), Object.keys(stored)];
  const missing = a.filter((key) => !(key in stored)).map((key) => `l10n/bundle.l10n.json: lacks ${JSON.stringify(key)}`);
  const stale = b.filter((key) => !(key in wanted)).map((key) => `l10n/bundle.l10n.json: nothing uses ${JSON.stringify(key)}`);
  const all = [...missing, ...stale];
  return all.length > 0
    ? [...all.slice(0, 5), `l10n/bundle.l10n.json differs in ${all.length} texts: "npm run check -- --fix" writes it anew`]
    : [];
}

/** The text files under version control and those about to be. @returns {Map<string, string>} */
function trackedTexts() {
  const paths = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  }).split('\0');
  return new Map(
    paths
      .filter(
        (path) => /\.(ts|mjs|js|json|md|py|ya?ml|css|html|txt)$/.test(path) && path !== 'package-lock.json' && existsSync(join(ROOT, path)),
      )
      // The words of generated code are those of the format it is made from.
      .filter((path) => !path.startsWith('src/onnx/gen/'))
      .filter((path) => !path.startsWith('scripts/check/') && !path.startsWith('test/unit/scripts/'))
      .map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]),
  );
}
