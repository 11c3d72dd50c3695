import { spawn } from 'node:child_process';

const windows = process.platform === 'win32';

/** Children that are still running, so that the end of this process is theirs. @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Starts a program as the leader of a process group of its own, so that it can be ended with all it started.
 * It is ended with this process.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function start(command, args, options = {}) {
  // npm and code are .cmd files on Windows, which only a shell starts; its arguments are then ours to quote.
  const shell = windows && !/\.exe$/i.test(command);
  const child = shell
    ? spawn([command, ...args].map(quoteForCmd).join(' '), { ...options, shell: true })
    : spawn(command, args, { ...options, detached: !windows });
  watchSignals();
  running.add(child);
  child.once('exit', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
}

/** @param {string} argument */
function quoteForCmd(argument) {
  return /^[\w./:=@\\-]+$/.test(argument) ? argument : `"${argument.replaceAll('"', '""')}"`;
}

/**
 * Ends a process group: asks, waits up to `grace` ms, then insists.
 * @param {import('node:child_process').ChildProcess} child
 */
export async function end(child, grace = 3000) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    signalGroup(child, 'SIGKILL');
    return;
  }
  const gone = new Promise((resolve) => child.once('exit', resolve));
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), grace);
  await gone;
  clearTimeout(timer);
  // Members that outlived their leader.
  signalGroup(child, 'SIGKILL');
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  if (windows) {
    spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: the whole group is gone already, which is what was wanted.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

let watching = false;

function watchSignals() {
  if (watching) return;
  watching = true;
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    process.on(signal, async () => {
      await Promise.all([...running].map((child) => end(child)));
      process.exit(code);
    });
  }
  process.on('exit', () => {
    for (const child of running) signalGroup(child, 'SIGKILL');
  });
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean, timeout?: number, prefix?: string }} [options]
 *   `quiet`: its output is kept and shown only where it fails; `timeout`: milliseconds after which its group is ended
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>}
 */
export async function run(command, args, options = {}) {
  const child = start(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
  });
  /** @type {Buffer[]} */
  const output = [];
  child.stdout?.on('data', (data) => output.push(data));
  child.stderr?.on('data', (data) => output.push(data));
  let timedOut = false;
  const timer = options.timeout
    ? setTimeout(() => {
        timedOut = true;
        void end(child);
      }, options.timeout)
    : undefined;
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (value) => resolve(value ?? 1));
  });
  clearTimeout(timer);
  return { code, output: Buffer.concat(output).toString(), timedOut };
}

/**
 * Like {@link run}, for a program that has to succeed. @throws {Error} with its output where it does not
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export async function must(command, args, options = {}) {
  const { code, output, timedOut } = await run(command, args, options);
  if (code === 0 && !timedOut) return output;
  const why = timedOut ? `did not end within ${(options.timeout ?? 0) / 1000} s` : `ended with code ${code}`;
  throw new Error(`${[command, ...args].join(' ')} ${why}${output ? `\n${output.trimEnd()}` : ''}`);
}
