import * as vscode from 'vscode';
import { Disposable } from '../base/disposable';
import { toErrorInfo } from '../base/errors';
import type { DecodedReport } from '../report/codec';
import type { ReportEntry, ReportStore } from '../report/store';
import { setContextKey } from './contextKeys';
import { ContextKeys } from './ids';
import type { Logger } from './log';
import { placeOf } from './modelUri';
import { historyLimits } from './settings';

/** A stored report and the folder whose history holds it. */
export interface StoredReport {
  readonly root: vscode.Uri;
  readonly entry: ReportEntry;
}

const DEBOUNCE_MS = 200;

/** The histories of all workspace folders, and one of the extension's own for models outside of any folder. */
export class Reports extends Disposable {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  /** Fires when a report came or went, made here, by the command line or by another window. */
  readonly onDidChange = this.#changed.event;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly ownRoot: vscode.Uri,
    private readonly log: Logger,
  ) {
    super();
    const watcher = this.register(vscode.workspace.createFileSystemWatcher('**/.modelwright/reports/**'));
    const later = () => this.touched();
    this.register(watcher.onDidCreate(later));
    this.register(watcher.onDidDelete(later));
    this.register(vscode.workspace.onDidChangeWorkspaceFolders(later));
    this.register({ dispose: () => clearTimeout(this.#timer) });
    setContextKey(ContextKeys.hasReports, false);
  }

  /** Tells whoever listens, once for a burst of changes. */
  touched(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#changed.fire(), DEBOUNCE_MS);
  }

  /** Where the reports of a model are kept: in its workspace folder, else with the extension's own files. */
  rootOf(model: vscode.Uri | undefined): vscode.Uri {
    return (model && vscode.workspace.getWorkspaceFolder(placeOf(model))?.uri) ?? this.ownRoot;
  }

  async store(root: vscode.Uri): Promise<ReportStore> {
    const { ReportStore } = await import('../report/store');
    const limits = historyLimits(root);
    return new ReportStore(root.fsPath, { maxReports: limits.count, maxBytes: limits.bytes });
  }

  /** All histories in one list, newest first. A history that cannot be read is left out and logged. */
  async list(): Promise<StoredReport[]> {
    const lists = await Promise.all(
      this.#roots().map(async (root) => {
        try {
          const entries = await (await this.store(root)).list();
          return entries.map((entry): StoredReport => ({ root, entry }));
        } catch (error) {
          this.log.warn(`the history of ${root.fsPath} cannot be read: ${toErrorInfo(error).message}`);
          return [];
        }
      }),
    );
    const all = lists.flat().sort((a, b) => b.entry.createdAt.localeCompare(a.entry.createdAt));
    setContextKey(ContextKeys.hasReports, all.length > 0);
    return all;
  }

  async read(root: vscode.Uri, id: string): Promise<DecodedReport> {
    return (await this.store(root)).read(id);
  }

  async delete(report: StoredReport): Promise<void> {
    await (await this.store(report.root)).delete(report.entry.id);
    this.touched();
  }

  /** A root a panel remembered, if it is still one of this window's. */
  knownRoot(uri: string | undefined): vscode.Uri | undefined {
    return this.#roots().find((root) => root.toString() === uri);
  }

  #roots(): vscode.Uri[] {
    const folders = (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri).filter((uri) => uri.scheme === 'file');
    return [...folders, this.ownRoot];
  }
}
