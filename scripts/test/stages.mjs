import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../lib/processes.mjs';
import { ROOT } from '../lib/project.mjs';

/** @typedef {{ name: string, note?: string }} Skipped */
/** @typedef {{ passed: number, failed: number, skipped: Skipped[] }} Summary */

/** The programs of `node_modules`, run by this Node, so that no shell wrapper is needed on any platform. */
export const TOOLS = {
  tsc: join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'),
  biome: join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome'),
  vitest: join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
};

/**
 * A stage that is one program: it passes or fails as a whole.
 * @param {readonly (readonly string[])[]} commands arguments for this Node, in order
 * @returns {Promise<Summary>}
 */
export async function single(commands) {
  let failed = 0;
  for (const args of commands) if ((await run(process.execPath, args, { cwd: ROOT, timeout: 300_000 })).code !== 0) failed = 1;
  return { passed: failed ? 0 : 1, failed, skipped: [] };
}

/**
 * Runs a program that writes a {@link Summary} to the file it is given in `MODELWRIGHT_TEST_SUMMARY`.
 * A program that fails, hangs or writes nothing is at least one failure.
 * @param {string} name
 * @param {readonly string[]} args arguments for this Node
 * @param {{ timeout: number, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<Summary>}
 */
export async function counted(name, args, { timeout, env }) {
  const file = join(ROOT, 'out', 'test', `${name}.json`);
  await mkdir(join(ROOT, 'out', 'test'), { recursive: true });
  await rm(file, { force: true });
  const { code, timedOut } = await run(process.execPath, args, {
    cwd: ROOT,
    timeout,
    env: { ...process.env, ...env, MODELWRIGHT_TEST_SUMMARY: file },
  });
  if (timedOut) console.error(`The ${name} tests did not end within ${timeout / 60_000} minutes.`);
  /** @type {Summary} */
  const summary = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : { passed: 0, failed: 0, skipped: [] };
  return verdict(name, summary, code !== 0 || timedOut);
}

/**
 * A run that ended badly, or that ran nothing, is a failure whatever it counted.
 * @param {string} name
 * @param {Summary} summary
 * @param {boolean} endedBadly
 * @returns {Summary}
 */
export function verdict(name, summary, endedBadly) {
  if (summary.failed > 0) return summary;
  if (endedBadly) {
    console.error(`The ${name} tests ended with an error that no test accounts for.`);
    return { ...summary, failed: 1 };
  }
  if (summary.passed === 0) {
    console.error(`The ${name} stage ran no test.`);
    return { ...summary, failed: 1 };
  }
  return summary;
}

/**
 * @param {string} name
 * @param {string} config a Vitest configuration
 * @param {readonly string[]} filters
 * @param {number} timeout milliseconds
 */
export function vitest(name, config, filters, timeout) {
  const reporters = ['--reporter=default', `--reporter=${join(ROOT, 'scripts', 'test', 'reporter.mjs')}`];
  return counted(name, [TOOLS.vitest, 'run', '--config', config, ...reporters, ...filters], { timeout });
}
