import type { z } from 'zod';
import type { ModelIdentity } from '../report/report';

/** Progress of one job. `done`/`total` are counts of `unit`; the receiver makes the estimate. */
export interface Progress {
  message: string;
  done?: number;
  total?: number;
}

/** What a job is given besides its parameters. A job never imports `vscode` and never another job. */
export interface JobContext {
  /** Relative paths in parameters start here. Absolute. */
  readonly cwd: string;
  /** Where attachments go; deleted by the parent when the job does not finish. */
  readonly attachmentsDirectory: string;
  readonly signal: AbortSignal;
  /** False in an untrusted workspace: no runtime session may be opened. */
  readonly trusted: boolean;
  progress(progress: Progress): void;
  /** Streams a partial result to the parent, so that stopping keeps it. */
  partial(result: unknown): void;
  log(level: 'debug' | 'info' | 'warning' | 'error', message: string): void;
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
}

/** The loaded part of a job. */
export interface Job<Parameters extends z.ZodObject = z.ZodObject, Result = unknown> {
  readonly parameters: Parameters;
  readonly schemaVersion: number;
  run(parameters: z.output<Parameters>, context: JobContext): Promise<JobOutcome<Result>>;
}

/** Keeps a job's parameter and result types tied together at its definition. */
export function defineJob<Parameters extends z.ZodObject, Result>(job: Job<Parameters, Result>): Job<Parameters, Result> {
  return job;
}
