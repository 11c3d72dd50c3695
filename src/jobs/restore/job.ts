import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { unconfirmed } from '../../registry/actions/act';
import { withRegistryLock } from '../../registry/actions/lock';
import { planRestore, type RestorePlan, refuseObstacles } from '../../registry/actions/restore';
import { identifyArtifact } from '../../registry/versions/identifyArtifact';
import type { RestoreResult } from '../../report/schemas/restore';
import { assertTrusted } from '../actionJob';
import { defineJob } from '../job';
import { restoreParameters } from './parameters';
import { writeRestored } from './write';

/** Writes a version's files into the work tree. What no commit has is never overwritten. */
export const restoreJob = defineJob({
  parameters: restoreParameters,
  schemaVersion: 1,
  async run({ model: reference, keepMine, dryRun, yes, expect }, context) {
    assertTrusted(context);
    if (!dryRun && !yes) throw unconfirmed();
    const { registry } = await identifyArtifact(fileOf(reference), context.cwd, context.signal);
    try {
      const plan = await planRestore(registry, reference, context.cwd, context.signal);
      if (expect !== undefined && plan.digest !== expect) {
        throw new UserError(
          'registry.changed',
          l10n.t('The work tree has changed since this was shown: it would write something else now.'),
          {
            where: reference,
            remedy: l10n.t('Look at what it would write now and confirm that.'),
          },
        );
      }
      if (!keepMine) refuseObstacles(plan.files);
      const write = () => writeRestored(plan.files, registry, context);
      const kept = dryRun ? new Map<string, string>() : await withRegistryLock(registry.repository, write, context.signal);
      const result = resultOf(plan, dryRun, kept);
      return { result, verdict: restoreVerdict(plan, result) };
    } finally {
      registry.dispose();
    }
  },
});

/** `models/m.onnx` of `models/m.onnx@main`: the file may be gone, but its folder says which repository. */
function fileOf(reference: string): string {
  const found = /^(.*\.onnx)@/i.exec(reference);
  return found?.[1] ?? reference;
}

function resultOf({ model, files, consequences, digest }: RestorePlan, dryRun: boolean, kept: ReadonlyMap<string, string>): RestoreResult {
  const { version, commit } = model.revision!;
  return {
    dryRun,
    digest,
    ...(version === undefined ? {} : { version }),
    commit,
    files: [...files].reverse().map(({ path, role, bytes, found }) => {
      const keptAs = kept.get(found.blocking ?? path);
      const state = ({ none: 'written', same: 'same', committed: 'replaced', mine: 'kept' } as const)[found.state];
      return { path, role, bytes, state, ...(keptAs === undefined ? {} : { keptAs }) };
    }),
    consequences: [...consequences],
  };
}

/** `glyphs v1.1.0: restored 3 files, 1 there already`. */
function restoreVerdict({ model }: RestorePlan, { dryRun, files, version, commit }: RestoreResult): string {
  const same = files.filter((file) => file.state === 'same').length;
  const count = files.length - same;
  const text = count === 1 ? '1 file' : `${count} files`;
  return `${model.name} ${version ?? commit.slice(0, 10)}: ${dryRun ? 'would restore' : 'restored'} ${text}${same > 0 ? `, ${same} there already` : ''}`;
}
