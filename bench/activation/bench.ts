/**
 * Activation in the real VS Code, of the packaged extension: several starts of a fresh window each, the median.
 *
 *     npm run bench -- activation [--starts N]
 *
 * `code` is reading and evaluating the bundle, `activate` the extension's own work after that.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runTests } from '@vscode/test-electron';

interface Start {
  /** Milliseconds. */
  code: number;
  activate: number;
}

/** Runs inside of VS Code, in place of tests. The bundle is evaluated a second time to be timed: VS Code loads it on its own. */
const ENTRY = `
const { join } = require('node:path');
const { performance } = require('node:perf_hooks');
const { writeFileSync } = require('node:fs');
const vscode = require('vscode');
exports.run = async () => {
  const extension = vscode.extensions.getExtension('modelwright.modelwright');
  const { activationMs } = await extension.activate();
  const bundle = join(extension.extensionPath, 'dist', 'extension.js');
  delete require.cache[bundle];
  const started = performance.now();
  require(bundle);
  writeFileSync(process.env.MODELWRIGHT_BENCH_RESULT, JSON.stringify({ code: performance.now() - started, activate: activationMs }));
};`;

const load = (path: string) => import(pathToFileURL(resolve(path)).href);

async function main(): Promise<void> {
  const at = process.argv.indexOf('--starts');
  const count = at > 0 ? Number(process.argv[at + 1]) : 7;
  const { packagedExtension } = await load('scripts/test/extension.mjs');
  const { chooseHost } = await load('scripts/test/host.mjs');
  const { writeSettings } = await load('scripts/vscode/settings.mjs');
  const { folder } = await packagedExtension();
  const host = await chooseHost();
  const scratch = await mkdtemp(join(tmpdir(), 'modelwright-activation-'));
  try {
    const entry = join(scratch, 'entry.js');
    await writeFile(entry, ENTRY);
    const starts: Start[] = [];
    for (let index = 0; index < count; index++) {
      const home = join(scratch, String(index));
      const workspace = join(home, 'workspace');
      await mkdir(workspace, { recursive: true });
      await writeSettings(join(home, 'user'));
      const result = join(home, 'result.json');
      await runTests({
        ...host,
        extensionDevelopmentPath: folder,
        extensionTestsPath: entry,
        launchArgs: [workspace, `--user-data-dir=${join(home, 'user')}`, `--extensions-dir=${join(home, 'extensions')}`],
        extensionTestsEnv: { MODELWRIGHT_BENCH_RESULT: result },
      });
      starts.push(JSON.parse(await readFile(result, 'utf8')) as Start);
    }
    for (const figure of ['code', 'activate'] as const) {
      const sorted = starts.map((start) => start[figure]).sort((a, b) => a - b);
      const text = (value = Number.NaN) => value.toFixed(1).padStart(7);
      console.log(
        `${figure.padEnd(9)} median ${text(sorted[count >> 1])} ms, ${text(sorted[0])} to ${text(sorted[count - 1])} ms, ${count} starts`,
      );
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

await main();
