// Records the reports that the gallery draws: runs the command line on the demo workspace and, where they are, on the public
// models in ../shared/models, and stores what it printed, with its pictures, in webview/gallery/recorded. Nothing of a report
// is changed but what differs from machine to machine: time, environment, identifier and folders outside the workspace.
//   node scripts/build.mjs && node webview/gallery/record.mjs [NAME…]
//   --cli=FILE  another command line than dist/cli.js
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { createDemoWorkspace } from '../../samples/demo/create.mjs';
import { RECORDINGS } from './recordings.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..', '..');
const PUBLIC = join(ROOT, '..', 'shared', 'models');
const OUT = join(HERE, 'recorded');
/** As the reports of the hand-made scenes say. */
const ENVIRONMENT = { node: '20.20.2', platform: 'linux', arch: 'x64', cpu: 'Example CPU at 3.0 GHz', cores: 8, memoryBytes: 16e9 };
const CREATED = '2026-06-02T09:30:00.000Z';

const run = promisify(execFile);
const cli = resolve(process.argv.find((argument) => argument.startsWith('--cli='))?.slice(6) ?? join(ROOT, 'dist', 'cli.js'));
const asked = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const temporary = await mkdtemp(join(tmpdir(), 'mw-record-'));

try {
  await mkdir(OUT, { recursive: true });
  await prepare();
  for (const recording of RECORDINGS) {
    if (asked.length > 0 && !asked.includes(recording.name)) continue;
    if (recording.files && !existsSync(PUBLIC)) console.log(`${recording.name}: skipped, the public models are not here`);
    else await record(recording);
  }
} finally {
  await rm(temporary, { recursive: true, force: true });
}

/** The demo workspace with a remote that has half of its tags, and a model file that is cut off. */
async function prepare() {
  const demo = join(temporary, 'demo');
  await createDemoWorkspace(demo);
  await git(['init', '-q', '--bare', join(temporary, 'origin')], temporary);
  await git(['remote', 'add', 'origin', '../origin'], demo);
  await git(['push', '-q', 'origin', 'HEAD', 'refs/tags/glyphs@v1.0.0', 'refs/tags/glyphs@v1.1.0'], demo);
  // Repositories too, so that a report names a model by its path in one.
  for (const folder of ['broken', 'public']) await git(['init', '-q', folder], temporary);
  await copyFile(join(demo, 'models', 'glyphs.onnx'), join(temporary, 'broken', 'glyphs.onnx'));
  await truncate(join(temporary, 'broken', 'glyphs.onnx'), 1000);
}

/** @param {readonly string[]} argv @param {string} cwd */
async function git(argv, cwd) {
  await run('git', argv, { cwd });
}

/** @param {import('./recordings.mjs').Recording} recording */
async function record({ name, folder, argv, files = [] }) {
  const cwd = join(temporary, folder);
  for (const file of files) {
    const [from, to] = Array.isArray(file) ? file : [join(PUBLIC, file), /** @type {string} */ (file.split('/').pop())];
    await copyFile(Array.isArray(file) ? join(ROOT, from) : from, join(cwd, to));
  }
  const html = join(temporary, 'report.html');
  await rm(html, { force: true });
  // A report whose model cannot be read exits 1 and is written all the same.
  await run(process.execPath, [cli, ...argv, '--html', html], { cwd, env: environment(), maxBuffer: 64e6 }).catch((error) => {
    if (!existsSync(html)) throw error;
  });
  const { report, attachments } = embedded(await readFile(html, 'utf8'));
  // Panels draw pictures alone; other attachments, such as every run of a benchmark, are for those who export them.
  const shown = Object.entries(attachments).filter(([file]) => file.endsWith('.png'));
  const pictures = await Promise.all(shown.map(async ([file, { base64 }]) => [file, await smaller(base64)]));
  const recorded = { report: anywhere(report), attachments: Object.fromEntries(pictures) };
  const text = `${JSON.stringify(recorded, single)}\n`;
  await writeFile(join(OUT, `${name}.json`), text);
  console.log(`${name}: ${(text.length / 1000).toFixed(0)} kB, ${report.verdict}`);
}

/** No configuration of this machine's, a cache and a name of its own. */
function environment() {
  const { PATH, SYSTEMROOT, TEMP, TMP } = process.env;
  const home = join(temporary, 'home');
  const folders = { HOME: home, USERPROFILE: home, XDG_CACHE_HOME: join(home, '.cache'), LOCALAPPDATA: home };
  const person = { GIT_AUTHOR_NAME: 'Ada Moreau', GIT_AUTHOR_EMAIL: 'ada@example.com' };
  const committer = { GIT_COMMITTER_NAME: person.GIT_AUTHOR_NAME, GIT_COMMITTER_EMAIL: person.GIT_AUTHOR_EMAIL };
  return { PATH, SYSTEMROOT, TEMP, TMP, ...folders, ...person, ...committer };
}

/** What an exported page carries; its script reads it the same way. @param {string} page */
function embedded(page) {
  const [, json] = /<script type="application\/json" id="modelwright-data">([\s\S]*?)<\/script>/.exec(page) ?? [];
  if (json === undefined) throw new Error('The page carries no report');
  return JSON.parse(json);
}

/** A picture in few colours: a third of the bytes, the same pixels to look at. @param {string} base64 PNG */
async function smaller(base64) {
  const picture = await sharp(Buffer.from(base64, 'base64'))
    .png({ palette: true, colours: 64, effort: 10, compressionLevel: 9 })
    .toBuffer();
  return picture.toString('base64');
}

/** @param {Record<string, any>} report */
function anywhere(report) {
  const text = JSON.stringify(report).replaceAll(JSON.stringify(join(temporary, 'home')).slice(1, -1), '~');
  const same = JSON.parse(text);
  return { ...same, id: `recorded-${same.kind}`, createdAt: CREATED, environment: { ...same.environment, ...ENVIRONMENT } };
}

/**
 * Single-precision values in as few digits as name them: 0.20000000298023224 → 0.2.
 * @param {string} _key @param {unknown} value
 */
function single(_key, value) {
  if (typeof value !== 'number' || Number.isInteger(value) || Math.fround(value) !== value) return value;
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}
