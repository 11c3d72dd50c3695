import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { IdentifiedArtifact } from './identifyArtifact';
import { versionFiles } from './versionFiles';
import { workingCopy } from './workingCopy';

/**
 * The version that a file in the work tree is, or was changed from; the latest where neither is known.
 * @param path of the file, from the root with `/`
 * @returns a reference to it
 * @throws UserError `version.none`
 */
export async function lastVersion({ registry, name }: IdentifiedArtifact, path: string, signal?: AbortSignal): Promise<string> {
  const state = await registry.find(name);
  const versions = (state?.versions ?? []).filter((version) => version.registered && version.active);
  const copy = await workingCopy(registry, path, versions, await versionFiles(registry, name, versions), signal);
  const version = copy?.version ?? state?.latest;
  if (version === undefined) throw noVersionError(name);
  return `${name}@${version}`;
}

/** There is nothing to compare a model with. */
export function noVersionError(name: string): UserError {
  return new UserError('version.none', l10n.t('{0} has no version to compare with.', name), {
    where: name,
    remedy: l10n.t('Register one first: modelwright register {0}. Or name the other model as well.', name),
  });
}
