import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import { GitActions } from '../../git/actions';
import { git } from '../../git/process';
import { workingFolder } from '../../git/repository';
import type { Registry } from '../registry';

/** A remote that says nothing for this long is given up. */
const SILENCE = 120_000;

/** Names of the repository's remotes, the one that is pushed to first: the branch's, else `origin`, else the only one. */
export async function remotesOf(registry: Registry, signal?: AbortSignal): Promise<string[]> {
  const options = { cwd: workingFolder(registry.repository), signal, accept: [1, 128] };
  const [listed, branch] = await Promise.all([git(['remote'], options), git(['symbolic-ref', '--quiet', '--short', 'HEAD'], options)]);
  const remotes = listed.split('\n').filter((name) => name !== '');
  const keys = [
    ...(branch.trim() === '' ? [] : [`branch.${branch.trim()}.pushRemote`]),
    'remote.pushDefault',
    `branch.${branch.trim()}.remote`,
  ];
  for (const key of keys) {
    const found = (await git(['config', '--get', key], options)).trim();
    if (remotes.includes(found)) return [found, ...remotes.filter((name) => name !== found)];
  }
  return remotes.includes('origin') ? ['origin', ...remotes.filter((name) => name !== 'origin')] : remotes;
}

/** The command that pushes these tags, and deletes those there. */
export function pushCommand(remote: string, tags: readonly string[], deletes: readonly string[]): string[] {
  const refs = [...tags.map((tag) => `refs/tags/${tag}`), ...deletes.map((tag) => `:refs/tags/${tag}`)];
  return ['git', 'push', remote, ...refs];
}

/** The command that deletes tags at a remote, each only while it is the object that was looked at. */
export function deleteCommand(remote: string, objects: ReadonlyMap<string, string>): string[] {
  return ['git', 'push', ...leases(objects), remote, ...[...objects.keys()].map((tag) => `:refs/tags/${tag}`)];
}

function leases(objects: ReadonlyMap<string, string>): string[] {
  return [...objects].map(([tag, object]) => `--force-with-lease=refs/tags/${tag}:${object}`);
}

/**
 * Deletes tags at a remote. Where one is another there by now nothing is deleted.
 * @param objects what each is there
 * @throws UserError as {@link pushTags}
 */
export async function deleteRemoteTags(
  registry: Registry,
  remote: string,
  objects: ReadonlyMap<string, string>,
  signal?: AbortSignal,
): Promise<void> {
  if (objects.size === 0) return;
  const refs = [...objects.keys()].map((tag) => `:refs/tags/${tag}`);
  try {
    await new GitActions(registry.repository, signal).run(
      ['push', '--porcelain', '--atomic', ...leases(objects), '--', remote, ...refs],
      await remoteOptions(registry),
    );
  } catch (error) {
    throw error instanceof UserError ? pushError(error, remote, deleteCommand(remote, objects), workingFolder(registry.repository)) : error;
  }
}

/**
 * Pushes tags by name, and deletes those of `deletes` at the remote. Commits that they need go along; no branch moves there. Nothing is
 * forced: a tag that is another one there is refused. Nothing asks for a password: where one is wanted the push fails.
 * @throws UserError `push.remote`, `push.credentials`, `push.unreachable`, `push.rejected`, `git.*`; AbortError when cancelled
 */
export async function pushTags(
  registry: Registry,
  remote: string,
  tags: readonly string[],
  deletes: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const refs = [...tags.map((tag) => `refs/tags/${tag}:refs/tags/${tag}`), ...deletes.map((tag) => `:refs/tags/${tag}`)];
  if (refs.length === 0) return;
  try {
    await new GitActions(registry.repository, signal).run(
      ['push', '--porcelain', '--no-follow-tags', '--', remote, ...refs],
      await remoteOptions(registry),
    );
  } catch (error) {
    throw error instanceof UserError
      ? pushError(error, remote, pushCommand(remote, tags, deletes), workingFolder(registry.repository))
      : error;
  }
}

