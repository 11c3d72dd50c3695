import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isAbort, UserError } from '../../base/errors';
import type { JobEntry } from '../../jobs/table';
import { versionsWithout } from '../../report/headline';
import type { VersionsResult } from '../../report/schemas/versions';
import { placeOf, versionUri } from '../modelUri';
import type { JobRunner } from './jobRunner';

/** The part of a metrics file that evaluating fills. */
const PART = 'evaluation';

/** Whether there is anything to fill. */
export function hasUnevaluated(result: VersionsResult): boolean {
  return versionsWithout(result.versions, PART).length > 0;
}

/**
 * Evaluates the versions that have no figures, one after the other, from the cache and without a checkout. The figures stay in the history of reports:
 * nothing is written into tags that are there.
 * @param job `evaluate`
 * @throws UserError `versions.evaluate` naming those that could not be evaluated, after the others were
 */
export async function evaluateVersions(runner: JobRunner, job: JobEntry, model: vscode.Uri, result: VersionsResult): Promise<void> {
  const versions = versionsWithout(result.versions, PART);
  const failed: { version: string; error: UserError }[] = [];
  const title = l10n.t('Evaluating versions of {0}', result.name);
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      for (const [index, { version }] of versions.entries()) {
        const message = l10n.t('{0}, {1} of {2}', version, index + 1, versions.length);
        progress.report({ message, increment: index === 0 ? 0 : 100 / versions.length });
        try {
          const reference = versionUri(placeOf(model), `${result.name}@${version}`);
          await (await runner.run({ job, model: reference, parameters: {}, signal: abort.signal })).release();
        } catch (error) {
          // What was evaluated before stays.
          if (abort.signal.aborted && isAbort(error)) return;
          if (!(error instanceof UserError)) throw error;
          failed.push({ version, error });
        }
      }
    },
  );
  const [first] = failed;
  if (!first) return;
  const names = failed.map(({ version }) => version).join(', ');
  throw new UserError('versions.evaluate', l10n.t('{0} could not be evaluated: {1}', names, first.error.message), {
    where: first.error.where,
    remedy: first.error.remedy,
    actions: [...first.error.actions],
    cause: first.error,
  });
}
