// npm start: from a fresh clone to VS Code with the demo workspace. Node built-ins only, up to where packages are installed.
//   --once      shows the main job in the terminal, and stops there
//   --no-open   serves without opening a browser
//   --port=N    of VS Code's server, where there is no desktop VS Code
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { installPackages } from './lib/install.mjs';
import { must } from './lib/processes.mjs';
import { ROOT, say, seconds } from './lib/project.mjs';
import { isBuilt, rememberBuild } from './start/stamp.mjs';

const DEMO = join(ROOT, '.demo', 'models');

/** @param {readonly string[]} argv */
function readArguments(argv) {
  const options = { once: false, open: true, port: 0 };
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index] ?? '';
    if (argument === '--once') options.once = true;
    else if (argument === '--no-open') options.open = false;
    else if (argument === '--port' || argument.startsWith('--port=')) {
      const text = argument === '--port' ? argv[++index] : argument.slice('--port='.length);
      options.port = Number(text);
      if (!text || !Number.isInteger(options.port) || options.port < 1 || options.port > 65535) return undefined;
    } else return undefined;
  }
  return options;
}

const options = readArguments(process.argv.slice(2));
if (options === undefined) {
  console.error('usage: npm start -- [--once] [--no-open] [--port=N]');
  process.exit(2);
}

const started = performance.now();
process.once('exit', (code) => {
  if (code === 130) say('Stopped, with everything that was started');
});
try {
  await prepare();
  await showMainJob();
  say(`Ready after ${seconds(started)}`);
  if (options.once) say('The same in VS Code, with the demo workspace open: npm start');
  else {
    const { openDesktop, openServer } = await import('./start/open.mjs');
    const { findDesktop } = await import('./vscode/desktop.mjs');
    const desktop = findDesktop();
    process.exitCode = desktop ? await openDesktop(desktop, DEMO) : await openServer(DEMO, options);
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Packages, bundles and the demo workspace, each only where it is missing or no longer fits. */
async function prepare() {
  await installPackages();
  if (!(await isBuilt())) {
    const before = performance.now();
    say('Building the extension and the command line');
    await must(process.execPath, [join('scripts', 'build.mjs')], { cwd: ROOT, timeout: 300_000 });
    await rememberBuild();
    say(`Built into dist/ (${seconds(before)})`);
  }
  if (!existsSync(DEMO)) say('Making the demo workspace, a git repository of models with a history');
  const made = await must(process.execPath, [join('samples', 'demo', 'create.mjs'), DEMO], { cwd: ROOT, quiet: true, timeout: 120_000 });
  console.log(made.trimEnd());
}

/** What the product does, where everybody can see it: on the command line. */
async function showMainJob() {
  const report = join(ROOT, '.demo', 'run.html');
  console.log();
  say('What it does, on the command line first (modelwright stands for: node dist/cli.js)');
  await modelwright('models');
  await modelwright('inspect', 'models/glyphs.onnx');
  await modelwright('run', 'models/glyphs.onnx', '--input', 'star.png', '--top', '5', '--html', report);
  say(`The report of that run, a page that works offline: ${report}`);
}

/** @param {...string} args */
async function modelwright(...args) {
  console.log();
  say(`modelwright ${args.map((argument) => (argument.startsWith(ROOT + sep) ? argument.slice(ROOT.length + 1) : argument)).join(' ')}`);
  await must(process.execPath, [join(ROOT, 'dist', 'cli.js'), ...args], { cwd: DEMO, timeout: 120_000 });
}
