// A process of its own, so that a VS Code that hangs can be ended with all it started.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { must } from '../lib/processes.mjs';
import { ROOT } from '../lib/project.mjs';
import { ownTemporary } from '../vscode/environment.mjs';
import { writeSettings } from '../vscode/settings.mjs';

/** @param {string} name */
function given(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: these tests are started by npm test.`);
  return value;
}

const scratch = given('MODELWRIGHT_TEST_SCRATCH');
const workspace = join(scratch, 'demo');
await must(process.execPath, [join('samples', 'demo', 'create.mjs'), workspace], { cwd: ROOT, quiet: true, timeout: 120_000 });

// Short: VS Code puts a socket into it, and a socket's path has about a hundred characters.
const userDataDir = join(scratch, 'user');
await mkdir(userDataDir, { recursive: true });
await writeSettings(userDataDir);
await runTests({
  ...JSON.parse(given('MODELWRIGHT_TEST_HOST')),
  extensionDevelopmentPath: given('MODELWRIGHT_TEST_EXTENSION'),
  extensionTestsPath: given('MODELWRIGHT_TEST_ENTRY'),
  launchArgs: [workspace, `--user-data-dir=${userDataDir}`, `--extensions-dir=${join(scratch, 'extensions')}`],
  extensionTestsEnv: {
    MODELWRIGHT_TEST_SUMMARY: given('MODELWRIGHT_TEST_SUMMARY'),
    MODELWRIGHT_TEST_WORKSPACE: workspace,
    MODELWRIGHT_TEST_ROOT: ROOT,
    // Not the person's own: these tests fill it and clear it.
    MODELWRIGHT_CACHE: join(scratch, 'cache'),
    ...ownTemporary(scratch),
  },
}).catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
