import * as vscode from 'vscode';
import { Disposable } from '../base/disposable';

/** A log that names the component each line comes from. */
export interface Logger {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string | Error): void;
}

/** The extension's one log channel. */
export class Log extends Disposable {
  readonly #channel = this.register(vscode.window.createOutputChannel('Modelwright', { log: true }));

  /** A logger whose lines begin with `[tag]`. */
  tagged(tag: string): Logger {
    const channel = this.#channel;
    const line = (message: string) => `[${tag}] ${message}`;
    return {
      trace: (message) => channel.trace(line(message)),
      debug: (message) => channel.debug(line(message)),
      info: (message) => channel.info(line(message)),
      warn: (message) => channel.warn(line(message)),
      error: (message) => channel.error(line(message instanceof Error ? (message.stack ?? message.message) : message)),
    };
  }

  show(): void {
    this.#channel.show();
  }
}
