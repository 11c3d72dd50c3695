// npm test: everything that has to hold, from a fresh clone. Ends with one line of counts.
//   npm test                 every stage
//   npm test -- unit e2e     these stages
//   npm test -- unit data    one stage, only the files whose path holds "data"

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPackages } from './lib/install.mjs';
import { ROOT, say, seconds } from './lib/project.mjs';
import { single, TOOLS, vitest } from './test/stages.mjs';

/** @typedef {import('./test/stages.mjs').Summary} Summary */

const MINUTE = 60_000;

/** @type {Record<string, (filters: string[]) => Promise<Summary>>} In the order in which they run: the quick ones first. */
const STAGES = {
  build: () => single([[join('scripts', 'build.mjs')]]),
  types: () =>
    single([
      [TOOLS.tsc, '-p', '.'],
      [TOOLS.tsc, '-p', 'webview'],
      [TOOLS.tsc, '-p', 'scripts'],
      [TOOLS.tsc, '-p', 'samples'],
      [TOOLS.tsc, '-p', 'test/e2e'],
      [TOOLS.tsc, '-p', 'test/unit/scripts'],
      [TOOLS.tsc, '-p', 'test/gallery'],
    ]),
  lint: () => single([[TOOLS.biome, 'ci', '--error-on-warnings', '.']]),
  checks: () => single([[join('scripts', 'check.mjs')]]),
  unit: (filters) => vitest('unit', 'vitest.config.ts', filters, (process.env.MODELWRIGHT_LONG === '1' ? 120 : 15) * MINUTE),
  integration: async () => (await import('./test/integration.mjs')).integration(),
  gallery: async (filters) => (await import('./test/e2e.mjs')).gallery(filters),
  e2e: async (filters) => (await import('./test/e2e.mjs')).e2e(filters),
};

/** @param {readonly string[]} argv */
async function main(argv) {
  const started = performance.now();
  const given = argv.filter((argument) => argument !== '--long');
  if (argv.includes('--long')) process.env.MODELWRIGHT_LONG = '1';
  const stages = given.filter((argument) => argument in STAGES);
  const filters = given.filter((argument) => !(argument in STAGES));
  if (filters.length > 0 && stages.length !== 1) {
    console.error(
      `Unknown stage: ${filters.join(', ')}. There are ${Object.keys(STAGES).join(', ')}; a file filter goes with one of them.`,
    );
    return 2;
  }
  await installPackages();

  /** @type {Summary} */
  const total = { passed: 0, failed: 0, skipped: [] };
  /** @type {string[]} */
  const lines = [];
  const chosen = stages.length > 0 ? stages : Object.keys(STAGES);
  // Every stage but these starts what the build made, or looks whether it is there.
  const needsBuild = !chosen.every((name) => ['build', 'types', 'lint'].includes(name));
  for (const name of needsBuild ? new Set(['build', ...chosen]) : chosen) {
    const before = performance.now();
    say(name);
    const summary = await runStage(name, filters);
    total.passed += summary.passed;
    total.failed += summary.failed;
    total.skipped.push(...summary.skipped);
    lines.push(`  ${name.padEnd(12)} ${counts(summary)} (${seconds(before)})`);
    console.log();
  }
  printSkipped(total.skipped);
  console.log(lines.join('\n'));
  console.log(`  ${'in all'.padEnd(12)} ${seconds(started)}\n`);
  console.log(counts(total));
  return total.failed > 0 ? 1 : 0;
}

/** @param {string} name @param {string[]} filters @returns {Promise<Summary>} */
async function runStage(name, filters) {
  try {
    return await /** @type {(filters: string[]) => Promise<Summary>} */ (STAGES[name])(filters);
  } catch (error) {
    // A stage that cannot run is a failure of its own; the others still tell what they have to tell.
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: [] };
  }
}

/** @param {Summary} summary */
function counts(summary) {
  return `${summary.passed} passed, ${summary.failed} failed, ${summary.skipped.length} skipped`;
}

/** @param {Summary['skipped']} skipped */
function printSkipped(skipped) {
  if (skipped.length === 0) return;
  const shared = existsSync(join(ROOT, '..', 'shared', 'models'));
  const unsaid = shared ? 'its condition does not hold on this machine' : 'the model collection ../shared/models is not here';
  say(`${skipped.length} skipped`);
  for (const { name, note } of skipped) console.log(`  ${name} (${note ?? unsaid})`);
  console.log();
}

process.exitCode = await main(process.argv.slice(2));
