import type { IDisposable } from '../base/disposable';
import type { LogLevel, Progress } from '../base/progress';
import type { Attachment, ModelIdentity } from '../report/report';

/** An l10n bundle's contents: English text → the text to show. */
export type Texts = Readonly<Record<string, string | { message: string; comment: string[] }>>;

/**
 * `warm`: the one process that stays, its jobs one after the other, where none turns out long (`JobContext.ownProcess`);
 * `batch`: a process for this job alone.
 */
export type WorkerKind = 'warm' | 'batch';

export interface EngineOptions {
  /** The worker's entry, `dist/worker.js`. Absolute. */
  readonly workerPath: string;
  /** What the engine itself and its workers have to say outside of any job. */
  log?(level: LogLevel, message: string): void;
  /** Contents of the l10n bundle that workers speak by; English unless told. */
  readonly texts?: Texts;
  /** How long the warm worker stays without work; 60 s unless told. */
  readonly idleMilliseconds?: number;
  /** How long a cancelled job may tidy up before its process is killed; 2 s unless told. */
  readonly graceMilliseconds?: number;
  /** Where the names of temporary files are kept until they are gone; a folder of this user in the system's temporary folder unless told. */
  readonly journalDirectory?: string;
  /** Variables that workers get besides the process's own, asked before each job: a worker that stays goes by what holds now. */
  environment?(): Readonly<Record<string, string>>;
}

/** Progress as it arrives from a worker, with the memory of its process. */
export interface EngineProgress extends Progress {
  /** Resident set of the worker, in bytes. */
  rssBytes: number;
}

/** One job to run in a worker. Parameters, partial results and outcomes cross by structured clone: typed arrays stay typed arrays. */
export interface RunRequest {
  /** Name in the job table. */
  readonly job: string;
  /** As given; the worker reads them with the job's schema. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly worker: WorkerKind;
  /** Relative paths in parameters start here. Absolute. */
  readonly cwd: string;
  /** False in an untrusted workspace: the worker opens no runtime session. */
  readonly trusted: boolean;
  /** An existing folder for attachments. Absolute. The caller removes it where `run` rejects. */
  readonly attachmentsDirectory: string;
  /**
   * Aborting cancels: the job is told, then, after the grace, its process is killed. `run` rejects with an `AbortError`, or resolves
   * with what a job that measures kept.
   */
  readonly signal?: AbortSignal;
  /** The newest progress; what came while the last was being handled is left out. */
  onProgress?(progress: EngineProgress): void;
  /** The newest partial result; each stands for the ones before. */
  onPartial?(result: unknown): void;
  onLog?(level: LogLevel, message: string): void;
}

/** What a job handed back. */
export interface RunOutcome {
  /** Version of the result's shape. */
  readonly schemaVersion: number;
  readonly result: unknown;
  readonly verdict: string;
  readonly model?: ModelIdentity;
  /** A check that did not hold: exit code 3. */
  readonly failedCheck?: boolean;
  /** What the job had when it was stopped. */
  readonly cancelled?: true;
  readonly attachments: Attachment[];
  /** Version of ONNX Runtime, where the job used it. */
  readonly runtime?: string;
  /** The folder of that runtime, where it is another one than Modelwright comes with. */
  readonly runtimePath?: string;
  /** The job's own time, without the wait for its worker. */
  readonly milliseconds: number;
  /** Resident set of the worker at the end, in bytes. */
  readonly rssBytes: number;
}

export interface WorkerMemory {
  readonly pid: number;
  readonly worker: WorkerKind;
  /** What it is working on. */
  readonly job?: string;
  readonly rssBytes: number;
}

/** Runs jobs in processes of their own. One per window or command line. */
export interface Engine extends IDisposable {
  /**
   * @throws UserError what the job threw; `worker.crashed` where its process died
   * @throws DOMException `AbortError` where it was cancelled and the job kept nothing of what it had
   */
  run(request: RunRequest): Promise<RunOutcome>;
  /** Resolves when no idle worker holds `path` open any more: call before replacing a model file or its external data. A job at work on it is waited for. */
  letGo(path: string): Promise<void>;
  /** The workers alive and their resident sets: as they answer now, or as last reported by one that is busy. */
  memory(): Promise<WorkerMemory[]>;
  /** A fresh folder in the system's temporary place; removed by {@link removeScratch}, by {@link close}, or at the next start. */
  scratch(): Promise<string>;
  removeScratch(path: string): Promise<void>;
  /** Like {@link dispose}, and resolves when the processes are gone and their temporary files removed. */
  close(): Promise<void>;
  /** Kills every worker; what runs rejects with `AbortError`. */
  dispose(): void;
}
