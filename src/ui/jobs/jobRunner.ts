import { dirname, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import { Disposable } from '../../base/disposable';
import type { LogLevel } from '../../base/progress';
import type { Engine } from '../../engine/engine';
import type { Executed } from '../../jobs/execute';
import type { JobEntry } from '../../jobs/table';
import type { Log, Logger } from '../log';
import { placeOf, referenceOf } from '../modelUri';
import type { Reports } from '../reports';
import { Estimate, type TimedProgress } from './estimate';

/** One job on one model, as a door asks for it. */
export interface JobRequest {
  readonly job: JobEntry;
  /** The model, a file or a version: whose folder and history it is, and the parameter `model` of a job that takes one. */
  readonly model: vscode.Uri;
  /** Beside `model`. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Where relative paths start, and whose repository it is; the workspace folder of the model where left out. */
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  onProgress?(progress: TimedProgress): void;
  onPartial?(partial: unknown): void;
}

const TICK_MS = 500;

/** Runs jobs in the engine's processes, and keeps their reports in the history of the model's folder. */
export class JobRunner extends Disposable {
  readonly #log: Logger;

  constructor(
    private readonly engine: () => Promise<Engine>,
    private readonly reports: Reports,
    private readonly channel: Log,
  ) {
    super();
    this.#log = channel.tagged('jobs');
  }

  /**
   * @throws UserError what the job threw, `worker.crashed`
   * @throws DOMException `AbortError` where it was cancelled
   */
  async run(request: JobRequest): Promise<Executed> {
    const { job, model } = request;
    const root = this.reports.rootOf(model);
    const cwd = request.cwd ?? startFolder(model);
    const jobLog = this.channel.tagged(job.name);
    const estimate = new Estimate();
    const report = request.onProgress;
    const ticker = report && setInterval(() => report(estimate.current()), TICK_MS);
    this.#log.info(`${job.name} ${referenceOf(model) ?? model.fsPath} ${JSON.stringify(request.parameters)}`);
    try {
      const [{ executeJob }, engine, store] = await Promise.all([import('../../jobs/execute'), this.engine(), this.reports.store(root)]);
      const executed = await executeJob({
        entry: job,
        parameters: { ...(job.takesModel && { model: modelParameter(model, cwd) }), ...request.parameters },
        engine,
        cwd,
        trusted: vscode.workspace.isTrusted,
        store,
        signal: request.signal,
        onProgress: ({ rssBytes: _, ...progress }) => report?.(estimate.update(progress)),
        onPartial: request.onPartial,
        onLog: (level, message) => logAt(jobLog, level, message),
      });
      if (executed.stored) this.reports.touched();
      this.#log.info(`${job.name} done after ${executed.report.durationMs.toFixed(0)} ms: ${executed.report.verdict}`);
      return executed;
    } finally {
      clearInterval(ticker);
    }
  }
}

/** Where jobs on a model start: relative paths in their parameters are relative to it. */
export function startFolder(model: vscode.Uri): string {
  const place = placeOf(model);
  return vscode.workspace.getWorkspaceFolder(place)?.uri.fsPath ?? dirname(place.fsPath);
}

/** How a model is named in the report's parameters: by its reference, or relative to where the job starts, with forward slashes. */
export function modelParameter(model: vscode.Uri, cwd: string): string {
  const path = relative(cwd, model.fsPath);
  return referenceOf(model) ?? (path === '' || path.startsWith('..') ? model.fsPath : path.split(sep).join('/'));
}

/** Writes a worker's line at its level. */
export function logAt(logger: Logger, level: LogLevel, message: string): void {
  if (level === 'warning') logger.warn(message);
  else logger[level](message);
}
