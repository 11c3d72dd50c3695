import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { ROOT } from '../lib/project.mjs';

/**
 * A Vitest reporter that writes what `npm test` sums up: counts, and the skipped tests with their notes.
 * A file that could not be loaded counts as one failed test.
 */
// biome-ignore lint/style/noDefaultExport: Vitest takes a reporter file's default export
export default class SummaryReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandled
   */
  onTestRunEnd(modules, unhandled) {
    const file = process.env.MODELWRIGHT_TEST_SUMMARY;
    if (!file) throw new Error('MODELWRIGHT_TEST_SUMMARY names no file to write to.');
    /** @type {import('./stages.mjs').Summary} */
    const summary = { passed: 0, failed: unhandled.length, skipped: [] };
    for (const module of modules) {
      if (module.errors().length > 0) summary.failed++;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === 'passed') summary.passed++;
        else if (result.state === 'failed') summary.failed++;
        // A pending test is one that a stopped run never reached.
        else if (result.state === 'pending') summary.failed++;
        else summary.skipped.push({ name: `${relative(ROOT, module.moduleId)}: ${test.fullName}`, note: result.note });
      }
    }
    writeFileSync(file, JSON.stringify(summary));
  }
}
