// npm run bench: what the speeds in the README come from, one after the other so that they do not disturb each other.
//   npm run bench                                       all
//   npm run bench -- onnx-read [arguments of the bench]  one
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { installPackages } from './lib/install.mjs';
import { run } from './lib/processes.mjs';
import { ROOT, say, seconds } from './lib/project.mjs';

const FOLDER = join(ROOT, 'bench');

await installPackages();
const all = readdirSync(FOLDER).filter((name) => existsSync(join(FOLDER, name, 'bench.ts')));
const [wanted, ...rest] = process.argv.slice(2);
if (wanted !== undefined && !all.includes(wanted)) {
  console.error(`There is no bench "${wanted}". There are ${all.join(', ')}.`);
  process.exit(2);
}

let failed = false;
for (const name of wanted === undefined ? all : [wanted]) {
  const started = performance.now();
  say(name);
  const { code } = await run(process.execPath, ['--expose-gc', await bundle(name), ...rest], { cwd: ROOT });
  if (code !== 0) failed = true;
  say(`${name}: ${code === 0 ? 'done' : `ended with code ${code}`} (${seconds(started)})`);
}
process.exitCode = failed ? 1 : 0;

/**
 * Bundles a bench and the scripts that stand beside it, which it may start as processes of their own.
 * @param {string} name
 */
async function bundle(name) {
  const outdir = join(ROOT, 'out', 'bench', name);
  await build({
    absWorkingDir: ROOT,
    entryPoints: readdirSync(join(FOLDER, name))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `bench/${name}/${file}`),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return join(outdir, 'bench.mjs');
}
