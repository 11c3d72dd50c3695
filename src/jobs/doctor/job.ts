import { resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { diagnose } from '../../registry/doctor/doctor';
import { Registry } from '../../registry/registry';
import type { DoctorResult } from '../../report/schemas/doctor';
import { assertTrusted } from '../actionJob';
import { defineJob } from '../job';
import { doctorParameters } from './parameters';

/**
 * Says what is wrong with a repository's registry and what to do about it. A check: it fails where there is an error among the findings. A remote
 * is asked only where one is named, and not for an untrusted workspace, whose configuration may name programs to reach it with.
 */
export const doctorJob = defineJob({
  parameters: doctorParameters,
  schemaVersion: 1,
  async run({ folder, remote }, context) {
    if (remote !== undefined) assertTrusted(context);
    const path = resolve(context.cwd, folder);
    const registry = await Registry.open(path, { signal: context.signal });
    if (!registry) {
      throw new UserError('git.notRepository', l10n.t('{0} is not in a git repository.', path), {
        where: path,
        remedy: l10n.t('Run "git init" in the folder of your models, or open one that has a repository.'),
      });
    }
    try {
      const { signal, progress } = context;
      const result: DoctorResult = await diagnose(registry, { signal, remote, progress });
      const failedCheck = result.findings.some((finding) => finding.severity === 'error');
      return { result, verdict: doctorVerdict(result), ...(failedCheck ? { failedCheck } : {}) };
    } finally {
      registry.dispose();
    }
  },
});

/** `500 models, 7500 versions, 10000 tags: 1 error and 2 warnings`. */
function doctorVerdict({ findings, checked }: DoctorResult): string {
  const count = (severity: DoctorResult['findings'][number]['severity']) => findings.filter((one) => one.severity === severity).length;
  const counts = [some(count('error'), 'error'), some(count('warning'), 'warning'), some(count('info'), 'note')].filter(
    (text) => text !== '',
  );
  const found = counts.length === 0 ? 'nothing wrong' : counts.join(', ').replace(/, ([^,]*)$/, ' and $1');
  return `${plural(checked.models, 'model')}, ${plural(checked.versions, 'version')}, ${plural(checked.tags, 'tag')}: ${found}`;
}

function some(count: number, noun: string): string {
  return count === 0 ? '' : plural(count, noun);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
