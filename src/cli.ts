import { join } from 'node:path';
import { main } from './cli/main';

/** The command line's entry: `modelwright <job> MODEL [--flag value]`. */
const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // The first asks the job to stop; a second one does not wait for it. The worker dies with its channel.
  process.on(signal, () => (abort.signal.aborted ? process.exit(130) : abort.abort()));
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
  environment: process.env,
  workerPath: join(__dirname, 'worker.js'),
  webviewDirectory: join(__dirname, 'webview'),
  signal: abort.signal,
}).then((code) => {
  process.exitCode = code;
});
