import { join, resolve } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { resolveModelFile } from '../../registry/references/resolve';
import type { FetchResult } from '../../report/schemas/fetch';
import { defineJob } from '../job';
import { fetchParameters } from './parameters';
import { refuseConflicts, type Target, targetsOf } from './targets';
import { writeTargets } from './write';

/**
 * Writes the files of a model's version into a folder: the model, its external data, its manifest and what that names. All
 * appear or none; a file of other content is never replaced unasked.
 */
export const fetchJob = defineJob({
  parameters: fetchParameters,
  schemaVersion: 1,
  async run({ model: reference, out, force }, context) {
    const model = await resolveModelFile(reference, context.cwd, {
      signal: context.signal,
      verify: true,
      progress: (progress) => context.progress(progress),
    });
    const { revision, ref } = model;
    if (!revision) throw inWorkTree(reference);
    const folder = resolve(context.cwd, out);
    const targets = await targetsOf(model.path, revision.files, folder, context.signal);
    if (!force) refuseConflicts(targets, out);
    await writeTargets(targets, folder, context);
    const files = targets.map((target) => ({
      file: join(out, target.name).replaceAll('\\', '/'),
      role: target.role,
      bytes: target.bytes,
      sha256: target.sha256,
      storage: target.located.storage,
      state: stateOf(target),
    }));
    const { version, commit } = revision;
    const bytes = targets.reduce((sum, target) => sum + target.bytes, 0);
    const result: FetchResult = { folder: out, ...(version === undefined ? {} : { version }), commit, files, bytes };
    const sha256 = targets[0]!.sha256;
    return {
      result,
      verdict: fetchVerdict(model.name, version ?? ref ?? commit, result),
      model: { name: model.name, path: revision.path, ...(ref === undefined ? {} : { ref }), sha256, bytes: model.bytes },
    };
  },
});

function stateOf({ existing }: Target): FetchResult['files'][number]['state'] {
  return existing === 'none' ? 'written' : existing === 'same' ? 'same' : 'replaced';
}

/** `glyphs v1.1.0: 2 files in out, 1 of them there already`. */
function fetchVerdict(name: string, version: string, { files, folder }: FetchResult): string {
  const same = files.filter((file) => file.state === 'same').length;
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  const there = same === 0 ? '' : same === files.length ? ', there already' : `, ${same} of them there already`;
  return `${name} ${version}: ${count} in ${folder}${there}`;
}

function inWorkTree(reference: string): UserError {
  return new UserError('fetch.workTree', l10n.t('{0} names the file in the work tree: there is nothing to fetch.', reference), {
    where: reference,
    remedy: l10n.t('Name a version, a stage or a git ref: {0}, {1} or {2}.', 'NAME@v1.2.0', 'NAME#production', 'PATH@GITREF'),
  });
}
