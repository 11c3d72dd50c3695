import * as l10n from '@vscode/l10n';
import { UserError } from './base/errors';
import type { JobContext, VersionedOutcome } from './engine/context';
import { METER_ARGUMENT } from './engine/meter/argument';
import { serveMeter } from './engine/meter/serveMeter';
import { serve } from './engine/serve';
import { findJob } from './jobs/table';

/** The child process's entry: runs jobs of the table, one at a time, for the parent that forked it, or measures a model for a job. */
if (process.argv[2] === METER_ARGUMENT) serveMeter();
else serve(runJob);

async function runJob(name: string, parameters: unknown, context: JobContext): Promise<VersionedOutcome> {
  const entry = findJob(name);
  if (!entry) throw new Error(`no job is named ${name}`);
  if (!context.trusted && !entry.untrusted) {
    throw new UserError(
      'workspace.untrusted',
      l10n.t('{0} needs a trusted workspace: it loads the model into ONNX Runtime.', entry.title),
      {
        remedy: l10n.t('Trust the workspace first.'),
      },
    );
  }
  const job = await entry.load();
  return job.run(parameters, context);
}
