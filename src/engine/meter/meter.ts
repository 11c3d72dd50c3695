import { type ChildProcess, fork } from 'node:child_process';
import { dirname } from 'node:path';
import { fromErrorInfo } from '../../base/errors';
import type { LogLevel } from '../../base/progress';
import type { Ending } from '../crash';
import type { Texts } from '../engine';
import { workerEnvironment } from '../environment';
import { noteRuntimeVersion } from '../runtime';
import { Tail } from '../tail';
import { METER_ARGUMENT } from './argument';
import { meterCrash, meterTimeout, type Progressed } from './meterErrors';
import type { Overhead } from './overhead';
import type { Feeds, FromMeter, Loaded, MeterMemory, Samples, ToMeter } from './protocol';
import type { SessionSettings } from './settings';

export interface MeterOptions {
  /** The worker's entry, `dist/worker.js`. Absolute. */
  readonly workerPath: string;
  /** The model's file. Absolute. */
  readonly path: string;
  readonly settings: SessionSettings;
  /** Inputs to run on, in turn; at least one. */
  readonly feeds: readonly Feeds[];
  /** How long loading, or one run, may take. */
  readonly timeoutMilliseconds: number;
  /** Aborting kills the process; what waits rejects with its reason. */
  readonly signal: AbortSignal;
  readonly texts?: Texts;
  /** Told when the process has begun and when it has ended. */
  onProcess?(pid: number, alive: boolean): void;
  log?(level: LogLevel, message: string): void;
}

/** Runs end at the first of the two that is reached. */
export interface Until {
  readonly count?: number;
  readonly milliseconds?: number;
}

/** Told of samples as they come; says whether to go on. */
export type OnSamples = (samples: Samples) => boolean;

/** Those whose end this process has not seen. Its own end they would hear of only when a run is over, and a run may be long. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** A process that holds one model and measures it: clean, its memory its own, gone with {@link Meter.close} or with this process. */
export class Meter {
  readonly #options: MeterOptions;
  readonly #child: ChildProcess;
  readonly #tail: Tail;
  #answer: { resolve(message: FromMeter): void; reject(error: unknown): void } | undefined;
  #onSamples: ((samples: Samples) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended: unknown;
  #loaded = false;
  #runs = 0;
  /** As told with the newest samples: what there is of one that was stopped or died. */
  lastMemory: MeterMemory | undefined;

