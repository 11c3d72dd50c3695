import type { ErrorInfo } from '../base/errors';
import type { LogLevel, Progress } from '../base/progress';
import type { Attachment } from '../report/report';
import type { VersionedOutcome } from './context';
import type { Texts, WorkerKind } from './engine';

/*
 * What parent and worker say to each other, over Node's channel with `serialization: 'advanced'` (structured clone:
 * tensors pass as typed arrays). A worker does one job at a time; `job` numbers make sure that what is late is not
 * taken for the next one's.
 */

/** A job as the worker gets it. */
export interface JobRequest {
  readonly name: string;
  /** The kind of process it is given to. */
  readonly worker: WorkerKind;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly cwd: string;
  readonly trusted: boolean;
  readonly attachmentsDirectory: string;
  /** Variables as they are to be for this job. */
  readonly environment: Readonly<Record<string, string>>;
}

export type ToWorker =
  /** First of all: the texts of the language to speak. */
  | { type: 'configure'; texts: Texts }
  | { type: 'run'; job: number; request: JobRequest }
  | { type: 'cancel'; job: number }
  /** The update was handled: the next one may come. */
  | { type: 'acknowledge'; job: number }
  | { type: 'temporary'; request: number; temporary: string }
  | { type: 'refused'; request: number; error: ErrorInfo }
  | { type: 'letGo'; request: number; path: string }
  | { type: 'memory'; request: number };

/** What gathered since the last update. Only the newest progress and the newest partial result; log lines up to a limit. */
export interface Update {
  progress?: Progress;
  partial?: { value: unknown };
  log: { level: LogLevel; message: string }[];
  /** Log lines left out because the parent was slower than the job. */
  dropped: number;
  /** Whether one of them was a warning or an error. */
  warningDropped: boolean;
}

export interface FinishedJob {
  outcome: VersionedOutcome;
  attachments: Attachment[];
  runtime?: string;
  runtimePath?: string;
  milliseconds: number;
}

export type FromWorker =
  /** At most one unacknowledged. */
  | { type: 'update'; job: number; update: Update; rssBytes: number }
  | { type: 'done'; job: number; finished: FinishedJob; update: Update; rssBytes: number }
  | { type: 'failed'; job: number; error: ErrorInfo; update: Update; rssBytes: number }
  /** The job turned out long and wants a process of its own: nothing of it is left here. */
  | { type: 'moved'; job: number; update: Update; rssBytes: number }
  /** The job is about to write `path`: asks for the temporary name. */
  | { type: 'output'; job: number; request: number; path: string }
  /** A file was renamed into place. */
  | { type: 'committed'; job: number; temporary: string }
  /** A process of the job's own began or ended: should the worker die, the parent ends those that are left. */
  | { type: 'process'; job: number; pid: number; alive: boolean }
  /** Reply to `letGo` and `memory`. */
  | { type: 'answer'; request: number; rssBytes: number };
