// Writes the JSON schema of NAME.model.json, made from the zod schema, to schemas/model.schema.json below a folder:
// what package.json contributes to VS Code's JSON editor.
//   node scripts/schemas.mjs [FOLDER]     dist where left out
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ROOT } from './lib/project.mjs';

/**
 * @param {string} outdir the folder of the bundles
 * @returns {Promise<string>} the file written
 */
export async function writeSchemas(outdir) {
  const module = await manifestModule();
  const folder = join(resolve(ROOT, outdir), 'schemas');
  const path = join(folder, 'model.schema.json');
  await mkdir(folder, { recursive: true });
  await writeFile(`${path}.tmp`, `${JSON.stringify(module.manifestJsonSchema(), null, 2)}\n`);
  await rename(`${path}.tmp`, path);
  return path;
}

/** The module of the schema, bundled into a file of its own: CommonJS, since a library in it calls `require`. */
async function manifestModule() {
  const folder = await mkdtemp(join(tmpdir(), 'modelwright-schemas-'));
  try {
    const outfile = join(folder, 'jsonSchema.cjs');
    await build({
      absWorkingDir: ROOT,
      entryPoints: ['src/manifest/jsonSchema.ts'],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
      logLevel: 'warning',
    });
    return createRequire(import.meta.url)(outfile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await writeSchemas(process.argv[2] ?? 'dist'));
