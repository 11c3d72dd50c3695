import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { Disposable } from '../../base/disposable';
import { toErrorInfo, UserError } from '../../base/errors';
import type { Progress } from '../../base/progress';
import { type PanelFamily, panelFamily } from '../../report/families';
import type { Report } from '../../report/report';
import { actionLabel, errorActions, performAction } from '../errors';
import type { Log, Logger } from '../log';
import { panelHtml, panelOptions } from './html';
import { PanelLink } from './link';
import type { PanelAction, PanelMemory, PanelRequests, PanelState } from './protocol';
import { type ExportFormat, saveBytes } from './save';

/** A button of a panel and what it does. */
export interface SurfaceAction extends PanelAction {
  run(): Promise<void> | void;
}

/** A report on show, and where its attachments and exports come from. */
export interface ShownReport {
  readonly report: Report;
  /** True for a document this version cannot type: it is shown as raw JSON. */
  readonly raw?: boolean;
  /** Bytes of an attachment the report lists. */
  attachment(file: string, range: { offset?: number; length?: number }): Promise<Uint8Array>;
}

export interface SurfaceServices {
  readonly extension: vscode.Uri;
  readonly log: Log;
  readonly exportReport: (shown: ShownReport, format: ExportFormat) => Promise<void>;
}

/** Pieces of an attachment sent at once: a panel asks again for more. */
const MAX_SLICE = 16 * 1024 * 1024;

/** A webview that draws reports, in a panel or in an editor: shows one of the four states and does what its buttons say. */
export class ReportSurface extends Disposable {
  readonly #link: PanelLink;
  readonly #log: Logger;
  #family: PanelFamily;
  #actions = new Map<string, SurfaceAction>();
  #shown: ShownReport | undefined;

  constructor(
    private readonly webview: vscode.Webview,
    private readonly services: SurfaceServices,
    kind: string,
  ) {
    super();
    this.#log = services.log.tagged('panel');
    this.#family = panelFamily(kind);
    webview.options = panelOptions(services.extension);
    this.#link = this.register(
      new PanelLink(
        webview,
        {
          attachment: (params) => this.#attachment(params),
          invoke: (params) => this.#invoke(params),
          export: (params) => this.#export(params),
          saveFile: (params) => saveBytes(params.suggestedName, params.mime, params.bytes),
          copyText: async (params) => {
            await vscode.env.clipboard.writeText(String(params.text));
            return undefined;
          },
        },
        this.#log,
      ),
    );
    webview.html = panelHtml(webview, services.extension, this.#family);
  }

  /** The report on show, if that is the state. */
  get shown(): ShownReport | undefined {
    return this.#shown;
  }

  /** The state on show. */
  get state(): PanelState | undefined {
    return this.#link.state;
  }

  /** Whether the page's script runs: it has said that it is ready. */
  get ready(): boolean {
    return this.#link.ready;
  }

  showEmpty(message: string, action?: SurfaceAction, memory?: PanelMemory): void {
    this.#show({ state: 'empty', message, action: action && label(action) }, action ? [action] : [], memory);
  }

  showWorking(
    progress: Progress & { title: string; elapsedMs: number; remainingMs?: number },
    partial: unknown,
    actions: readonly SurfaceAction[],
    memory?: PanelMemory,
  ): void {
    this.#show({ state: 'working', progress, partial, actions: actions.map(label) }, actions, memory);
  }

  /** Shows what was wrong, where, and what can be done; `more` are the buttons of this door beside the error's own. */
  showError(error: unknown, more: readonly SurfaceAction[] = [], memory?: PanelMemory): void {
    const info = toErrorInfo(error);
    const offered = errorActions(info);
    const logOffered = offered.some((action) => action.kind === 'showLog');
    const own = offered.flatMap((action, index): SurfaceAction[] => {
      const text = actionLabel(action);
      return text ? [{ id: `error.${index}`, label: text, primary: index === 0, run: () => performAction(action, this.services.log) }] : [];
    });
    const actions = [...own, ...more, ...(logOffered ? [] : [this.#logAction()])];
    this.#show({ state: 'error', error: info, actions: actions.map(label) }, actions, memory);
  }

  /** What led to an error is in the output channel: the last button of each. */
  #logAction(): SurfaceAction {
    const action = { kind: 'showLog' } as const;
    return { id: 'log', label: l10n.t('Show Log'), run: () => performAction(action, this.services.log) };
  }

  showReport(shown: ShownReport, actions: readonly SurfaceAction[], memory?: PanelMemory): void {
    const family = shown.raw ? 'raw' : panelFamily(shown.report.kind);
    if (family !== this.#family) {
      this.#family = family;
      this.#link.pageReplaced();
      this.webview.html = panelHtml(this.webview, this.services.extension, family);
    }
    this.#show({ state: 'report', report: shown.report, actions: actions.map(label) }, actions, memory, shown);
  }

  #show(state: PanelState, actions: readonly SurfaceAction[], memory?: PanelMemory, shown?: ShownReport): void {
    this.#shown = shown;
    this.#actions = new Map(actions.map((action) => [action.id, action]));
    this.#link.show(state, memory);
  }

  async #invoke({ action }: PanelRequests['invoke']['params']): Promise<undefined> {
    const found = this.#actions.get(action);
    // A press that crossed with a change of state: the button is gone by now.
    if (!found) throw new UserError('panel.action', l10n.t('This button does not apply any more.'));
    await found.run();
    return undefined;
  }

  async #attachment({ file, offset = 0, length = MAX_SLICE }: PanelRequests['attachment']['params']): Promise<Uint8Array> {
    const shown = this.#report();
    const listed = shown.report.attachments.some((attachment) => attachment.file === file);
    if (!listed) throw new UserError('panel.attachment', l10n.t('The report has no attachment "{0}".', String(file)));
    if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(length) || length < 0) {
      throw new UserError('panel.attachment', l10n.t('Not a part of "{0}".', file));
    }
    return shown.attachment(file, { offset, length: Math.min(length, MAX_SLICE) });
  }

  async #export({ format }: PanelRequests['export']['params']): Promise<undefined> {
    await this.services.exportReport(this.#report(), format);
    return undefined;
  }

  #report(): ShownReport {
    if (!this.#shown) throw new UserError('panel.noReport', l10n.t('There is no report here yet.'));
    return this.#shown;
  }
}

function label({ id, label, primary }: SurfaceAction): PanelAction {
  return { id, label, primary };
}
