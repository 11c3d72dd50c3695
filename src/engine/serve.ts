import * as l10n from '@vscode/l10n';
import { fromErrorInfo, toErrorInfo } from '../base/errors';
import { type JobContext, OwnProcess, type VersionedOutcome } from './context';
import { customRuntime } from './customRuntime';
import type { Texts } from './engine';
import { jobContext } from './jobContext';
import { Outbox } from './outbox';
import type { FromWorker, JobRequest, ToWorker } from './protocol';
import { runtimeVersion } from './runtime';
import { SessionCache } from './sessionCache';

/** Runs one job by name; the table of jobs is a floor above. */
export type JobRunner = (name: string, parameters: unknown, context: JobContext) => Promise<VersionedOutcome>;

/** The running job, as messages about it find it. */
interface Running {
  readonly job: number;
  readonly abort: AbortController;
  readonly outbox: Outbox;
}

/** Makes this process a worker: does what the parent asks until the channel closes, then ends. */
export function serve(run: JobRunner): void {
  const send = (message: FromWorker) => {
    // A parent that is gone takes nothing; `disconnect` ends this process.
    if (process.connected) process.send?.(message);
  };
  const sessions = new SessionCache();
  const requests = new Map<number, { resolve(temporary: string): void; reject(error: Error): void }>();
  let lastRequest = 0;
  let running: Running | undefined;
  let texts: Texts | undefined;

  async function start(job: number, request: JobRequest): Promise<void> {
    Object.assign(process.env, request.environment);
    const abort = new AbortController();
    const outbox = new Outbox((update) => send({ type: 'update', job, update, rssBytes: process.memoryUsage.rss() }));
    running = { job, abort, outbox };
    const lease = sessions.lease(request.trusted);
    const { context, attachments } = jobContext(
      request,
      abort.signal,
      lease,
      outbox,
      {
        request: (path) =>
          new Promise((resolve, reject) => {
            requests.set(++lastRequest, { resolve, reject });
            send({ type: 'output', job, request: lastRequest, path });
          }),
        committed: (temporary) => send({ type: 'committed', job, temporary }),
        process: (pid, alive) => send({ type: 'process', job, pid, alive }),
      },
      texts,
    );
    const began = performance.now();
    let message: FromWorker;
    try {
      const outcome = await run(request.name, request.parameters, context);
      const runtime = runtimeVersion();
      const runtimePath = runtime === undefined ? undefined : customRuntime();
      const finished = { outcome, attachments, runtime, runtimePath, milliseconds: performance.now() - began };
      message = { type: 'done', job, finished, update: outbox.take(), rssBytes: process.memoryUsage.rss() };
    } catch (error) {
      const rest = { job, update: outbox.take(), rssBytes: process.memoryUsage.rss() };
      if (error instanceof OwnProcess && !abort.signal.aborted) message = { type: 'moved', ...rest };
      else message = { type: 'failed', error: toErrorInfo(abort.signal.aborted ? abort.signal.reason : error), ...rest };
    }
    running = undefined;
    // Before the sessions are given back: whoever waits for a file to be let go hears of the job's end first.
    send(message);
    await lease.end();
  }

  function receive(message: ToWorker): void {
    switch (message.type) {
      case 'configure':
        texts = message.texts;
        l10n.config({ contents: texts });
        break;
      case 'run':
        void start(message.job, message.request);
        break;
      case 'cancel':
        if (running?.job === message.job) running.abort.abort();
        break;
      case 'acknowledge':
        if (running?.job === message.job) running.outbox.acknowledged();
        break;
      case 'temporary':
        requests.get(message.request)?.resolve(message.temporary);
        requests.delete(message.request);
        break;
      case 'refused':
        requests.get(message.request)?.reject(fromErrorInfo(message.error));
        requests.delete(message.request);
        break;
      case 'letGo':
        void sessions
          .letGo(message.path)
          .then(() => send({ type: 'answer', request: message.request, rssBytes: process.memoryUsage.rss() }));
        break;
      case 'memory':
        send({ type: 'answer', request: message.request, rssBytes: process.memoryUsage.rss() });
        break;
    }
  }

  process.on('message', receive);
  // A worker without its parent has nobody to work for.
  process.on('disconnect', () => process.exit(0));
  // Ctrl-C in a terminal reaches the whole process group: what it means is for the parent to say.
  process.on('SIGINT', () => undefined);
}
