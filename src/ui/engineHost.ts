import * as vscode from 'vscode';
import { Disposable } from '../base/disposable';
import type { Engine, WorkerMemory } from '../engine/engine';
import { logAt } from './jobs/jobRunner';
import type { Log } from './log';
import { cacheMegabytes, runtimePath, tagPatterns, workerIdleMs } from './settings';

/** The window's one engine, made when a job first needs it. */
export class EngineHost extends Disposable {
  #engine: Promise<Engine> | undefined;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly log: Log,
  ) {
    super();
    this.register({ dispose: () => void this.#close() });
  }

  get(): Promise<Engine> {
    this.#engine ??= this.#make();
    return this.#engine;
  }

  /** The workers alive now; none where no job has run yet. */
  async memory(): Promise<WorkerMemory[]> {
    return this.#engine ? (await this.#engine).memory() : [];
  }

  /** Ends every worker. The next job starts a new one. */
  async stop(): Promise<void> {
    const engine = this.#engine;
    this.#engine = undefined;
    await (await engine)?.close();
  }

  async #make(): Promise<Engine> {
    const { createEngine } = await import('../engine/pool');
    const logger = this.log.tagged('engine');
    return createEngine({
      workerPath: vscode.Uri.joinPath(this.extension, 'dist', 'worker.js').fsPath,
      texts: vscode.l10n.bundle,
      idleMilliseconds: workerIdleMs(),
      // The variables that the command line goes by; where they are set, they hold here too.
      environment: () => ({
        MODELWRIGHT_CACHE_MEGABYTES: process.env.MODELWRIGHT_CACHE_MEGABYTES ?? String(cacheMegabytes()),
        MODELWRIGHT_RUNTIME: process.env.MODELWRIGHT_RUNTIME ?? runtimePath(),
        MODELWRIGHT_TAG_PATTERNS: process.env.MODELWRIGHT_TAG_PATTERNS ?? tagPatterns() ?? '',
      }),
      log: (level, message) => logAt(logger, level, message),
    });
  }

  async #close(): Promise<void> {
    (await this.#engine)?.dispose();
  }
}
