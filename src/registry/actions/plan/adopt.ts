import * as l10n from '@vscode/l10n';
import { UserError } from '../../../base/errors';
import type { Consequence } from '../../../report/schemas/action';
import type { ArtifactState, VersionState } from '../../tags/state';
import { consequence } from './consequences';
import type { PlannedEvent } from './tagNames';

/** What has to be written of a version before anything else is. */
export interface Adoption {
  readonly events: readonly PlannedEvent[];
  readonly first: readonly Consequence[];
}

/**
 * Registers as GTO does a version that only a tag of another pattern tells. Without that GTO would take a stage tag at its commit for
 * one of a bare commit, and its deregistration for one of nothing.
 * @throws UserError `register.commitTaken` where the commit would carry two versions for GTO
 */
export function adopt(state: ArtifactState, found: VersionState): Adoption {
  const { version, commit, tag, pattern } = found;
  if (pattern === 'gto' || !found.registered) return { events: [], first: [] };
  const other = state.versions.find((each) => each.registered && each.pattern === 'gto' && each.commit === commit);
  if (other) {
    throw new UserError(
      'register.commitTaken',
      l10n.t('The tag {0} alone tells {1}, and for GTO its commit is {2}: it takes one version a commit.', tag, version, other.version),
      { where: tag, remedy: l10n.t('Name {0} instead.', other.version) },
    );
  }
  const message = `Registering artifact ${state.name} version ${version}, as the tag ${tag} has it`;
  const text = `The tag ${tag} tells ${version}, and GTO does not read it: the version is registered at the same commit first.`;
  return {
    events: [{ event: 'registration', commit, version, message }],
    first: [consequence('version.adopted', 'info', text, { version, tag, commit })],
  };
}
