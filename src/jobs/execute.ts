import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { LogLevel } from '../base/progress';
import type { Engine, EngineProgress, RunOutcome } from '../engine/engine';
import { newReportId } from '../report/names';
import type { Report } from '../report/report';
import type { ReportDraft, ReportStore } from '../report/store';
import { currentEnvironment } from './environment';
import { readParameters } from './readParameters';
import type { JobEntry } from './table';

/** One job to execute: what every door fills in. */
export interface Execution {
  readonly entry: JobEntry;
  /** As given, by parameter name; checked against the job's schema. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly engine: Engine;
  /** Relative paths start here. Absolute. */
  readonly cwd: string;
  readonly trusted: boolean;
  /** Where the report is kept, for a job that keeps its reports. */
  readonly store?: ReportStore;
  readonly signal?: AbortSignal;
  onProgress?(progress: EngineProgress): void;
  onPartial?(result: unknown): void;
  onLog?(level: LogLevel, message: string): void;
}

/** A report and where its attachments are. */
export interface Executed {
  readonly report: Report;
  /** Holds the attachments. Absolute. */
  readonly directory: string;
  /** Whether it is in the history. */
  readonly stored: boolean;
  /** A check that did not hold. */
  readonly failedCheck: boolean;
  /** It was stopped, and this is of what there was by then. */
  readonly cancelled: boolean;
  /** Removes the attachments of a report that is not stored. */
  release(): Promise<void>;
}

/** A folder for attachments until the report is made of them. */
interface Place {
  readonly id: string;
  readonly directory: string;
  keep(report: Report): Promise<string>;
  discard(): Promise<void>;
}

/**
 * Runs a job and makes its report.
 * @throws UserError `parameters.invalid`, what the job threw, `worker.crashed`
 * @throws DOMException `AbortError` where it was cancelled and the job kept nothing
 */
export async function executeJob(execution: Execution): Promise<Executed> {
  const { entry, engine, cwd, trusted, signal, onProgress, onPartial, onLog } = execution;
  const parameters = readParameters(await entry.parameters(), execution.parameters);
  const draft = entry.history ? await beginReport(execution) : undefined;
  const stored = draft !== undefined;
  const place = draft ? storePlace(draft) : await scratchPlace(engine, entry.name);
  const createdAt = new Date();
  try {
    const outcome = await engine.run({
      job: entry.name,
      parameters,
      worker: entry.workerFor?.(parameters) ?? entry.worker,
      cwd,
      trusted,
      attachmentsDirectory: place.directory,
      signal,
      onProgress,
      onPartial,
      onLog,
    });
    const report = makeReport(entry, place.id, createdAt, parameters, outcome);
    const directory = await place.keep(report);
    if (stored) await execution.store?.prune();
    return {
      report,
      directory,
      stored,
      failedCheck: outcome.failedCheck ?? false,
      cancelled: outcome.cancelled ?? false,
      release: place.discard,
    };
  } catch (error) {
    await place.discard();
    throw error;
  }
}

/** A place in the history. Where none can be made, as in a folder that is only to be read, the job runs all the same. */
async function beginReport({ entry, store, onLog }: Execution): Promise<ReportDraft | undefined> {
  try {
    return await store?.begin(entry.name);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    onLog?.('warning', l10n.t('The report is not kept in the history: {0}', error.message));
    return undefined;
  }
}

function makeReport(entry: JobEntry, id: string, createdAt: Date, parameters: Record<string, unknown>, outcome: RunOutcome): Report {
  return {
    kind: entry.name,
    schemaVersion: outcome.schemaVersion,
    id,
    createdAt: createdAt.toISOString(),
    durationMs: outcome.milliseconds,
    model: outcome.model,
    environment: currentEnvironment(outcome.runtime, outcome.runtimePath),
    parameters,
    verdict: outcome.verdict,
    attachments: outcome.attachments,
    result: outcome.result,
  };
}

function storePlace(draft: ReportDraft): Place {
  return {
    id: draft.id,
    directory: draft.directory,
    keep: async (report) => {
      await draft.commit(report);
      return draft.target;
    },
    discard: () => draft.discard(),
  };
}

async function scratchPlace(engine: Engine, kind: string): Promise<Place> {
  const directory = await engine.scratch();
  return { id: newReportId(kind), directory, keep: async () => directory, discard: () => engine.removeScratch(directory) };
}
