import { performance } from 'node:perf_hooks';
import * as vscode from 'vscode';
import { Disposable } from '../base/disposable';
import { isAbort, UserError } from '../base/errors';
import { showError } from './errors';
import type { Log, Logger } from './log';

/**
 * The one way a command is registered: each run is timed and logged, and a failure reaches the person once, with what
 * can be done about it. A command that failed or was cancelled gives `undefined`.
 */
export class CommandGateway extends Disposable {
  readonly #log: Logger;

  constructor(private readonly log: Log) {
    super();
    this.#log = log.tagged('command');
  }

  /** Registers `id`. `run` gets the arguments as VS Code passes them: look at them before believing them. */
  add(id: string, run: (...args: unknown[]) => unknown): void {
    this.register(
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        const started = performance.now();
        const took = () => `${(performance.now() - started).toFixed(0)} ms`;
        try {
          const value = await run(...args);
          this.#log.debug(`${id} done after ${took()}`);
          return value;
        } catch (error) {
          if (isAbort(error) || error instanceof vscode.CancellationError) {
            this.#log.debug(`${id} cancelled after ${took()}`);
            return undefined;
          }
          if (error instanceof UserError) this.#log.warn(`${id} failed after ${took()}: ${error.code}: ${error.message}`);
          else this.#log.error(error instanceof Error ? error : `${id}: ${String(error)}`);
          void showError(error, this.log);
          return undefined;
        }
      }),
    );
  }
}