  /** Starts the process. */
  constructor(options: MeterOptions) {
    this.#options = options;
    this.#child = fork(options.workerPath, [METER_ARGUMENT], {
      execArgv: [],
      env: workerEnvironment(process.env, process.versions.electron !== undefined),
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      cwd: dirname(options.workerPath),
    });
    const say = (line: string) => options.log?.('debug', line);
    this.#tail = new Tail(this.#child.stderr, say);
    new Tail(this.#child.stdout, say);
    this.#child.on('message', (message: FromMeter) => this.#receive(message));
    this.#child.once('error', (error) => this.#end(error));
    const { pid } = this.#child;
    if (pid !== undefined) options.onProcess?.(pid, true);
    running.add(this.#child);
    this.#child.once('exit', async (code, signal) => {
      running.delete(this.#child);
      if (pid !== undefined) options.onProcess?.(pid, false);
      await this.#tail.ended;
      this.#end(meterCrash(this.#progressed, { code, signal } satisfies Ending, this.#tail.lines));
    });
    options.signal.addEventListener('abort', this.#abort, { once: true });
    if (options.signal.aborted) this.#abort();
  }

  readonly #abort = () => {
    this.#end(this.#options.signal.reason);
    this.#child.kill('SIGKILL');
  };

  /**
   * Loads the model.
   * @throws UserError `runtime.*`, `model.*`, `worker.crashed`, `meter.timeout`
   */
  async load(): Promise<Loaded> {
    const { path, settings, feeds, texts } = this.#options;
    const answer = await this.#ask({ type: 'load', path, settings, feeds, ...(texts ? { texts } : {}) });
    if (answer.type !== 'loaded') throw unexpected(answer);
    this.#loaded = true;
    noteRuntimeVersion(answer.loaded.runtime);
    return answer.loaded;
  }

  /**
   * Runs the model again and again.
   * @throws UserError `run.*`, `worker.crashed`, `meter.timeout`; what was measured before was told to `onSamples`
   */
  async run(until: Until, onSamples?: OnSamples): Promise<Samples> {
    return this.#samples({ type: 'run', ...until }, onSamples);
  }

  /**
   * Runs the model when requests arrive, one at a time.
   * @param arrivals in milliseconds from now, ascending
   */
  async arrive(arrivals: Float64Array, onSamples?: OnSamples): Promise<Samples> {
    return this.#samples({ type: 'arrive', arrivals }, onSamples);
  }

  async memory(): Promise<MeterMemory> {
    const answer = await this.#ask({ type: 'memory' });
    if (answer.type !== 'memory') throw unexpected(answer);
    return answer.memory;
  }

  /** What a run costs besides the model's own work, measured in this process. */
  async overhead(): Promise<Overhead> {
    const answer = await this.#ask({ type: 'overhead' });
    if (answer.type !== 'overhead') throw unexpected(answer);
    return answer.overhead;
  }

  /**
   * What the model answers to the first of its inputs, by a run that counts nowhere.
   * @throws UserError `run.*`, `worker.crashed`, `meter.timeout`
   */
  async outputs(): Promise<Feeds> {
    const answer = await this.#ask({ type: 'outputs' });
    if (answer.type !== 'outputs') throw unexpected(answer);
    return answer.outputs;
  }

  /** Lets the model go, which writes the profile where there is one, and ends the process. */
  async close(): Promise<void> {
    if (this.#ended === undefined) await this.#ask({ type: 'close' });
    this.kill();
  }

  /** Ends the process as it is. */
  kill(): void {
    this.#ended ??= new Error('this process was ended');
    this.#options.signal.removeEventListener('abort', this.#abort);
    this.#child.kill('SIGKILL');
  }

  async #samples(order: ToMeter, onSamples?: OnSamples): Promise<Samples> {
    const parts: Samples[] = [];
    let stopping = false;
    this.#onSamples = (samples) => {
      parts.push(samples);
      const goOn = onSamples?.(samples) ?? true;
      if (goOn || stopping) return;
      stopping = true;
      this.#send({ type: 'stop' });
    };
    try {
      const answer = await this.#ask(order);
      if (answer.type !== 'ran') throw unexpected(answer);
    } finally {
      this.#onSamples = undefined;
    }
    return joinSamples(parts);
  }

  #ask(message: ToMeter): Promise<FromMeter> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(this.#ended);
        return;
      }
      this.#answer = { resolve, reject };
      this.#watch();
      this.#send(message);
    });
  }

  #send(message: ToMeter): void {
    // A failure to send is the death of the child, which `exit` tells of.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** Whatever comes from the process shows that it is not stuck. */
  #watch(): void {
    clearTimeout(this.#timer);
    if (!this.#answer) return;
    const { timeoutMilliseconds } = this.#options;
    this.#timer = setTimeout(() => {
      this.#end(meterTimeout(this.#progressed, timeoutMilliseconds));
      this.#child.kill('SIGKILL');
    }, timeoutMilliseconds);
  }

  #receive(message: FromMeter): void {
    if (message.type === 'samples') {
      this.#watch();
      this.lastMemory = message.memory;
      this.#runs += message.samples.durations.length;
      this.#onSamples?.(message.samples);
      return;
    }
    const answer = this.#answer;
    this.#answer = undefined;
    this.#watch();
    if (message.type === 'failed') answer?.reject(fromErrorInfo(message.error));
    else answer?.resolve(message);
  }

  get #progressed(): Progressed {
    return { path: this.#options.path, loaded: this.#loaded, runs: this.#runs, memory: this.lastMemory };
  }

  #end(reason: unknown): void {
    this.#ended ??= reason;
    clearTimeout(this.#timer);
    this.#answer?.reject(this.#ended);
    this.#answer = undefined;
  }
}

/** Samples of several parts, in the order of the parts. */
export function joinSamples(parts: readonly Samples[]): Samples {
  const join = (key: keyof Samples) => {
    const all = new Float64Array(parts.reduce((sum, part) => sum + part[key].length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part[key], at);
      at += part[key].length;
    }
    return all;
  };
  return { starts: join('starts'), durations: join('durations') };
}

function unexpected(answer: FromMeter): Error {
  return new Error(`a measuring process answered ${answer.type}`);
}
