import { git } from '../../../git/process';
import { workingFolder } from '../../../git/repository';
import { listTags } from '../../../git/tags';
import type { RegistrySettings } from '../../declared/settings';
import type { Registry } from '../../registry';
import { parseTag } from '../../tags/grammar';
import type { ArtifactState } from '../../tags/state';

/** What a plan starts from, read anew each time. */
export interface Situation {
  readonly registry: Registry;
  readonly name: string;
  /** Absent: no tag names it. */
  readonly state?: ArtifactState;
  readonly settings: RegistrySettings;
  /** Name → object of every tag of the repository. */
  readonly tags: ReadonlyMap<string, string>;
  /** Full name of HEAD's commit; absent: there is no commit yet. */
  readonly head?: string;
  /** Absent: HEAD is detached. */
  readonly branch?: string;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Reads what there is now. @throws UserError `git.*` */
export async function readSituation(registry: Registry, name: string, signal?: AbortSignal): Promise<Situation> {
  const options = { cwd: workingFolder(registry.repository), signal, accept: [1, 128] };
  await registry.refresh(signal);
  const [state, settings, tags, head, branch] = await Promise.all([
    registry.find(name),
    registry.settings(),
    listTags(registry.repository, signal),
    git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], options),
    git(['symbolic-ref', '--quiet', '--short', 'HEAD'], options),
  ]);
  return {
    registry,
    name,
    settings,
    tags,
    now: Math.floor(Date.now() / 1000),
    ...(state ? { state } : {}),
    ...(head.trim() === '' ? {} : { head: head.trim() }),
    ...(branch.trim() === '' ? {} : { branch: branch.trim() }),
  };
}

/** The next number: one more than the greatest of all the artifact's tags, lightweight ones too, as GTO counts. */
export function nextCounter({ tags, name }: Pick<Situation, 'tags' | 'name'>): number {
  let greatest = 0;
  for (const tag of tags.keys()) {
    const parsed = parseTag(tag);
    if (parsed?.artifact === name) greatest = Math.max(greatest, parsed.counter);
  }
  return greatest + 1;
}

/** The time of the artifact's last event, seconds since 1970; 0 where it has none. */
export function lastEventTime(state: ArtifactState | undefined): number {
  return state?.events.reduce((latest, event) => Math.max(latest, event.time), 0) ?? 0;
}
