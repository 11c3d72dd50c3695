import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import type { JobContext, JobOutcome } from '../engine/context';
import { act, type Confirmation } from '../registry/actions/act';
import type { Plan } from '../registry/actions/plan/plan';
import type { Situation } from '../registry/actions/plan/situation';
import { type IdentifiedArtifact, identifyArtifact } from '../registry/versions/identifyArtifact';
import type { ActionResult } from '../report/schemas/action';

/**
 * Runs an action on the model that a person names, and says in a sentence what it wrote or would write.
 * @throws UserError `action.untrusted`; what identifying, planning and writing throw
 */
export async function actionOn(
  model: string,
  parameters: Confirmation,
  context: JobContext,
  makePlan: (situation: Situation, artifact: IdentifiedArtifact) => Promise<Plan>,
  named: (artifact: IdentifiedArtifact) => string = (artifact) => artifact.name,
): Promise<JobOutcome<ActionResult>> {
  assertTrusted(context);
  const artifact = await identifyArtifact(model, context.cwd, context.signal);
  try {
    const name = named(artifact);
    const result = await act(artifact.registry, name, (situation) => makePlan(situation, artifact), parameters, context.signal);
    return { result, verdict: actionVerdict(name, result) };
  } finally {
    artifact.registry.dispose();
  }
}

/** Hooks and filters are programs that a repository names. @throws UserError `action.untrusted` */
export function assertTrusted(context: JobContext): void {
  if (context.trusted) return;
  throw new UserError(
    'action.untrusted',
    l10n.t('Writing to a repository runs its hooks and filters, so an untrusted workspace is only read.'),
    {
      remedy: l10n.t('Trust the workspace, if you do.'),
    },
  );
}

/** `glyphs v1.3.0 registered: glyphs@v1.3.0`. */
export function actionVerdict(name: string, { dryRun, tags, deletes, commit }: ActionResult): string {
  const parts = [
    commit && `${dryRun ? 'would commit' : 'committed'} ${commit.files.length === 1 ? '1 file' : `${commit.files.length} files`}`,
    tags.length > 0 && `${dryRun ? 'would write' : 'wrote'} ${tags.join(', ')}`,
    deletes.length > 0 && `${dryRun ? 'would delete' : 'deleted'} ${deletes.join(', ')}`,
  ].filter(Boolean);
  return parts.length === 0 ? `${name}: nothing to write` : `${name}: ${parts.join(', ')}`;
}
