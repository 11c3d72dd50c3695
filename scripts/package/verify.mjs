import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must } from '../lib/processes.mjs';
import { ROOT } from '../lib/project.mjs';

/**
 * Runs the staged command line on a picture, in a process that cannot reach the repository's own packages: what the
 * package lacks is an error here, not at a user's.
 * @param {string} folder
 */
export async function verifyStaged(folder) {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const elsewhere = await mkdtemp(join(tmpdir(), 'modelwright-staged-'));
  try {
    await cp(folder, join(elsewhere, 'extension'), { recursive: true });
    const demo = join(elsewhere, 'demo');
    await must(process.execPath, [join('samples', 'demo', 'create.mjs'), demo], { cwd: ROOT, quiet: true, timeout: 120_000 });
    const cli = join(elsewhere, 'extension', manifest.bin.modelwright);
    const output = await must(process.execPath, [cli, 'run', 'models/glyphs.onnx', '--input', 'star.png', '--json'], {
      cwd: demo,
      quiet: true,
      timeout: 120_000,
    });
    const report = JSON.parse(output);
    if (!(report.result?.top?.[0]?.score > 0)) throw new Error(`The staged command line's run named no class:\n${output}`);
  } finally {
    await rm(elsewhere, { recursive: true, force: true });
  }
}
