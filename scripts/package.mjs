// npm run package: one VSIX per platform into out/vsix/.
//   npm run package                         every platform that the runtime has a build for
//   npm run package -- linux-x64 win32-x64  these
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { installPackages } from './lib/install.mjs';
import { ROOT, say, seconds } from './lib/project.mjs';
import { buildBundles, stage } from './package/stage.mjs';
import { HOST_TARGET, runtimeFolder, TARGETS } from './package/targets.mjs';
import { verifyStaged } from './package/verify.mjs';
import { pack } from './package/vsix.mjs';

/** What a download may weigh. @type {Record<string, number>} bytes */
const LIMITS = { 'linux-x64': 30e6 };

const targets = process.argv.slice(2);
await installPackages();
// An impossible platform is said before anything is built.
for (const target of targets) {
  try {
    runtimeFolder(target);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

const started = performance.now();
say('Building the bundles');
const bundles = join(ROOT, 'out', 'package', 'bundles');
const inputs = await buildBundles(bundles);
await mkdir(join(ROOT, 'out', 'vsix'), { recursive: true });
for (const target of targets.length > 0 ? targets : TARGETS) {
  say(`Packaging ${target}`);
  const folder = join(ROOT, 'out', 'package', target);
  await stage({ target, bundles, inputs, folder });
  if (target === HOST_TARGET) {
    await verifyStaged(folder);
    console.log('  the staged folder loads the runtime, runs a model and decodes a picture');
  }
  const file = await pack(folder, target, join(ROOT, 'out', 'vsix'));
  const { size } = await stat(file);
  console.log(`  ${file} (${(size / 1e6).toFixed(1)} MB)`);
  const limit = LIMITS[target];
  if (limit && size > limit) throw new Error(`${file} has ${size} bytes; ${target} may have ${limit}.`);
}
say(`Done (${seconds(started)})`);
