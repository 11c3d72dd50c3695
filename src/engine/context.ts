import type { LogLevel, Progress } from '../base/progress';
import type { ModelIdentity } from '../report/report';
import type { Meter, MeterOptions } from './meter/meter';
import type { Quiet } from './quiet';
import type { Sessions } from './session';

/** What a job is given besides its parameters. A job never imports `vscode` and never another job. */
export interface JobContext {
  /** Relative paths in parameters start here. Absolute. */
  readonly cwd: string;
  /** Where attachments go; deleted by the parent when the job does not finish. */
  readonly attachmentsDirectory: string;
  readonly signal: AbortSignal;
  /** False in an untrusted workspace: no runtime session may be opened. */
  readonly trusted: boolean;
  /** ONNX Runtime. Refuses in an untrusted workspace. */
  readonly sessions: Sessions;
  /**
   * Starts a clean process that measures a model; the job ends it. Cancelling kills it.
   * @throws UserError `workspace.untrusted`
   */
  meter(options: Pick<MeterOptions, 'path' | 'settings' | 'feeds' | 'timeoutMilliseconds'>): Meter;
  /**
   * Says that what comes now is long: in the warm worker the job ends here and starts anew in a process of its own, so that it
   * holds nobody up and cancelling kills it. Returns where it is in one already. To be called before anything is written or attached.
   * @throws OwnProcess which the job lets through
   */
  ownProcess(): void;
  /**
   * Runs `work` while no other process of this machine measures: waits for the one that does, says so, and can be cancelled meanwhile.
   * Progress from within says that one measures.
   */
  undisturbed<Value>(work: (quiet: Quiet) => Promise<Value>): Promise<Value>;
  progress(progress: Progress): void;
  /** Streams a partial result to the parent, so that stopping keeps it. Each stands for the ones before. */
  partial(result: unknown): void;
  log(level: LogLevel, message: string): void;
  /**
   * Announces a file the job is about to write and returns the temporary name to write it under, in the same folder.
   * The parent removes it if the job dies; `commitOutput` renames it into place.
   */
  outputFile(path: string): Promise<string>;
  commitOutput(path: string): Promise<void>;
  /** Writes an attachment; returns its plain file name, for the result to refer to. */
  attach(file: string, mime: string, bytes: Uint8Array): Promise<string>;
}

/** What a job hands back; the caller makes the report of it. */
export interface JobOutcome<Result> {
  result: Result;
  verdict: string;
  model?: ModelIdentity;
  /** A check that did not hold: exit code 3. */
  failedCheck?: boolean;
  /** It was stopped before its end, by the signal, and this is what it had by then: kept, with its report. */
  cancelled?: true;
}

/** How a job leaves the warm worker; see {@link JobContext.ownProcess}. */
export class OwnProcess extends Error {
  override readonly name = 'OwnProcess';
}

/** An outcome with the version of its result's shape, as a worker reports it. */
export interface VersionedOutcome extends JobOutcome<unknown> {
  schemaVersion: number;
}
