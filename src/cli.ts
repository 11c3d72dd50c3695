import { join } from 'node:path';
import { main } from './cli/main';

/** The command line's entry: `modelwright <job> MODEL [--flag value]`. */
const abort = new AbortController();
/** As shells tell a death by signal: 128 and its number. */
const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
let signalCode: number | undefined;
for (const [signal, code] of Object.entries(SIGNALS)) {
  process.on(signal, () => {
    // The first asks the job to stop; a second one does not wait for it. The worker dies with its channel.
    if (signalCode !== undefined) process.exit(code);
    signalCode = code;
    abort.abort();
  });
}
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // The reader left, as `| head` does: there is nobody to tell.
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

void main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  environment: process.env,
  workerPath: join(__dirname, 'worker.js'),
  webviewDirectory: join(__dirname, 'webview'),
  signal: abort.signal,
}).then((code) => {
  process.exitCode = signalCode ?? code;
});
