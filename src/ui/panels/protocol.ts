import type { ErrorInfo } from '../../base/errors';
import type { Progress } from '../../base/progress';
import type { Report } from '../../report/report';

/** What a panel shows at the moment: the four states of `docs/panels.md`. */
export type PanelState =
  | { state: 'empty'; message: string; action?: PanelAction }
  | {
      state: 'working';
      progress: Progress & { title: string; elapsedMs: number; remainingMs?: number };
      partial?: unknown;
      actions?: PanelAction[];
    }
  | { state: 'error'; error: ErrorInfo; actions: PanelAction[] }
  | { state: 'report'; report: Report; actions: PanelAction[] };

/** A button: its label is already localized; pressing it sends `invoke` with its id. */
export interface PanelAction {
  id: string;
  label: string;
  primary?: boolean;
}

/** Requests a panel may make of its host; each gets exactly one reply, a value or an error. */
export interface PanelRequests {
  /** A slice of an attachment of the shown report. */
  attachment: { params: { file: string; offset?: number; length?: number }; value: Uint8Array };
  /** Runs one of the offered actions. */
  invoke: { params: { action: string }; value: undefined };
  export: { params: { format: 'html' | 'json' | 'csv' }; value: undefined };
  /** Saves or copies a plot or a table. */
  saveFile: { params: { suggestedName: string; mime: string; bytes: Uint8Array }; value: undefined };
  copyText: { params: { text: string }; value: undefined };
}

export type PanelMethod = keyof PanelRequests;

export type FromPanel =
  | { type: 'ready' }
  | { [M in PanelMethod]: { type: 'request'; id: number; method: M; params: PanelRequests[M]['params'] } }[PanelMethod];

/**
 * What a panel needs to come back after a reload: a name of its report, never its data. The host sends it with each
 * state; the panel keeps it verbatim under `memory` of its `setState` object, beside its own scroll and sort state,
 * and the serializer gets it back.
 */
export interface PanelMemory {
  job: string;
  /** Workspace folder, as a URI. */
  folder?: string;
  /** The model's file, as a URI. */
  model?: string;
  /** Id of the stored report; absent while the job runs and for reports that are not kept. */
  report?: string;
}

/** The object a panel hands to `setState`. */
export interface PanelPersisted {
  memory?: PanelMemory;
  [own: string]: unknown;
}

export type ToPanel =
  | { type: 'state'; state: PanelState; memory?: PanelMemory }
  | { type: 'reply'; id: number; value: unknown }
  | { type: 'reply'; id: number; error: ErrorInfo };
