import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposable } from '../../base/disposable';
import { UserError } from '../../base/errors';
import { errorCode } from '../../base/files';
import { setContextKey } from '../contextKeys';
import { ContextKeys, PanelTypes } from '../ids';
import { modelTitle, VERSION_SCHEME, versionUri } from '../modelUri';
import type { Reports } from '../reports';
import type { PanelMemory, PanelPersisted } from './protocol';
import { type PanelSubject, panelTitle, ReportPanel } from './reportPanel';
import type { ShownReport, SurfaceAction, SurfaceServices } from './surface';

/** Buttons a report gets besides those of its own panel: running again, opening its model. */
export type ReportActions = (report: ShownReport, panel: ReportPanel) => SurfaceAction[];

/** Makes the report of a panel anew, where none is kept that could be read again. @returns false where that is not for this panel */
export type ReportMaker = (panel: ReportPanel) => boolean;

/** All open report panels: opens, reuses and brings them back after a reload. */
export class ReportPanels extends Disposable implements vscode.WebviewPanelSerializer {
  readonly #open = new Set<ReportPanel>();
  #actions: ReportActions = () => [];
  #make: ReportMaker = () => false;

  constructor(
    private readonly services: SurfaceServices,
    private readonly reports: Reports,
  ) {
    super();
    this.register(vscode.window.registerWebviewPanelSerializer(PanelTypes.report, this));
    this.register({ dispose: () => this.#closeAll() });
    setContextKey(ContextKeys.panelHasReport, false);
  }

  /** Says which buttons reports get. */
  useActions(actions: ReportActions): void {
    this.#actions = actions;
  }

  /** Says how panels come back whose reports are not kept. */
  useMaker(make: ReportMaker): void {
    this.#make = make;
  }

  /** The panel in front, where one is. */
  get active(): ReportPanel | undefined {
    return [...this.#open].find((panel) => panel.panel.active);
  }

  /** An idle panel of the same job and model, else a new one; in front either way. */
  open(subject: PanelSubject, column = vscode.ViewColumn.Active): ReportPanel {
    const same = [...this.#open].find(
      (panel) =>
        !panel.busy && panel.subject.kind === subject.kind && subject.model && panel.subject.model?.toString() === subject.model.toString(),
    );
    if (same) {
      same.panel.reveal();
      return same;
    }
    return this.#adopt(vscode.window.createWebviewPanel(PanelTypes.report, subject.title, column), subject);
  }

  /** Opens a stored report, in the panel that shows it already where there is one. */
  async openStored(root: vscode.Uri, id: string): Promise<ReportPanel> {
    const shownAlready = [...this.#open].find((panel) => panel.reportId === id && panel.subject.root.toString() === root.toString());
    if (shownAlready) {
      shownAlready.panel.reveal();
      return shownAlready;
    }
    const shown = await this.#load(root, id);
    const panel = this.#adopt(
      vscode.window.createWebviewPanel(PanelTypes.report, l10n.t('Report'), vscode.ViewColumn.Active),
      await this.#subject(root, shown),
    );
    this.show(panel, shown, id);
    return panel;
  }

  /** Puts a report into a panel, with its buttons. `id`: of a stored one. */
  show(panel: ReportPanel, shown: ShownReport, id?: string): void {
    panel.surface.showReport(shown, this.#actions(shown, panel), panel.memory(id));
    this.#updateContext();
  }

  /** Closes the panels of a report that was deleted. */
  closeReport(root: vscode.Uri, id: string): void {
    for (const panel of [...this.#open]) {
      if (panel.reportId === id && panel.subject.root.toString() === root.toString()) panel.dispose();
    }
  }

  /** After a reload: the panel tells which report it showed, the report is read again, or made anew where such are not kept. */
  async deserializeWebviewPanel(webviewPanel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const memory = readMemory(state);
    const root = this.reports.knownRoot(memory?.folder);
    if (!memory?.report || !root) {
      const subject = memory && root && this.#subjectAgain(memory, root);
      const panel = this.#adopt(webviewPanel, subject ?? this.#lostSubject(memory));
      if (subject && this.#make(panel)) return;
      panel.surface.showEmpty(l10n.t('This panel had no finished report when the window was closed.'), undefined, memory);
      return;
    }
    try {
      const shown = await this.#load(root, memory.report);
      this.show(this.#adopt(webviewPanel, await this.#subject(root, shown)), shown, memory.report);
    } catch (error) {
      const panel = this.#adopt(webviewPanel, this.#lostSubject(memory));
      panel.surface.showError(error, [], memory);
    }
  }

  async #load(root: vscode.Uri, id: string): Promise<ShownReport> {
    const store = await this.reports.store(root);
    const decoded = await store.read(id);
    const attachment: ShownReport['attachment'] = (file, range) => store.readAttachment(id, file, range);
    if (decoded.state === 'report') return { report: decoded.report, attachment };
    return { report: { ...decoded.envelope, result: decoded.raw.result }, raw: true, attachment };
  }

  async #subject(root: vscode.Uri, shown: ShownReport): Promise<PanelSubject> {
    const { kind, model, parameters } = shown.report;
    const name = model?.ref && typeof parameters.model === 'string' ? parameters.model : model?.name;
    return { kind, title: panelTitle(kind, name), model: await modelOf(root, shown.report), root };
  }

  /** What a panel without a kept report was about; undefined where it names no model of that folder. */
  #subjectAgain({ job, model }: PanelMemory, root: vscode.Uri): PanelSubject | undefined {
    const uri = model === undefined ? undefined : vscode.Uri.parse(model);
    if (!uri || !['file', VERSION_SCHEME].includes(uri.scheme) || this.reports.rootOf(uri).toString() !== root.toString()) return undefined;
    return { kind: job, title: panelTitle(job, modelTitle(uri)), model: uri, root };
  }

  #lostSubject(memory: PanelMemory | undefined): PanelSubject {
    const kind = memory?.job ?? 'raw';
    return { kind, title: panelTitle(kind, undefined), root: this.reports.rootOf(undefined) };
  }

  #adopt(webviewPanel: vscode.WebviewPanel, subject: PanelSubject): ReportPanel {
    const panel = new ReportPanel(webviewPanel, subject, this.services);
    this.#open.add(panel);
    panel.onDidDispose(() => {
      this.#open.delete(panel);
      this.#updateContext();
    });
    webviewPanel.onDidChangeViewState(() => this.#updateContext());
    return panel;
  }

  #updateContext(): void {
    setContextKey(ContextKeys.panelHasReport, this.active?.surface.shown !== undefined);
  }

  #closeAll(): void {
    for (const panel of [...this.#open]) panel.dispose();
  }
}

/** The model a report speaks of, for running again: at its ref, or the file. */
async function modelOf(root: vscode.Uri, report: ShownReport['report']): Promise<vscode.Uri | undefined> {
  const { model, parameters } = report;
  if (!model?.ref || typeof parameters.model !== 'string') return modelOnDisk(root, report);
  return versionUri(vscode.Uri.joinPath(root, model.path), parameters.model);
}

/**
 * The file a report speaks of, where it is still there: as its parameters name it from the history's folder, else as its
 * identity does, which is relative to the repository's root.
 */
async function modelOnDisk(root: vscode.Uri, { model, parameters }: ShownReport['report']): Promise<vscode.Uri | undefined> {
  if (!model || model.ref) return undefined;
  for (const path of [parameters.model, model.path]) {
    if (typeof path !== 'string') continue;
    const uri = vscode.Uri.file(resolve(root.fsPath, path));
    const found = await stat(uri.fsPath).catch((error: unknown) => {
      if (errorCode(error) === undefined) throw error;
      return undefined;
    });
    if (found?.isFile()) return uri;
  }
  return undefined;
}

/** The memory a panel handed to `setState`, looked at before it is believed. */
function readMemory(state: unknown): PanelMemory | undefined {
  const memory = (state as PanelPersisted | undefined)?.memory;
  if (typeof memory !== 'object' || memory === null || typeof memory.job !== 'string') return undefined;
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return { job: memory.job, folder: text(memory.folder), model: text(memory.model), report: text(memory.report) };
}

/** The error of a command that wants a panel in front. */
export function noActivePanel(): UserError {
  return new UserError('panel.none', l10n.t('Open a report first.'), { remedy: l10n.t('The History view lists them.') });
}
