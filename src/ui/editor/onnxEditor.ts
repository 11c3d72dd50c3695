import { basename } from 'node:path/posix';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposable } from '../../base/disposable';
import { isAbort, UserError } from '../../base/errors';
import { findJob, type JobEntry } from '../../jobs/table';
import type { InspectResult } from '../../report/schemas/inspect';
import { CustomEditors, jobCommand } from '../ids';
import type { JobRunner } from '../jobs/jobRunner';
import type { Log } from '../log';
import { ReportSurface, type ShownReport, type SurfaceAction, type SurfaceServices } from '../panels/surface';

const RELOAD_AFTER_MS = 300;

/** Opens `*.onnx` read-only: draws the Inspect report, and draws it again when the file changes. */
export class OnnxEditorProvider extends Disposable implements vscode.CustomReadonlyEditorProvider {
  readonly #inspect: JobEntry;
  readonly #open = new Set<OnnxEditor>();

  constructor(
    private readonly runner: JobRunner,
    private readonly services: SurfaceServices,
    private readonly log: Log,
  ) {
    super();
    const inspect = findJob('inspect');
    if (!inspect) throw new Error('the job table has no inspect');
    this.#inspect = inspect;
    this.register(vscode.window.registerCustomEditorProvider(CustomEditors.onnx, this, { supportsMultipleEditorsPerDocument: true }));
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor(document: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const editor = new OnnxEditor(document.uri, panel.webview, this.#inspect, this.runner, this.services, this.log);
    this.#open.add(editor);
    panel.onDidDispose(() => {
      this.#open.delete(editor);
      editor.dispose();
    });
    editor.reload();
  }

  /** What an open editor of this model shows. */
  surfaceOf(uri: vscode.Uri): ReportSurface | undefined {
    return [...this.#open].find((editor) => editor.uri.toString() === uri.toString())?.surface;
  }
}

/** One open editor. */
class OnnxEditor extends Disposable {
  readonly surface: ReportSurface;
  #running: AbortController | undefined;
  #timer: NodeJS.Timeout | undefined;
  #release: (() => Promise<void>) | undefined;

  constructor(
    readonly uri: vscode.Uri,
    webview: vscode.Webview,
    private readonly inspect: JobEntry,
    private readonly runner: JobRunner,
    services: SurfaceServices,
    private readonly log: Log,
  ) {
    super();
    this.surface = this.register(new ReportSurface(webview, services, inspect.name));
    this.register({ dispose: () => this.#stop() });
    if (uri.scheme !== 'file') return;
    // The pointer of a DVC model lies beside it: fetching removes nothing, it makes the file itself appear.
    const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), `${escapeGlob(basename(uri.path))}*`);
    const watcher = this.register(vscode.workspace.createFileSystemWatcher(pattern));
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) {
      this.register(event((changed) => this.#changed(changed)));
    }
    this.register(vscode.workspace.onDidGrantWorkspaceTrust(() => this.reload()));
  }

  /** Reads the file and shows it, from the beginning where a reading is under way. */
  reload(): void {
    this.#load().catch((error: unknown) => this.log.tagged('editor').error(error instanceof Error ? error : String(error)));
  }

  #changed(file: vscode.Uri): void {
    if (file.path !== this.uri.path && !file.path.startsWith(`${this.uri.path}.`) && !file.path.startsWith(`${this.uri.path}_`)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.reload(), RELOAD_AFTER_MS);
  }

  async #load(): Promise<void> {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const title = l10n.t('Reading {0}', basename(this.uri.path));
    const stop: SurfaceAction = { id: 'cancel', label: l10n.t('Stop'), run: () => running.abort() };
    const memory = { job: this.inspect.name, model: this.uri.toString() };
    // While a file changes under an open editor, the report of before stays in sight until there is a new one.
    const quiet = this.surface.state?.state === 'report';
    try {
      if (this.uri.scheme !== 'file') throw notAFile(this.uri);
      const executed = await this.runner.run({
        job: this.inspect,
        model: this.uri,
        parameters: {},
        signal: running.signal,
        onProgress: (progress) => {
          if (!quiet && this.#running === running) this.surface.showWorking({ title, ...progress }, undefined, [stop], memory);
        },
      });
      if (this.#running !== running || this.disposed) {
        await executed.release();
        return;
      }
      await this.#release?.();
      this.#release = () => executed.release();
      const shown: ShownReport = {
        report: executed.report,
        attachment: async (file, range) => {
          const { readFilePart } = await import('../../report/listing');
          return readFilePart(vscode.Uri.joinPath(vscode.Uri.file(executed.directory), file).fsPath, range.offset ?? 0, range.length);
        },
      };
      this.surface.showReport(shown, this.#reportActions(executed.report.result as InspectResult), memory);
    } catch (error) {
      if (this.#running !== running || this.disposed) return;
      const again = this.#again();
      if (isAbort(error)) this.surface.showEmpty(l10n.t('Reading was stopped.'), { ...again, primary: true }, memory);
      else this.surface.showError(error, [again], memory);
    }
  }

  /** The natural next step with a model: running it. A file that is none can be read again. */
  #reportActions({ readable }: InspectResult): SurfaceAction[] {
    if (readable === false) return [this.#again()];
    const run = findJob('run');
    if (!run || !vscode.workspace.isTrusted) return [];
    return [
      {
        id: 'run',
        label: l10n.t('Run…'),
        primary: true,
        // Not awaited: the button is done when the questions begin.
        run: () => void vscode.commands.executeCommand(jobCommand(run.name), this.uri),
      },
    ];
  }

  #again(): SurfaceAction {
    return { id: 'reload', label: l10n.t('Read Again'), run: () => this.reload() };
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#running?.abort();
    void this.#release?.();
  }
}

function notAFile(uri: vscode.Uri): UserError {
  return new UserError('model.scheme', l10n.t('Only models on disk can be opened; this one is from "{0}".', uri.scheme), {
    where: uri.toString(true),
    remedy: l10n.t('Save it to a folder and open it from there.'),
  });
}

/** A file name inside a glob pattern: what has a meaning there stands for itself, as any one character. */
function escapeGlob(name: string): string {
  return name.replace(/[*?[\]{}]/g, '?');
}
