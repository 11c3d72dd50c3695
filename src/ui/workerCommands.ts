import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CommandGateway } from './commands';
import type { EngineHost } from './engineHost';
import { formatBytes } from './format';
import { Commands } from './ids';
import type { Log } from './log';

/** The log, and the processes that do the work. */
export function addWorkerCommands(gateway: CommandGateway, engine: EngineHost, log: Log): void {
  gateway.add(Commands.showLog, () => log.show());

  gateway.add(Commands.showWorkers, async () => {
    const workers = await engine.memory();
    if (workers.length === 0) {
      void vscode.window.showInformationMessage(l10n.t('No worker process is running. One starts with the next job.'));
      return;
    }
    const lines = workers.map(({ pid, job, rssBytes }) =>
      job ? l10n.t('process {0}: {1}, {2}', pid, formatBytes(rssBytes), job) : l10n.t('process {0}: {1}, idle', pid, formatBytes(rssBytes)),
    );
    for (const line of lines) log.tagged('engine').info(line);
    const stop = l10n.t('Stop Workers');
    const chosen = await vscode.window.showInformationMessage(
      workers.length === 1 ? l10n.t('One worker: {0}.', lines[0] ?? '') : l10n.t('{0} workers: {1}.', workers.length, lines.join('; ')),
      stop,
    );
    if (chosen === stop) await engine.stop();
  });
}
