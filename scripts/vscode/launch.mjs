#!/usr/bin/env node
import { existsSync } from 'node:fs';
// Takes the arguments that desktop VS Code takes from `@vscode/test-electron`'s runTests(), and opens the same workspace,
// extension and tests in VS Code's server with a headless Chromium. Ends with the test run's exit code.
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from './browser.mjs';
import { startServer, workbenchUrl } from './server.mjs';
import { settingsFiles } from './settings.mjs';

/** Without a sign of life from the tests for this long they hang. */
const SILENCE_MS = Number(process.env.MODELWRIGHT_TEST_SILENCE_MS ?? 180_000);

/** @param {readonly string[]} argv */
export function parseArguments(argv) {
  /** @type {Map<string, string>} */
  const options = new Map();
  /** @type {string[]} */
  const paths = [];
  for (const argument of argv) {
    const match = /^--([^=]+)(?:=(.*))?$/s.exec(argument);
    if (match?.[1]) options.set(match[1], match[2] ?? '');
    else paths.push(argument);
  }
  const workspace = paths[0];
  const isFile = workspace?.endsWith('.code-workspace') ?? false;
  return {
    folder: isFile ? undefined : workspace,
    workspace: isFile ? workspace : undefined,
    extension: options.get('extensionDevelopmentPath'),
    tests: options.get('extensionTestsPath'),
    userDataDir: options.get('user-data-dir'),
    extensionsDir: options.get('extensions-dir'),
    trust: options.has('disable-workspace-trust'),
    locale: options.get('locale'),
  };
}

/** Begins the lines of the test entry, which tells them from the workbench's own. */
const MARK = 'modelwright-test:';

/**
 * A line of the tests, without the style that the workbench puts on what the extension host writes.
 * @param {string} text of the page's console
 * @returns {{ text: string, error: boolean } | undefined} undefined for the workbench's own chatter
 */
export function testLine(text) {
  const match = /^%c\s*(\w+) color: [^;\s]+;?\s?([\s\S]*)$/.exec(text);
  const own = match?.[2]?.startsWith(MARK) ? match[2].slice(MARK.length) : undefined;
  return own === undefined ? undefined : { text: own, error: match?.[1] === 'ERR' };
}

/** @param {readonly string[]} argv @returns {Promise<number>} the exit code */
async function main(argv) {
  const options = parseArguments(argv);
  if (!options.extension || !options.tests) {
    console.error('usage: launch.mjs [FOLDER] --extensionDevelopmentPath=DIR --extensionTestsPath=FILE [--user-data-dir=DIR]');
    return 2;
  }
  const own = options.userDataDir ? undefined : await mkdtemp(join(tmpdir(), 'modelwright-vscode-'));
  const dataDir = options.userDataDir ?? /** @type {string} */ (own);
  const [desktop, served] = settingsFiles(dataDir);
  if (desktop && served && existsSync(desktop)) {
    await mkdir(dirname(served), { recursive: true });
    await copyFile(desktop, served);
  }

  const server = await startServer({
    dataDir,
    extensionsDir: options.extensionsDir,
    trust: options.trust,
    driver: true,
    env: { MODELWRIGHT_TEST_MARK: MARK },
  });
  /** @type {import('playwright-core').Browser | undefined} */
  let browser;
  try {
    browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    return await runTests(page, workbenchUrl(server.port, options), server);
  } finally {
    await browser?.close();
    await server.stop();
    if (own) await rm(own, { recursive: true, force: true });
  }
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} url
 * @param {import('./server.mjs').Server} server
 */
async function runTests(page, url, server) {
  let lastSign = Date.now();
  let done = false;
  /** What the window reported as errors: shown where the tests say nothing themselves. @type {string[]} */
  const errors = [];
  const verbose = process.env.MODELWRIGHT_TEST_VERBOSE === '1';
  page.on('console', (message) => {
    lastSign = Date.now();
    const line = testLine(message.text());
    if (line) (line.error ? process.stderr : process.stdout).write(`${line.text}\n`);
    else if (message.type() === 'error') errors.push(message.text());
    if (!line && verbose) process.stderr.write(`[workbench] ${message.text()}\n`);
  });
  /** @type {Promise<number>} */
  const finished = new Promise((resolve) => {
    // The order of the arguments has changed between releases: the number among them is the exit code.
    void page.exposeFunction('codeAutomationExit', (/** @type {unknown[]} */ ...args) => {
      resolve(Number(args.find((argument) => typeof argument === 'number') ?? 1));
    });
    void server.exited.then((code) => {
      if (!done) console.error(`VS Code's server ended with code ${code} during the tests.`);
      resolve(1);
    });
    page.once('crash', () => {
      console.error('The workbench page crashed.');
      resolve(1);
    });
  });
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ type, /** @type {unknown[]} */ args) => {
    lastSign = Date.now();
    if (verbose) process.stderr.write(`[${type}] ${JSON.stringify(args)}\n`);
  });
  await page.goto(url, { waitUntil: 'domcontentloaded', timeout: 60_000 });

  /** @type {NodeJS.Timeout | undefined} */
  let watchdog;
  /** @type {Promise<number>} */
  const silent = new Promise((resolve) => {
    watchdog = setInterval(() => {
      if (Date.now() - lastSign < SILENCE_MS) return;
      console.error(`Nothing was heard from the tests for ${SILENCE_MS / 1000} s.`);
      resolve(1);
    }, 1000);
  });
  const code = await Promise.race([finished, silent]);
  done = true;
  if (code !== 0) for (const text of errors.slice(-3)) console.error(text.split('\n').slice(0, 6).join('\n'));
  clearInterval(watchdog);
  return code;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(process.argv.slice(2));
}