/** OpenSSH fails where it would ask on the terminal, unless the person has an ssh or a helper of their own. */
async function remoteOptions({ repository }: Registry): Promise<{ silence: number; env: Record<string, string> }> {
  const own = ['GIT_SSH_COMMAND', 'GIT_SSH', 'SSH_ASKPASS'].some((name) => process.env[name] !== undefined);
  const configured = await git(['config', '--get', 'core.sshCommand'], { cwd: workingFolder(repository), accept: [1] });
  return { silence: SILENCE, env: own || configured.trim() !== '' ? {} : { GIT_SSH_COMMAND: 'ssh -oBatchMode=yes' } };
}

const REASONS: readonly { code: string; says: RegExp; message: (remote: string) => string; remedy: () => string }[] = [
  {
    code: 'push.credentials',
    says: /could not read (?:Username|Password)|terminal prompts disabled|Authentication failed|Permission denied \(|Host key verification failed/i,
    message: (remote) => l10n.t('{0} wants to know who you are, and git has no stored answer.', remote),
    remedy: () => l10n.t('Push in a terminal, where git can ask.'),
  },
  {
    code: 'push.unreachable',
    says: /Could not resolve|Connection (?:refused|timed out|reset)|unable to access|does not appear to be a git repository|Could not read from remote|not found/i,
    message: (remote) => l10n.t('{0} cannot be reached.', remote),
    remedy: () => l10n.t('Check its address (git remote -v) and the connection.'),
  },
  {
    code: 'push.rejected',
    says: /rejected|hook declined|already exists|remote ref does not exist|unable to delete/i,
    message: (remote) => l10n.t('{0} did not take the tags.', remote),
    remedy: () => l10n.t('Run git fetch --tags and look at what is there.'),
  },
];

function pushError(error: UserError, remote: string, argv: readonly string[], cwd: string): UserError {
  const found = REASONS.find(({ says }) => says.test(error.message));
  if (!found) return error;
  return new UserError(found.code, `${found.message(remote)}\n${error.message}`, {
    where: remote,
    remedy: found.remedy(),
    actions: [{ kind: 'terminal', argv, cwd }],
    cause: error,
  });
}

/** @throws UserError `push.remote` */
export function chosenRemote(remotes: readonly string[], wanted: string | undefined): string {
  const remote = wanted === undefined ? remotes[0] : remotes.find((name) => name === wanted);
  if (remote !== undefined && !remote.startsWith('-')) return remote;
  throw new UserError(
    'push.remote',
    remotes.length === 0 ? l10n.t('This repository has no remote.') : l10n.t('There is no remote {0}.', wanted ?? ''),
    {
      where: wanted,
      remedy: remotes.length === 0 ? l10n.t('Add one with git remote add origin URL.') : l10n.t('Its remotes: {0}', remotes.join(', ')),
    },
  );
}

/** Name → object of the tags that a remote has. @throws UserError `push.*`, `git.*` */
export async function remoteTags(registry: Registry, remote: string, signal?: AbortSignal): Promise<Map<string, string>> {
  let printed: string;
  try {
    printed = await new GitActions(registry.repository, signal).run(
      ['ls-remote', '--tags', '--refs', '--', remote],
      await remoteOptions(registry),
    );
  } catch (error) {
    throw error instanceof UserError ? pushError(error, remote, ['git', 'ls-remote', remote], workingFolder(registry.repository)) : error;
  }
  const found = new Map<string, string>();
  for (const line of printed.split('\n')) {
    const [object, ref] = line.split('\t');
    if (object !== undefined && ref?.startsWith('refs/tags/')) found.set(ref.slice('refs/tags/'.length), object);
  }
  return found;
}

/** Those of `wanted` that are there. */
export function chosenTags(there: ReadonlyMap<string, string>, wanted: readonly string[]): Map<string, string> {
  return new Map(
    [...new Set(wanted)].sort().flatMap((tag) => {
      const object = there.get(tag);
      return object === undefined ? [] : [[tag, object]];
    }),
  );
}
