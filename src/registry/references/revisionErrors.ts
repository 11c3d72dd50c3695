import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { shownCommand } from '../../base/shell';
import { suggest } from '../../base/suggest';
import { git } from '../../git/process';
import { type GitRepository, workingFolder } from '../../git/repository';
import type { Registry } from '../registry';
import { isVersion } from '../tags/grammar';
import type { ArtifactState, VersionState } from '../tags/state';

/** Names listed in a message. */
const LISTED = 6;

export function noArtifact(name: string, names: readonly string[]): UserError {
  return new UserError('model.unknown', l10n.t('No tag of this repository names a model {0}.', name), {
    where: name,
    remedy:
      meant(name, names) ??
      (names.length > 0 ? l10n.t('It has {0}.', listed(names)) : l10n.t('"modelwright register" makes a first version.')),
  });
}

/** A shallow clone leaves tags out that may well be at the remote. */
export function unregistered(name: string, repository: GitRepository): UserError {
  if (repository.shallow) {
    const argv = ['git', 'fetch', '--unshallow', '--tags'];
    return new UserError('model.unregistered', l10n.t('No version of {0} is here: this is a shallow clone, which leaves tags out.', name), {
      where: name,
      remedy: l10n.t('Run: {0}', shownCommand(argv)),
      actions: [{ kind: 'terminal', argv, cwd: workingFolder(repository) }],
    });
  }
  return new UserError('model.unregistered', l10n.t('{0} has no version yet.', name), {
    where: name,
    remedy: l10n.t('"modelwright register {0}" makes the first.', name),
  });
}

export function noVersion(artifact: ArtifactState, version: string): UserError {
  const names = artifact.versions.filter((state) => state.registered && state.active).map((state) => state.version);
  const { name } = artifact;
  const message = version === 'latest' ? l10n.t('{0} has no version that holds.', name) : l10n.t('{0} has no version {1}.', name, version);
  const known = names.length > 0 ? l10n.t('It has {0}.', listed(names)) : l10n.t('"modelwright register {0}" makes the first.', name);
  return new UserError('model.version', message, {
    where: `${name}@${version}`,
    remedy: [meant(version, names), known].filter((text) => text !== undefined).join(' '),
  });
}

export function withdrawn(artifact: ArtifactState, state: VersionState): UserError {
  return new UserError('model.withdrawn', l10n.t('Version {0} of {1} was deregistered.', state.version, artifact.name), {
    where: state.tag,
    remedy: l10n.t('Its tag is still there: PATH@{0} opens the file at it.', state.tag),
  });
}

export function noStage(artifact: ArtifactState, stage: string): UserError {
  const names = [...artifact.stages.keys()];
  return new UserError('model.stage', l10n.t('{0} was never in a stage {1}.', artifact.name, stage), {
    where: `${artifact.name}#${stage}`,
    remedy:
      meant(stage, names) ??
      (names.length > 0
        ? l10n.t('Its stages are {0}.', listed(names))
        : l10n.t('"modelwright assign {0}" puts a version into one.', artifact.name)),
  });
}

export function stageEmpty(artifact: ArtifactState, stage: string): UserError {
  const { latest, name } = artifact;
  return new UserError('model.stageEmpty', l10n.t('No version of {0} is in stage {1} now.', name, stage), {
    where: `${name}#${stage}`,
    remedy: latest === undefined ? undefined : l10n.t('The latest version is {0}.', `${name}@${latest}`),
  });
}

/** A ref that git does not know: what may have been meant, and how to get what a shallow clone left out. */
export async function unknownRef(registry: Registry, path: string, ref: string): Promise<UserError> {
  const { repository } = registry;
  const artifact = await registry.find(path);
  const asVersion = artifact?.versions.find((state) => isVersion(state.version) && state.version === `v${ref}`)?.version;
  const asStage = artifact?.stages.has(ref) ? `${path}#${ref}` : undefined;
  const suggestion = asVersion === undefined ? asStage : `${path}@${asVersion}`;
  const more = { where: ref, remedy: suggestion === undefined ? await nearRef(registry, ref) : l10n.t('Did you mean {0}?', suggestion) };
  if (!repository.shallow) return new UserError('model.ref', l10n.t('git knows no commit, branch or tag {0} here.', ref), more);
  const argv = ['git', 'fetch', '--unshallow', '--tags'];
  return new UserError('model.ref', l10n.t('git knows no commit, branch or tag {0} here: this is a shallow clone.', ref), {
    where: ref,
    remedy: l10n.t('Run: {0}', shownCommand(argv)),
    actions: [{ kind: 'terminal', argv, cwd: workingFolder(repository) }],
  });
}

async function nearRef({ repository }: Registry, ref: string): Promise<string> {
  const format = '--format=%(refname:short)';
  const names = await git(['for-each-ref', format, 'refs/heads', 'refs/tags', 'refs/remotes'], {
    cwd: workingFolder(repository),
    limit: 1 << 28,
  });
  return (
    meant(ref, names.split('\n')) ??
    l10n.t('"git branch --all" and "git tag" list what there is; "git fetch --tags" brings what the remote has.')
  );
}

function meant(given: string, names: readonly string[]): string | undefined {
  const near = suggest(given, names);
  return near === undefined ? undefined : l10n.t('Did you mean {0}?', near);
}

function listed(names: readonly string[]): string {
  return names.length > LISTED ? `${names.slice(0, LISTED).join(', ')}, …` : names.join(', ');
}
