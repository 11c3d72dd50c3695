import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isAbort, UserError } from '../../base/errors';
import type { Executed } from '../../jobs/execute';
import { findJob, type JobEntry } from '../../jobs/table';
import type { VersionsResult } from '../../report/schemas/versions';
import { showError } from '../errors';
import { formatBytes, formatDuration } from '../format';
import { Commands, jobCommand } from '../ids';
import { jobTitle } from '../jobTitle';
import type { Log } from '../log';
import type { MeasuringStatus } from '../measuringStatus';
import { modelTitle, referenceOf } from '../modelUri';
import { panelTitle, type ReportPanel } from '../panels/reportPanel';
import type { ReportPanels } from '../panels/reportPanels';
import type { ShownReport, SurfaceAction } from '../panels/surface';
import type { Reports } from '../reports';
import type { TimedProgress } from './estimate';
import { evaluateVersions, hasUnevaluated } from './evaluateVersions';
import type { JobRunner } from './jobRunner';
import { saveAction } from './saveFigures';

/** A job that takes longer than this also shows in a notification, for when its panel is out of sight. */
const NOTIFY_AFTER_MS = 1500;

/** How a run in a panel ended. */
export interface PanelOutcome {
  /** Absent where there is no report. */
  readonly shown?: ShownReport;
  /** Whether the person stopped it, with a report of what there was or without one. */
  readonly stopped: boolean;
}

