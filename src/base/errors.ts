/**
 * An error that a person can act on: what is wrong, where, and what to do about it.
 * Everything thrown on purpose is one of these; anything else is a defect and is reported with its stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** Stable code such as `input.shape`; panels and tests key on it, never on the English text. */
  readonly code: string;
  /** What the error is about: a path, an input's name, a position in a file. */
  readonly where?: string;
  /** The next step, as a sentence. May name a command. */
  readonly remedy?: string;
  /** Commands a door may offer as buttons. */
  readonly actions: readonly ErrorAction[];

  constructor(code: string, message: string, more: { where?: string; remedy?: string; actions?: ErrorAction[]; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.where = more.where;
    this.remedy = more.remedy;
    this.actions = more.actions ?? [];
  }
}

/**
 * Something a door can offer to do about an error. A command is its words: only the door knows the shell they are quoted for.
 * One without `cwd` works in any folder.
 */
export type ErrorAction =
  | { kind: 'openFile'; path: string }
  | { kind: 'terminal'; argv: readonly string[]; cwd?: string }
  | { kind: 'showLog' };

/** An error as data: what crosses a process boundary, a webview boundary, or goes to stderr. */
export interface ErrorInfo {
  code: string;
  message: string;
  where?: string;
  remedy?: string;
  actions?: ErrorAction[];
  /** Only for defects (errors that are not a {@link UserError}). */
  stack?: string;
}

/** Turns anything thrown into data. */
export function toErrorInfo(error: unknown): ErrorInfo {
  if (error instanceof UserError) {
    return { code: error.code, message: error.message, where: error.where, remedy: error.remedy, actions: [...error.actions] };
  }
  if (isAbort(error)) return { code: 'cancelled', message: 'Cancelled.' };
  if (error instanceof Error) return { code: 'internal', message: error.message, stack: error.stack };
  return { code: 'internal', message: String(error) };
}

/** The reverse of {@link toErrorInfo}, on the other side of a boundary. */
export function fromErrorInfo(info: ErrorInfo): Error {
  if (info.code === 'cancelled') return new DOMException(info.message, 'AbortError');
  if (info.code === 'internal') {
    const error = new Error(info.message);
    if (info.stack) error.stack = info.stack;
    return error;
  }
  return new UserError(info.code, info.message, info);
}

/** True for the error an `AbortSignal` rejects with. */
export function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
