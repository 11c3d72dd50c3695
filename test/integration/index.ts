import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/** A skipped test, as `npm test` lists it. */
interface Skipped {
  name: string;
  note?: string;
}

/** Begins each line for the launcher, which tells them from the workbench's own by it. */
const MARK = process.env.MODELWRIGHT_TEST_MARK ?? '';

/** VS Code's entry: runs every test file beside this one. @throws where a test failed, which makes VS Code's exit code 1 */
export async function run(): Promise<void> {
  const print = (...parts: unknown[]) => console.log(MARK + format(...parts));
  // A web workbench does not fill in %s.
  Mocha.reporters.Base.consoleLog = print;
  const mocha = new Mocha({ ui: 'tdd', timeout: 60_000, color: false, forbidOnly: true });
  for (const name of readdirSync(__dirname).sort()) if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));

  const skipped: Skipped[] = [];
  const { passed, failed } = await new Promise<{ passed: number; failed: number }>((resolve) => {
    const runner = mocha.run(() => resolve({ passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 0 }));
    runner.on('pending', (test) => skipped.push({ name: test.fullTitle() }));
  });
  const file = process.env.MODELWRIGHT_TEST_SUMMARY;
  if (file) writeFileSync(file, JSON.stringify({ passed, failed, skipped }));
  if (failed > 0) throw new Error(`${failed} tests failed.`);
}
