import { homedir } from 'node:os';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { findJob } from '../jobs/table';
import type { CacheResult } from '../report/schemas/cache';
import type { CommandGateway } from './commands';
import type { EngineHost } from './engineHost';
import { formatBytes } from './format';
import { Commands } from './ids';
import type { Questions } from './questions';

/** The cache of old versions, which all repositories of a person share. */
export function addCacheCommands(gateway: CommandGateway, engine: EngineHost, questions: () => Pick<Questions, 'confirm' | 'tell'>): void {
  gateway.add(Commands.clearCache, async () => {
    const { bytes, versions, folder } = await runCache(engine, false);
    const { confirm, tell } = questions();
    if (bytes === 0 && versions === 0) {
      await tell(l10n.t('The cache of old versions is empty.'));
      return;
    }
    const yes = await confirm({
      message: l10n.t('Clear the cache of old versions? It takes {0}.', formatBytes(bytes)),
      detail: [
        versions === 1 ? l10n.t('One version in {0}', folder) : l10n.t('{0} versions in {1}', versions, folder),
        l10n.t('Nothing is lost: a version is put together again from its repository when it is next used. Those in use now stay.'),
      ].join('\n'),
      yes: l10n.t('Clear Cache'),
    });
    if (!yes) return;
    await freeIdleWorkers(engine);
    const { cleared, inUse } = await runCache(engine, true);
    const freed = l10n.t('The cache of old versions was cleared: {0} are free.', formatBytes(cleared?.bytes ?? 0));
    await tell(
      inUse === 0 ? freed : `${freed} ${inUse === 1 ? l10n.t('One version in use stays.') : l10n.t('{0} versions in use stay.', inUse)}`,
    );
  });
}

async function runCache(engine: EngineHost, clear: boolean): Promise<CacheResult> {
  const { executeJob } = await import('../jobs/execute');
  const entry = findJob('cache');
  if (!entry) throw new Error('the job table has no cache');
  const { report, release } = await executeJob({
    entry,
    parameters: { clear },
    engine: await engine.get(),
    // It names no files.
    cwd: homedir(),
    trusted: vscode.workspace.isTrusted,
  });
  await release();
  return report.result as CacheResult;
}

/** A worker that did its work holds on to the versions it did it on: one that has nothing to do lets them go by ending. */
async function freeIdleWorkers(engine: EngineHost): Promise<void> {
  if ((await engine.memory()).every(({ job }) => job === undefined)) await engine.stop();
}
