import { compare, parse, prerelease } from 'semver';
import type { Consequence, PlannedTag } from '../../../report/schemas/action';
import { foldArtifact } from '../../tags/fold';
import { parseTag } from '../../tags/grammar';
import type { ArtifactState, TagEvent } from '../../tags/state';
import type { PlannedDelete } from './plan';
import { lastEventTime, type Situation } from './situation';

/** A clock further behind than this is worth a word. */
const CLOCK_TOLERANCE = 5;

/** A consequence with its sentence, in English; panels make their own of `code` and `values`. */
export function consequence(
  code: string,
  severity: Consequence['severity'],
  message: string,
  values?: Record<string, string>,
  command?: string,
): Consequence {
  return { code, severity, message, ...(command === undefined ? {} : { command }), ...(values ? { values } : {}) };
}

/**
 * The artifact as its tags will tell it. A commit yet to be made stands for itself under its empty name.
 */
export function foretell(situation: Situation, writes: readonly PlannedTag[], deletes: readonly PlannedDelete[]): ArtifactState {
  const gone = new Set(deletes.map(({ tag }) => tag));
  const events = (situation.state?.events ?? []).filter((event) => !gone.has(event.tag));
  let time = Math.max(situation.now, lastEventTime(situation.state));
  const added = writes.map((write): TagEvent => {
    time += 1;
    const name = parseTag(write.tag);
    return {
      tag: write.tag,
      event: write.event,
      artifact: situation.name,
      commit: write.commit,
      ...(write.version === undefined ? {} : { version: write.version }),
      ...(write.stage === undefined ? {} : { stage: write.stage }),
      counter: name?.counter ?? 0,
      pattern: 'gto',
      time,
      author: '',
      email: '',
      message: write.message,
    };
  });
  return foldArtifact(situation.name, [...events, ...added]);
}

/** What writing and deleting tags does to stages, beyond what was asked for. @param asked the stage that was assigned, if one was */
export function stageConsequences(situation: Situation, after: ArtifactState, asked?: string): Consequence[] {
  const before = situation.state?.stages ?? new Map<string, string | null>();
  const found: Consequence[] = [];
  for (const stage of new Set([...before.keys(), ...after.stages.keys()])) {
    const [was, is] = [before.get(stage) ?? null, after.stages.get(stage) ?? null];
    const others = [...assignedVersions(after, stage)].sort(bySemVer);
    if (was !== is) {
      const values = { stage, before: was ?? '', after: is ?? '' };
      if (is === null) found.push(consequence('stage.emptied', 'warning', `No version is in ${stage} any more.`, values));
      else if (stage !== asked) found.push(consequence('stage.fallsBack', 'warning', `${stage} falls back to ${is}.`, values));
      else if (was !== null) found.push(consequence('stage.replaces', 'info', `${is} takes the place of ${was} in ${stage}.`, values));
    }
    if (is !== null && others[0] !== undefined && others[0] !== is && (was !== is || stage === asked)) {
      const message = `gto show tells ${is} for ${stage}, while GTO's Python function find_versions_in_stage tells ${others[0]}: the one goes by time, the other by version.`;
      found.push(consequence('stage.which', 'info', message, { stage, show: is, which: others[0] }));
    }
  }
  return found;
}

/** Active versions whose last event of a stage is an assignment: GTO keeps all of them and shows one. */
export function assignedVersions(state: ArtifactState, stage: string): Set<string> {
  const active = new Set(state.versions.filter((version) => version.active && parse(version.version)).map((version) => version.version));
  const assigned = new Set<string>();
  for (const event of state.events) {
    if (event.stage !== stage || event.version === undefined || !active.has(event.version)) continue;
    if (event.event === 'assignment') assigned.add(event.version);
    else assigned.delete(event.version);
  }
  return assigned;
}

/** Greatest first. */
export function bySemVer(a: string, b: string): number {
  return compare(b, a);
}

/** What a version's number means beside the others. */
export function versionConsequences(version: string, state: ArtifactState | undefined): Consequence[] {
  const found: Consequence[] = [];
  if (prerelease(version)) {
    const release = version.replace(/[-+].*$/, '');
    found.push(
      consequence('version.prerelease', 'info', `${version} is a pre-release: it counts as older than ${release}.`, { version, release }),
    );
  }
  const newest = state?.latest;
  if (newest !== undefined && parse(newest) && compare(version, newest) < 0) {
    found.push(
      consequence('version.notNewest', 'warning', `${version} is older than ${newest}, which stays the latest.`, { version, newest }),
    );
  }
  return found;
}

/** That tags of this artifact are dated after this machine's clock. */
export function clockConsequences({ state, now }: Situation): Consequence[] {
  const last = lastEventTime(state);
  if (last <= now + CLOCK_TOLERANCE) return [];
  const at = new Date(last * 1000).toISOString();
  const message = `The last tag of this model is dated ${at}, after this machine's clock: the new one is dated a second later, so that it counts.`;
  return [consequence('clock.behind', 'warning', message, { last: at, now: new Date(now * 1000).toISOString() })];
}
