import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../lib/project.mjs';
import { packagedExtension } from './extension.mjs';
import { chooseHost } from './host.mjs';
import { counted } from './stages.mjs';

const MINUTE = 60_000;

/** The tests that run inside VS Code, against the unpacked VSIX. */
export async function integration() {
  const entry = await buildTests();
  const { folder } = await packagedExtension();
  const host = await chooseHost();
  const scratch = await mkdtemp(join(tmpdir(), 'modelwright-integration-'));
  try {
    return await counted('integration', [join('scripts', 'test', 'runIntegration.mjs')], {
      timeout: 10 * MINUTE,
      env: {
        MODELWRIGHT_TEST_HOST: JSON.stringify(host),
        MODELWRIGHT_TEST_EXTENSION: folder,
        MODELWRIGHT_TEST_ENTRY: entry,
        MODELWRIGHT_TEST_SCRATCH: scratch,
      },
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Bundles the test files, each on its own, beside the entry that loads them. @returns {Promise<string>} the entry */
export async function buildTests() {
  const { build } = await import('esbuild');
  const outdir = join(ROOT, 'out', 'integration');
  await rm(outdir, { recursive: true, force: true });
  const tests = (await readdir(join(ROOT, 'test', 'integration'))).filter((name) => name.endsWith('.test.ts'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['index.ts', ...tests].map((name) => `test/integration/${name}`),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha', 'onnxruntime-node', 'sharp'],
    logLevel: 'warning',
  });
  return join(outdir, 'index.js');
}

// By itself it only bundles, for a debugger.
if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await buildTests());
