import type { LogLevel } from '../base/progress';
import { OwnProcess } from './context';
import type { Engine, EngineOptions, RunOutcome, RunRequest, WorkerKind, WorkerMemory } from './engine';
import { Journal, journalDirectory } from './journal';
import { runtimeOf, WorkerProcess } from './workerProcess';

const IDLE_MILLISECONDS = 60_000;
const GRACE_MILLISECONDS = 2_000;
/** A job that measures keeps what it has when it is stopped, and sums it up: what it waits for in other processes it ends itself, at once. */
const KEEPING_MILLISECONDS = 30_000;

/** An engine that forks `options.workerPath` when there is work. */
export function createEngine(options: EngineOptions): Engine {
  return new Pool(options);
}

class Pool implements Engine {
  readonly #journal: Journal;
  readonly #workers = new Set<WorkerProcess>();
  readonly #log: (level: LogLevel, message: string) => void;
  readonly #end = new AbortController();
  #warm: WorkerProcess | undefined;
  /** The end of the queue for the warm worker. */
  #queue: Promise<unknown> = Promise.resolve();
  #idle: NodeJS.Timeout | undefined;

  constructor(private readonly options: EngineOptions) {
    this.#journal = new Journal(options.journalDirectory ?? journalDirectory());
    this.#log = options.log ?? (() => undefined);
  }

  async run(request: RunRequest): Promise<RunOutcome> {
    const signal = request.signal ? AbortSignal.any([request.signal, this.#end.signal]) : this.#end.signal;
    signal.throwIfAborted();
    if (request.worker === 'batch') return this.#runBatch(request, signal);
    try {
      return await this.#inTurn(signal, () => this.#runWarm(request, signal));
    } catch (error) {
      if (!(error instanceof OwnProcess)) throw error;
      signal.throwIfAborted();
      return this.#runBatch(request, signal);
    }
  }

  async scratch(): Promise<string> {
    return this.#journal.scratch();
  }

  async removeScratch(path: string): Promise<void> {
    await this.#journal.remove(path);
  }

  async letGo(path: string): Promise<void> {
    if (this.#warm?.alive) await this.#warm.letGo(path);
  }

  memory(): Promise<WorkerMemory[]> {
    return Promise.all([...this.#workers].filter((worker) => worker.alive).map((worker) => worker.memory()));
  }

  dispose(): void {
    this.#end.abort();
    clearTimeout(this.#idle);
    for (const worker of this.#workers) worker.kill();
  }

  async close(): Promise<void> {
    this.dispose();
    await Promise.all([...this.#workers].map((worker) => worker.hold(() => worker.gone)));
    await this.#journal.close();
  }

  /** Waits for the jobs before it. One that is cancelled while it waits is rejected at once. */
  #inTurn(signal: AbortSignal, start: () => Promise<RunOutcome>): Promise<RunOutcome> {
    return new Promise((resolve, reject) => {
      const leave = () => reject(signal.reason);
      signal.addEventListener('abort', leave, { once: true });
      const turn = this.#queue.then(() => {
        signal.removeEventListener('abort', leave);
        signal.throwIfAborted();
        return start();
      });
      this.#queue = turn.catch(() => undefined);
      turn.then(resolve, reject);
    });
  }

  async #runBatch(request: RunRequest, signal: AbortSignal): Promise<RunOutcome> {
    const worker = this.#fork('batch');
    try {
      return await this.#runIn(worker, request, signal);
    } finally {
      worker.disconnect();
      const timer = setTimeout(() => worker.kill(), this.#grace);
      timer.unref();
      void worker.gone.then(() => clearTimeout(timer));
    }
  }

  async #runWarm(request: RunRequest, signal: AbortSignal): Promise<RunOutcome> {
    clearTimeout(this.#idle);
    if (this.#warm?.alive && this.#warm.runtime !== runtimeOf(this.options)) {
      this.#warm.disconnect();
      this.#warm = undefined;
    }
    if (!this.#warm?.alive) this.#warm = this.#fork('warm');
    const worker = this.#warm;
    try {
      return await this.#runIn(worker, request, signal);
    } finally {
      this.#idle = setTimeout(() => worker.disconnect(), this.options.idleMilliseconds ?? IDLE_MILLISECONDS);
      this.#idle.unref();
    }
  }

  /** One job in one worker: told to stop at the signal, its process killed after the grace. */
  async #runIn(worker: WorkerProcess, request: RunRequest, signal: AbortSignal): Promise<RunOutcome> {
    let grace: NodeJS.Timeout | undefined;
    const stop = () => {
      worker.cancel();
      grace = setTimeout(() => worker.kill(), worker.measuring ? Math.max(this.#grace, KEEPING_MILLISECONDS) : this.#grace);
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      const outcome = await worker.hold(() => worker.run(request));
      // One that was stopped and kept what it had says so.
      if (!outcome.cancelled) signal.throwIfAborted();
      return outcome;
    } catch (error) {
      // Whatever a job says while it is being stopped, it was stopped.
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      clearTimeout(grace);
    }
  }

  #fork(kind: WorkerKind): WorkerProcess {
    const worker = new WorkerProcess(this.options, kind, this.#journal, this.#log);
    this.#workers.add(worker);
    void worker.gone.then(() => {
      this.#workers.delete(worker);
      if (this.#warm === worker) this.#warm = undefined;
    });
    return worker;
  }

  get #grace(): number {
    return this.options.graceMilliseconds ?? GRACE_MILLISECONDS;
  }
}
