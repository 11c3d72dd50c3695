// Writes the JSON schema of NAME.model.json, made from the zod schema, to schemas/model.schema.json below a folder:
// what package.json contributes to VS Code's JSON editor.
//   node scripts/schemas.mjs [FOLDER]     dist where left out
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { ROOT } from './lib/project.mjs';

/**
 * @param {string} outdir the folder of the bundles
 * @returns {Promise<string>} the file written
 */
export async function writeSchemas(outdir) {
  const bundled = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/manifest/jsonSchema.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
    logLevel: 'warning',
  });
  const module = await import(`data:text/javascript;base64,${Buffer.from(bundled.outputFiles[0].contents).toString('base64')}`);
  const folder = join(resolve(ROOT, outdir), 'schemas');
  const path = join(folder, 'model.schema.json');
  await mkdir(folder, { recursive: true });
  await writeFile(`${path}.tmp`, `${JSON.stringify(module.manifestJsonSchema(), null, 2)}\n`);
  await rename(`${path}.tmp`, path);
  return path;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await writeSchemas(process.argv[2] ?? 'dist'));