/** Runs a job with a panel to watch it in: progress, a way to stop, then the report or what went wrong. */
export class PanelRuns {
  constructor(
    private readonly runner: JobRunner,
    private readonly panels: ReportPanels,
    private readonly reports: Reports,
    private readonly measuring: MeasuringStatus,
    private readonly log: Log,
  ) {
    panels.useActions((shown, panel) => this.#actions(shown, panel));
    panels.useMaker((panel) => this.#makeAgain(panel));
  }

  /** Opens the panel and runs. Resolves when the panel shows how it ended. @returns the report, where there is one */
  async start(job: JobEntry, model: vscode.Uri, parameters: Readonly<Record<string, unknown>>): Promise<ShownReport | undefined> {
    return (await this.run(job, model, parameters)).shown;
  }

  /** As {@link start}, and says whether the person stopped it. */
  async run(job: JobEntry, model: vscode.Uri, parameters: Readonly<Record<string, unknown>>): Promise<PanelOutcome> {
    const panel = this.panels.open({
      kind: job.name,
      title: panelTitle(job.name, modelTitle(model)),
      model,
      root: this.reports.rootOf(model),
    });
    return this.#run(panel, job, model, parameters);
  }

  async #run(panel: ReportPanel, job: JobEntry, model: vscode.Uri, parameters: Readonly<Record<string, unknown>>): Promise<PanelOutcome> {
    const abort = new AbortController();
    const again: SurfaceAction = {
      id: 'again',
      label: l10n.t('{0} Again', jobTitle(job)),
      run: () => this.#startAgain(panel, job, model, parameters),
    };
    const title = panel.subject.title;
    let partial: unknown;
    let last: TimedProgress = { message: l10n.t('Starting'), elapsedMs: 0 };
    // What was measured until then is kept, and the button says so as soon as there is some.
    const stop = (): SurfaceAction => ({
      id: 'cancel',
      label: partial === undefined ? l10n.t('Stop') : l10n.t('Stop and Keep'),
      run: () => abort.abort(),
    });
    const draw = () => {
      const progress = abort.signal.aborted ? { message: l10n.t('Stopping'), elapsedMs: last.elapsedMs } : last;
      if (panel.busy) panel.surface.showWorking({ title, ...progress }, partial, abort.signal.aborted ? [] : [stop()], panel.memory());
    };
    const show = (progress: TimedProgress) => {
      last = progress;
      draw();
    };
    panel.busy = true;
    panel.onDidDispose(() => abort.abort());
    abort.signal.addEventListener('abort', draw);
    draw();
    const inStatusBar = this.measuring.begin({
      title,
      progress: () => last,
      reveal: () => panel.panel.reveal(),
      stop: () => abort.abort(),
    });
    const running = this.runner.run({
      job,
      model,
      parameters,
      signal: abort.signal,
      onProgress: show,
      onPartial: (newest) => {
        partial = newest;
        draw();
      },
    });
    const notified = notifyWhenLong(title, running, abort, () => last);
    try {
      const executed = await running;
      panel.busy = false;
      const shown = this.#shown(panel, executed);
      // Closing the panel stops what measures, and what there was is in the history.
      if (!panel.closed) this.panels.show(panel, shown, executed.stored ? executed.report.id : undefined);
      return { shown, stopped: abort.signal.aborted };
    } catch (error) {
      panel.busy = false;
      if (abort.signal.aborted && isAbort(error)) {
        panel.surface.showEmpty(l10n.t('{0} was stopped.', title), { ...again, primary: true }, panel.memory());
        return { stopped: true };
      }
      this.log.tagged('jobs').error(error instanceof UserError ? `${error.code}: ${error.message}` : asError(error));
      const sizes = error instanceof UserError && error.code === 'dims.needed' && job.takesModel ? [anotherWay(job, model)] : [];
      panel.surface.showError(error, [again, ...sizes, ...this.#manifestAction(error, model)], panel.memory());
      // A panel that nobody looks at does not tell anybody.
      if (!panel.visible) void showError(error, this.log);
      return { stopped: false };
    } finally {
      inStatusBar.dispose();
      await notified;
    }
  }

  /** A button returns at once; the panel shows the rest. */
  #startAgain(panel: ReportPanel, job: JobEntry, model: vscode.Uri, parameters: Readonly<Record<string, unknown>>): void {
    if (panel.busy) return;
    this.#run(panel, job, model, parameters).catch((error: unknown) => showError(error, this.log));
  }

  /** After a reload: a job that only looks, and whose reports are not kept, looks again. */
  #makeAgain(panel: ReportPanel): boolean {
    const { kind, model } = panel.subject;
    const job = findJob(kind);
    if (!job || !model || job.history || !job.untrusted || job.doors.length === 0) return false;
    // A registry is checked here; its remote is asked only where the person wants it.
    this.#startAgain(panel, job, model, job.name === 'doctor' ? { folder: model.fsPath } : {});
    return true;
  }

  #shown(panel: ReportPanel, executed: Executed): ShownReport {
    const directory = vscode.Uri.file(executed.directory);
    if (!executed.stored) panel.onDidDispose(() => void executed.release());
    return {
      report: executed.report,
      attachment: async (file, range) => {
        const { readFilePart } = await import('../../report/listing');
        return readFilePart(vscode.Uri.joinPath(directory, file).fsPath, range.offset ?? 0, range.length);
      },
    };
  }

  /** Buttons of a report, made here or read from the history. */
  #actions(shown: ShownReport, panel: ReportPanel): SurfaceAction[] {
    const job = findJob(shown.report.kind);
    const model = panel.subject.model;
    if (!job || !model || shown.raw || (!job.untrusted && !vscode.workspace.isTrusted)) return [];
    const { model: _, ...parameters } = shown.report.parameters;
    const open: SurfaceAction = {
      id: 'inspect',
      label: l10n.t('Open Model'),
      run: async () => {
        await vscode.commands.executeCommand(Commands.open, model);
      },
    };
    const again = () => this.#startAgain(panel, job, model, parameters);
    return [
      { id: 'again', label: job.name === 'versions' ? l10n.t('Refresh') : l10n.t('{0} Again', jobTitle(job)), run: again },
      ...(job.name === 'doctor' ? this.#remoteAction(panel, job, model, parameters) : job.name === 'inspect' ? [] : [open]),
      ...(job.name === 'benchmark' ? [anotherWay(job, model), ...saveAction(shown, model)] : []),
      ...(job.name === 'versions' ? this.#evaluateAction(shown.report.result as VersionsResult, model, again) : []),
    ];
  }

  /** Fills the gaps in a model's metrics, where there are some and a job that can. */
  #evaluateAction(result: VersionsResult, model: vscode.Uri, refresh: () => void): SurfaceAction[] {
    const evaluate = findJob('evaluate');
    if (!evaluate || !vscode.workspace.isTrusted || !hasUnevaluated(result)) return [];
    const run = async () => {
      try {
        await evaluateVersions(this.runner, evaluate, model, result);
      } finally {
        refresh();
      }
    };
    return [{ id: 'evaluateVersions', label: l10n.t('Evaluate All Versions'), primary: true, run }];
  }

