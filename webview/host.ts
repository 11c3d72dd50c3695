import * as l10n from '@vscode/l10n';
import type { ErrorInfo } from '../src/base/errors';
import type { Report } from '../src/report/report';
import type { FromPanel, PanelMethod, PanelPersisted, PanelRequests, PanelState, ToPanel } from '../src/ui/panels/protocol';

/** What VS Code gives a webview, once. */
interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): unknown;
  setState(state: PanelPersisted): void;
}

declare global {
  /** Absent in an exported file and in the gallery. */
  const acquireVsCodeApi: (() => VsCodeApi) | undefined;
}

/** A panel's other side: the extension, or the exported file itself. */
export interface Host {
  /** True in an exported file: there is nobody to run an action or to export again. */
  readonly standalone: boolean;
  /** Calls back with each state to show, the first one after `ready` has been said. */
  start(show: (state: PanelState) => void): void;
  /** One request, one reply. Rejects with a {@link HostError}. */
  request<M extends PanelMethod>(method: M, params: PanelRequests[M]['params']): Promise<PanelRequests[M]['value']>;
  /** Whether the bytes of an attachment can be had, and what to say where they cannot. */
  missingAttachment(file: string): string | undefined;
  /** UI state kept over hiding and reloading: sort orders, folds, scroll positions. Never data. */
  readonly ui: UiState;
}

/** A reply that is an error. */
export class HostError extends Error {
  constructor(readonly info: ErrorInfo) {
    super(info.message);
  }
}

/** Small values by key; written back a moment after they change. */
export class UiState {
  #values: Record<string, unknown>;
  #save: (values: Record<string, unknown>) => void;

  constructor(values: Record<string, unknown>, save: (values: Record<string, unknown>) => void) {
    this.#values = values;
    this.#save = save;
  }

  get<T extends string | number | boolean>(key: string, fallback: T): T {
    const value = Object.hasOwn(this.#values, key) ? this.#values[key] : undefined;
    return typeof value === typeof fallback ? (value as T) : fallback;
  }

  set(key: string, value: string | number | boolean): void {
    this.#values = { ...this.#values, [key]: value };
    this.#save(this.#values);
  }
}

/** The panel's own host, made once a page. */
export function connect(): Host {
  useStrings(readJson<Strings>('modelwright-strings'));
  return typeof acquireVsCodeApi === 'function' ? new VsCodeHost(acquireVsCodeApi()) : new StandaloneHost();
}

class VsCodeHost implements Host {
  readonly standalone = false;
  readonly ui: UiState;
  #next = 1;
  readonly #open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #persisted: PanelPersisted;

  constructor(private readonly api: VsCodeApi) {
    const state = api.getState();
    this.#persisted = typeof state === 'object' && state !== null ? (state as PanelPersisted) : {};
    const ui = this.#persisted.ui;
    this.ui = new UiState(typeof ui === 'object' && ui !== null ? (ui as Record<string, unknown>) : {}, (values) =>
      this.#persist({ ui: values }),
    );
  }

  start(show: (state: PanelState) => void): void {
    window.addEventListener('message', (event: MessageEvent<ToPanel>) => {
      const message = event.data;
      if (message.type === 'state') {
        if (message.memory) this.#persist({ memory: message.memory });
        show(message.state);
      } else if (message.type === 'reply') this.#settle(message);
    });
    this.api.postMessage({ type: 'ready' });
  }

  request<M extends PanelMethod>(method: M, params: PanelRequests[M]['params']): Promise<PanelRequests[M]['value']> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve: resolve as (value: unknown) => void, reject });
      // The union of requests is keyed by method; TypeScript does not follow a generic key into it.
      this.api.postMessage({ type: 'request', id, method, params } as FromPanel);
    });
  }

  missingAttachment(): undefined {
    return undefined;
  }

  #settle(reply: Extract<ToPanel, { type: 'reply' }>): void {
    const waiting = this.#open.get(reply.id);
    this.#open.delete(reply.id);
    if ('error' in reply) waiting?.reject(new HostError(reply.error));
    else waiting?.resolve(reply.value);
  }

  #persist(part: PanelPersisted): void {
    this.#persisted = { ...this.#persisted, ...part };
    this.api.setState(this.#persisted);
  }
}

/** An l10n bundle's contents: English text → translation. */
type Strings = l10n.l10nJsonFormat;

/** A data block of the page: `<script type="application/json" id=…>`, which runs nothing. */
function readJson<T>(id: string): T | undefined {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : undefined;
}

/** Panels speak the editor's language where its page or the exported file brings the texts. */
function useStrings(contents: Strings | null | undefined): void {
  if (contents) l10n.config({ contents });
}

/** What an exported file carries; written by `src/report/export/html.ts`. */
interface Embedded {
  report: Report;
  attachments: Record<string, { mime: string; bytes: number; base64?: string }>;
  strings: Strings | null;
}

/** An exported file, opened from disk: the report is in the page, saving is a download. */
class StandaloneHost implements Host {
  readonly standalone = true;
  readonly ui = new UiState({}, () => undefined);
  #embedded: Embedded | undefined;

  start(show: (state: PanelState) => void): void {
    const embedded = readJson<Embedded>('modelwright-data');
    if (!embedded) return;
    this.#embedded = embedded;
    useStrings(embedded.strings);
    followSystemTheme();
    show({ state: 'report', report: embedded.report, actions: [] });
  }

  async request<M extends PanelMethod>(method: M, params: PanelRequests[M]['params']): Promise<PanelRequests[M]['value']> {
    const value = await this.#answer({ method, params } as {
      [K in PanelMethod]: { method: K; params: PanelRequests[K]['params'] };
    }[PanelMethod]);
    return value as PanelRequests[M]['value'];
  }

  missingAttachment(file: string): string | undefined {
    const entry = this.#embedded?.attachments[file];
    if (entry?.base64 !== undefined) return undefined;
    return l10n.t('{0} was left out of this file because of its size.', file);
  }

  async #answer(
    request: { [K in PanelMethod]: { method: K; params: PanelRequests[K]['params'] } }[PanelMethod],
  ): Promise<Uint8Array | undefined> {
    switch (request.method) {
      case 'attachment': {
        const { file, offset = 0, length } = request.params;
        const base64 = this.#embedded?.attachments[file]?.base64;
        if (base64 === undefined) throw new HostError({ code: 'report.missing', message: this.missingAttachment(file) ?? file });
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        return bytes.subarray(offset, length === undefined ? undefined : offset + length);
      }
      case 'copyText':
        await navigator.clipboard.writeText(request.params.text);
        return undefined;
      case 'saveFile': {
        const { bytes, mime, suggestedName } = request.params;
        const link = document.createElement('a');
        link.href = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mime }));
        link.download = suggestedName;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
        return undefined;
      }
      case 'invoke':
      case 'export':
        throw new HostError({ code: 'panel.standalone', message: l10n.t('Open the report in VS Code for this.') });
    }
  }
}

/** Gives the body VS Code's theme class, which the toolkit listens to; the colours themselves are in standalone.css. */
function followSystemTheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    document.body.classList.toggle('vscode-dark', dark.matches);
    document.body.classList.toggle('vscode-light', !dark.matches);
  };
  dark.addEventListener('change', apply);
  apply();
}
