import type * as vscode from 'vscode';
import { Disposable } from '../../base/disposable';
import { toErrorInfo, UserError } from '../../base/errors';
import { toPlainJson } from '../../report/encode';
import type { Logger } from '../log';
import type { FromPanel, PanelMemory, PanelMethod, PanelRequests, PanelState, ToPanel } from './protocol';

/** What answers a panel's requests. */
export type PanelHandlers = {
  [M in PanelMethod]: (params: PanelRequests[M]['params']) => Promise<PanelRequests[M]['value']>;
};

/**
 * The host's end of one panel. Holds the state to show until the panel says it is ready, also after it was hidden and
 * made again; answers each request once, with a value or an error.
 */
export class PanelLink extends Disposable {
  #ready = false;
  #state: PanelState | undefined;
  #memory: PanelMemory | undefined;

  constructor(
    private readonly webview: vscode.Webview,
    private readonly handlers: PanelHandlers,
    private readonly log: Logger,
  ) {
    super();
    this.register(webview.onDidReceiveMessage((message: unknown) => void this.#receive(message)));
  }

  /** Whether the page has said that it is there. */
  get ready(): boolean {
    return this.#ready;
  }

  get state(): PanelState | undefined {
    return this.#state;
  }

  /** Shows `state`, now or as soon as the panel is there. */
  show(state: PanelState, memory?: PanelMemory): void {
    this.#state = state;
    this.#memory = memory;
    if (this.#ready) this.#send();
  }

  /** To be called when the page is replaced: its successor will say `ready` again. */
  pageReplaced(): void {
    this.#ready = false;
  }

  #send(): void {
    if (!this.#state || this.disposed) return;
    // Messages to a webview are JSON: 64-bit integers and NaN travel as the codec writes them.
    const state = toPlainJson(this.#state) as PanelState;
    void this.webview.postMessage({ type: 'state', state, memory: this.#memory } satisfies ToPanel);
  }

  async #receive(message: unknown): Promise<void> {
    if (!isFromPanel(message)) {
      this.log.warn('a panel sent a message that is not of the protocol');
      return;
    }
    if (message.type === 'ready') {
      this.#ready = true;
      this.#send();
      return;
    }
    const reply = await this.#answer(message);
    if (!this.disposed) void this.webview.postMessage(reply);
  }

  async #answer(request: Extract<FromPanel, { type: 'request' }>): Promise<ToPanel> {
    try {
      const handler = this.handlers[request.method] as (params: unknown) => Promise<unknown>;
      return { type: 'reply', id: request.id, value: await handler(request.params) };
    } catch (error) {
      if (!(error instanceof UserError)) this.log.error(error instanceof Error ? error : String(error));
      return { type: 'reply', id: request.id, error: toErrorInfo(error) };
    }
  }
}

const METHODS: ReadonlySet<string> = new Set<PanelMethod>(['attachment', 'invoke', 'export', 'saveFile', 'copyText']);

/** Looks at a message's frame; the handlers look at the parameters. */
function isFromPanel(message: unknown): message is FromPanel {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false;
  if (message.type === 'ready') return true;
  if (message.type !== 'request' || !('id' in message) || !('method' in message) || !('params' in message)) return false;
  return (
    typeof message.id === 'number' &&
    typeof message.method === 'string' &&
    METHODS.has(message.method) &&
    typeof message.params === 'object' &&
    message.params !== null
  );
}