  /** A remote is asked only where the person wants it, and not where a stranger's configuration says how. */
  #remoteAction(panel: ReportPanel, job: JobEntry, model: vscode.Uri, parameters: Readonly<Record<string, unknown>>): SurfaceAction[] {
    if (parameters.remote !== undefined || !vscode.workspace.isTrusted) return [];
    const run = () => this.#startAgain(panel, job, model, { ...parameters, remote: '' });
    return [{ id: 'remote', label: l10n.t('Compare Tags with Remote'), run }];
  }

  /** An input that does not fit is mended in the manifest: a way there, where the error does not bring its own. */
  #manifestAction(error: unknown, model: vscode.Uri): SurfaceAction[] {
    // What a version was committed with is not to be edited.
    if (!(error instanceof UserError) || !/^(input|manifest|data)\./.test(error.code) || referenceOf(model)) return [];
    if (error.actions.some((action) => action.kind === 'openFile')) return [];
    return [
      {
        id: 'manifest',
        label: l10n.t('Open Manifest'),
        run: async () => {
          await vscode.commands.executeCommand(Commands.openManifest, model);
        },
      },
    ];
  }
}

/** Asks again how and on what to measure. */
function anotherWay(job: JobEntry, model: vscode.Uri): SurfaceAction {
  return {
    id: 'another',
    label: l10n.t('Measure Another Way…'),
    // Not awaited: the button is done when the questions begin.
    run: () => void vscode.commands.executeCommand(jobCommand(job.name), model),
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** After a moment, a notification with the same progress and a Cancel that stops the job. */
async function notifyWhenLong(
  title: string,
  running: Promise<unknown>,
  abort: AbortController,
  current: () => TimedProgress,
): Promise<void> {
  const settled = running.then(
    () => true,
    () => true,
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), NOTIFY_AFTER_MS);
  });
  const done = await Promise.race([settled, late]);
  clearTimeout(timer);
  // The status bar tells of what measures: something that moves on the screen would show in the figures.
  if (done || current().measuring) return;
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      token.onCancellationRequested(() => abort.abort());
      let shown = 0;
      const tick = () => {
        const { message, done: count, total, unit, remainingMs } = current();
        const words = [message];
        if (count !== undefined && total !== undefined) words.push(l10n.t('{0} of {1}', amount(count, unit), amount(total, unit)));
        if (remainingMs !== undefined) words.push(l10n.t('about {0} left', formatDuration(remainingMs)));
        const percent = count !== undefined && total ? (100 * count) / total : undefined;
        progress.report({ message: words.join(' · '), increment: percent === undefined ? undefined : Math.max(0, percent - shown) });
        if (percent !== undefined) shown = Math.max(shown, percent);
      };
      tick();
      await new Promise<void>((resolve) => {
        const ticker = setInterval(() => {
          if (current().measuring) end();
          else tick();
        }, 500);
        const end = () => {
          clearInterval(ticker);
          resolve();
        };
        void settled.then(end);
      });
    },
  );
}

function amount(value: number, unit: TimedProgress['unit']): string {
  if (unit === 'bytes') return formatBytes(value);
  return unit === 'seconds' ? formatDuration(Math.round(value) * 1000) : value.toLocaleString();
}
