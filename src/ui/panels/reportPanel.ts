import * as vscode from 'vscode';
import { Disposable } from '../../base/disposable';
import { kindTitle } from '../jobTitle';
import type { PanelMemory } from './protocol';
import { ReportSurface, type SurfaceServices } from './surface';

/** What a panel is about, also before there is a report. */
export interface PanelSubject {
  readonly kind: string;
  readonly title: string;
  readonly model?: vscode.Uri;
  /** Root of the history its report belongs to. */
  readonly root: vscode.Uri;
}

/** A tab with a report: `Run · glyphs`. */
export class ReportPanel extends Disposable {
  readonly surface: ReportSurface;
  #busy = false;
  #reportId: string | undefined;

  constructor(
    readonly panel: vscode.WebviewPanel,
    readonly subject: PanelSubject,
    services: SurfaceServices,
  ) {
    super();
    this.register(panel);
    this.surface = this.register(new ReportSurface(panel.webview, services, subject.kind));
    panel.title = subject.title;
    panel.iconPath = {
      light: vscode.Uri.joinPath(services.extension, 'media', 'report-light.svg'),
      dark: vscode.Uri.joinPath(services.extension, 'media', 'report-dark.svg'),
    };
    // The panel closes by its own cross as well as by us.
    this.register(panel.onDidDispose(() => this.dispose()));
  }

  /** True while a job works for this panel: another job then gets its own. */
  get busy(): boolean {
    return this.#busy;
  }

  set busy(busy: boolean) {
    this.#busy = busy;
  }

  /** Whether somebody has it before their eyes. */
  get visible(): boolean {
    return !this.disposed && this.panel.visible;
  }

  /** Whether its tab was closed. */
  get closed(): boolean {
    return this.disposed;
  }

  /** Id of the stored report on show. */
  get reportId(): string | undefined {
    return this.#reportId;
  }

  /** What brings this panel back after a reload. */
  memory(reportId?: string): PanelMemory {
    this.#reportId = reportId;
    return {
      job: this.subject.kind,
      folder: this.subject.root.toString(),
      model: this.subject.model?.toString(),
      report: reportId,
    };
  }

  onDidDispose(listener: () => void): void {
    this.panel.onDidDispose(listener);
  }
}

/** A panel's title: the job, then the model. */
export function panelTitle(kind: string, model: string | undefined): string {
  return model ? `${kindTitle(kind)} · ${model}` : kindTitle(kind);
}
