import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as l10n from '@vscode/l10n';
import { fromErrorInfo, toErrorInfo } from '../base/errors';
import { errorCode, temporaryName } from '../base/files';
import type { LogLevel } from '../base/progress';
import { OwnProcess } from './context';
import { crashError, type Ending } from './crash';
import { RUNTIME_VARIABLE } from './customRuntime';
import type { EngineOptions, RunOutcome, RunRequest, WorkerKind, WorkerMemory } from './engine';
import { workerEnvironment } from './environment';
import type { Journal } from './journal';
import type { FromWorker, ToWorker, Update } from './protocol';
import { Tail } from './tail';

/** How long a busy worker may take to tell its memory before the last known figure is given. */
const ANSWER_MILLISECONDS = 200;
/** How long the output of a dead worker is waited for: a process of its own may hold it open. */
const OUTPUT_MILLISECONDS = 1_000;

interface CurrentJob {
  readonly number: number;
  readonly request: RunRequest;
  readonly temporaries: Set<string>;
  /** Processes that the job started and that have not ended. */
  readonly processes: Set<number>;
  /** Ends the wait: the outcome, or the error. */
  settle(outcome: RunOutcome | Error): void;
}

/** One forked worker, doing one job at a time. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #tail: Tail;
  readonly #answers = new Map<number, (rssBytes: number) => void>();
  #current: CurrentJob | undefined;
  #number = 0;
  #rssBytes = 0;
  #ended = false;
  #measuring = false;
  #holders = 0;
  /** The runtime that it was told to use, as `MODELWRIGHT_RUNTIME` names it: once loaded it stays. */
  readonly runtime: string;
  /** Resolves when the process is gone. */
  readonly gone: Promise<Ending>;

  constructor(
    private readonly options: EngineOptions,
    readonly kind: WorkerKind,
    private readonly journal: Journal,
    private readonly log: (level: LogLevel, message: string) => void,
  ) {
    const { workerPath, texts, environment } = options;
    this.runtime = runtimeOf(options);
    this.#child = fork(workerPath, [], {
      execArgv: [],
      env: { ...workerEnvironment(process.env, process.versions.electron !== undefined), ...environment?.() },
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Not the parent's: a working directory cannot be removed on Windows, nor a drive unplugged.
      cwd: dirname(workerPath),
    });
    const say = (line: string) => {
      if (this.#current?.request.onLog) this.#current.request.onLog('debug', line);
      else this.log('debug', line);
    };
    this.#tail = new Tail(this.#child.stderr, say);
    this.#child.on('message', (message: FromWorker) => this.#receive(message));
    const output = new Tail(this.#child.stdout, say);
    this.gone = new Promise((resolve) => {
      // Not `close`: a parent that disconnects first never hears it. What was written last is read before the end is told.
      this.#child.once('exit', async (code, signal) => {
        await Promise.race([Promise.all([this.#tail.ended, output.ended]), sleep(OUTPUT_MILLISECONDS, undefined, { ref: false })]);
        resolve({ code, signal });
      });
      this.#child.once('error', (error) => {
        this.log('error', error.message);
        if (this.#child.pid === undefined) resolve({ code: null, signal: null });
      });
    });
    void this.gone.then((ending) => this.#end(ending));
    if (texts) this.#send({ type: 'configure', texts });
  }

  /** False once the process ended or was told to. */
  get alive(): boolean {
    return !this.#ended && this.#child.connected;
  }

  /** Whether its job has begun to measure. */
  get measuring(): boolean {
    return this.#measuring;
  }

  get busy(): boolean {
    return this.#current !== undefined;
  }

  /** Keeps this process alive while the worker is waited for: a worker itself does not. */
  async hold<T>(wait: () => Promise<T>): Promise<T> {
    this.#holders++;
    this.#reference();
    try {
      return await wait();
    } finally {
      this.#holders--;
      this.#reference();
    }
  }

  #reference(): void {
    const pipes = [this.#child.stdout, this.#child.stderr].filter((stream) => stream instanceof Socket);
    for (const thing of [this.#child, this.#child.channel, ...pipes]) {
      if (this.#holders > 0) thing?.ref();
      else thing?.unref();
    }
  }

  /**
   * Runs one job. The caller waits for it before it gives the next.
   * @throws OwnProcess where a warm worker handed the job back to be run in a batch process
   */
  async run(request: RunRequest): Promise<RunOutcome> {
    const number = ++this.#number;
    const temporaries = new Set<string>();
    const settled = await new Promise<RunOutcome | Error>((settle) => {
      this.#current = { number, request, temporaries, processes: new Set(), settle };
      this.#send({
        type: 'run',
        job: number,
        request: {
          name: request.job,
          worker: this.kind,
          parameters: request.parameters,
          cwd: request.cwd,
          trusted: request.trusted,
          attachmentsDirectory: request.attachmentsDirectory,
          environment: this.options.environment?.() ?? {},
        },
      });
    });
    this.#current = undefined;
    this.#measuring = false;
    for (const temporary of temporaries) await this.#remove(temporary);
    if (settled instanceof Error) throw settled;
    return settled;
  }

  /** What cannot be removed, such as a file that a virus scanner holds, stays in the journal for the next start. */
  async #remove(temporary: string): Promise<void> {
    try {
      await this.journal.remove(temporary);
    } catch (error) {
      this.log('warning', error instanceof Error ? error.message : String(error));
    }
  }

  /** Tells the running job to stop. */
  cancel(): void {
    if (this.#current) this.#send({ type: 'cancel', job: this.#current.number });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Lets an idle worker end by itself, by closing the channel. */
  disconnect(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  /** Resolves when the worker holds `path` open no more, or is gone. */
  async letGo(path: string): Promise<void> {
    await this.hold(() => Promise.race([this.#ask((request) => ({ type: 'letGo', request, path })), this.gone]));
  }

  async memory(): Promise<WorkerMemory> {
    const known = (await residentSet(this.#child.pid)) ?? (await this.hold(() => this.#askMemory()));
    if (known !== undefined) this.#rssBytes = known;
    return { pid: this.#child.pid ?? 0, worker: this.kind, job: this.#current?.request.job, rssBytes: this.#rssBytes };
  }

  async #askMemory(): Promise<number | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), ANSWER_MILLISECONDS);
    });
    try {
      return await Promise.race([this.#ask((request) => ({ type: 'memory', request })), patience]);
    } finally {
      clearTimeout(timer);
    }
  }

  #ask(message: (request: number) => ToWorker): Promise<number> {
    return new Promise((resolve) => {
      const request = ++this.#number;
      this.#answers.set(request, resolve);
      this.#send(message(request));
    });
  }

  #send(message: ToWorker): void {
    // A failure to send is the death of the child, which `gone` tells of.
    if (this.#child.connected) this.#child.send(message, (error) => error && this.log('debug', `worker: ${error.message}`));
  }

  #receive(message: FromWorker): void {
    if ('rssBytes' in message) this.#rssBytes = message.rssBytes;
    if (message.type === 'answer') {
      this.#answers.get(message.request)?.(message.rssBytes);
      this.#answers.delete(message.request);
      return;
    }
    const current = this.#current;
    if (!current || message.job !== current.number) return;
    switch (message.type) {
      case 'update':
        this.#deliver(current, message.update);
        this.#send({ type: 'acknowledge', job: message.job });
        break;
      case 'output':
        void this.#announce(current, message.request, message.path);
        break;
      case 'committed':
        current.temporaries.delete(message.temporary);
        void this.journal.forget(message.temporary);
        break;
      case 'process':
        if (message.alive) current.processes.add(message.pid);
        else current.processes.delete(message.pid);
        break;
      case 'done': {
        this.#deliver(current, message.update);
        const { outcome, ...rest } = message.finished;
        current.settle({ ...outcome, ...rest, rssBytes: message.rssBytes });
        break;
      }
      case 'moved':
        this.#deliver(current, message.update);
        current.settle(new OwnProcess(current.request.job));
        break;
      case 'failed':
        this.#deliver(current, message.update);
        current.settle(fromErrorInfo(message.error));
        break;
    }
  }

  #deliver({ request }: CurrentJob, update: Update): void {
    if (update.dropped > 0)
      request.onLog?.(update.warningDropped ? 'warning' : 'info', l10n.t('{0} messages were left out', update.dropped));
    for (const { level, message } of update.log) request.onLog?.(level, message);
    if (update.progress?.measuring === true) this.#measuring = true;
    if (update.progress) request.onProgress?.({ ...update.progress, rssBytes: this.#rssBytes });
    if (update.partial) request.onPartial?.(update.partial.value);
  }

  async #announce(current: CurrentJob, request: number, path: string): Promise<void> {
    const temporary = temporaryName(path);
    try {
      await this.journal.add(temporary);
      current.temporaries.add(temporary);
      this.#send({ type: 'temporary', request, temporary });
    } catch (error) {
      this.#send({ type: 'refused', request, error: toErrorInfo(error) });
    }
  }

  #end(ending: Ending): void {
    this.#ended = true;
    this.#answers.clear();
    for (const pid of this.#current?.processes ?? []) endProcess(pid);
    this.#current?.settle(crashError(this.#current.request.job, ending, this.#tail.lines));
  }
}

/** The runtime that workers are to use now. */
export function runtimeOf({ environment }: EngineOptions): string {
  return environment?.()[RUNTIME_VARIABLE] ?? process.env[RUNTIME_VARIABLE] ?? '';
}

/** One that measures hears of its worker's death at the end of a run only, which may be long. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/** The resident set of a process in bytes, read from the system where it tells without asking the process. */
async function residentSet(pid: number | undefined): Promise<number | undefined> {
  if (process.platform !== 'linux' || pid === undefined) return undefined;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
