import { compare, type SemVer } from 'semver';
import type { EventKind } from '../../report/schemas/versions';
import { parseVersion } from './semver';
import type { ArtifactState, TagEvent, VersionState } from './state';

/** A version while its events are gathered: GTO's `Version` (gto/base.py), which is one name at one commit. */
interface Draft {
  readonly version: string;
  readonly commit: string;
  readonly registrations: TagEvent[];
  readonly deregistrations: TagEvent[];
  readonly stages: Map<string, { assignments: TagEvent[]; unassignments: TagEvent[] }>;
}

/** What comes first of one second. GTO's `priority`. */
const PRIORITY: Record<EventKind, number> = { deprecation: 2, registration: 3, deregistration: 4, assignment: 5, unassignment: 6 };

/**
 * What an artifact's tags say, as GTO reads them. The order is the tagger's seconds; of one second a deregistration undoes a
 * registration, an unassignment an assignment, and a registration a deprecation. A stage tag is about the version that is registered at
 * its commit, before or after. A stage holds the version assigned to it last among those that are active and were not unassigned since: so
 * unassigning or deregistering that one falls back to the one before. Two places where GTO ends with an error have an answer here: of
 * two versions at a stage tag's commit the one registered last until then is meant, the active one where only one is.
 *
 * Tags of another pattern count as registrations where no tag of GTO's registers or deregisters that version.
 * @param events in any order, all of `name`
 * @param counter greatest number of the artifact's tags, where it has some that are no events (lightweight ones)
 */
export function foldArtifact(name: string, events: readonly TagEvent[], counter = 0): ArtifactState {
  const sorted = [...events].sort((a, b) => a.time - b.time || (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0));
  const drafts = registered(sorted);
  const known = assign(drafts, sorted);
  const deprecations = sorted.filter((event) => event.event === 'deprecation');
  const history = inOrder(deprecations, known);
  const current = currentStages(known, sorted);
  const versions = versionStates(known, current);
  return {
    name,
    versions,
    stages: new Map([...current].map(([stage, draft]) => [stage, draft?.version ?? null])),
    events: history,
    latest: versions.find((version) => version.active && version.registered)?.version,
    deprecated: lastTime(deprecations) > lastTime(history.filter((event) => event.event !== 'deprecation')),
    counter: events.reduce((greatest, event) => Math.max(greatest, event.counter), counter),
  };
}

/** The versions that tags register or deregister, in the order in which they first do. */
function registered(sorted: readonly TagEvent[]): Draft[] {
  const drafts = new Map<string, Draft>();
  const told = sorted.filter(({ event }) => event === 'registration' || event === 'deregistration');
  // Stage tags do not count: those of a history that was folded before also name the version.
  const ownVersions = new Set(told.flatMap((event) => (event.pattern === 'gto' ? event.version! : [])));
  for (const event of told) {
    if (event.pattern !== 'gto' && ownVersions.has(event.version!)) continue;
    const key = `${event.version} ${event.commit}`;
    const draft = obtain(drafts, key, () => newDraft(event.version!, event.commit));
    (event.event === 'registration' ? draft.registrations : draft.deregistrations).push(event);
  }
  return [...drafts.values()];
}

/**
 * Gives stage tags to the version at their commit. On a commit without one GTO makes a version named by the commit for every tag:
 * that is why unassigning there undoes nothing.
 */
function assign(drafts: readonly Draft[], sorted: readonly TagEvent[]): Draft[] {
  const all = [...drafts];
  const byCommit = new Map<string, Draft[]>();
  for (const draft of drafts) obtain(byCommit, draft.commit, () => []).push(draft);
  for (const event of sorted) {
    if (event.event !== 'assignment' && event.event !== 'unassignment') continue;
    let draft = meant(byCommit.get(event.commit) ?? [], event.time);
    if (!draft) {
      draft = newDraft(event.commit, event.commit);
      all.push(draft);
    }
    const stage = obtain(draft.stages, event.stage!, () => ({ assignments: [], unassignments: [] }));
    const told = isRegistered(draft) || draft.deregistrations.length > 0 ? { ...event, version: draft.version } : event;
    (event.event === 'assignment' ? stage.assignments : stage.unassignments).push(told);
  }
  return all;
}

/** Which of the versions at a commit a stage tag of that time means. */
function meant(drafts: readonly Draft[], time: number): Draft | undefined {
  if (drafts.length <= 1) return drafts[0];
  const active = drafts.filter(isActive);
  const candidates = active.length > 0 ? active : drafts;
  const before = candidates.filter((draft) => (draft.registrations[0] ?? draft.deregistrations[0]!).time <= time);
  return before.at(-1) ?? candidates[0];
}

/** Stage → the version in it; undefined where it was emptied. */
function currentStages(drafts: readonly Draft[], sorted: readonly TagEvent[]): Map<string, Draft | undefined> {
  const current = new Map<string, { draft: Draft; assigned: number; created: number } | undefined>();
  for (const event of sorted) if (event.event === 'assignment') current.set(event.stage!, undefined);
  for (const draft of drafts) {
    if (!isActive(draft)) continue;
    for (const [stage, { assignments, unassignments }] of draft.stages) {
      const assigned = lastTime(assignments);
      if (assigned <= lastTime(unassignments)) continue;
      const created = isRegistered(draft) ? lastTime(draft.registrations) : assigned;
      const other = current.get(stage);
      // Assigned in one second: the version that was registered earlier, as GTO's double reversal has it.
      if (!other || assigned > other.assigned || (assigned === other.assigned && created < other.created)) {
        current.set(stage, { draft, assigned, created });
      }
    }
  }
  return new Map([...current].map(([stage, found]) => [stage, found?.draft]));
}

function versionStates(drafts: readonly Draft[], current: ReadonlyMap<string, Draft | undefined>): VersionState[] {
  const stagesOf = new Map<Draft, string[]>();
  for (const [stage, draft] of current) if (draft) stagesOf.set(draft, [...(stagesOf.get(draft) ?? []), stage]);
  const states: { state: VersionState; semver: SemVer; order: number }[] = [];
  const unregistered = new Map<string, VersionState>();
  for (const [order, draft] of drafts.entries()) {
    const event = draft.registrations.at(-1) ?? [...draft.stages.values()].flatMap((stage) => stage.assignments).at(-1);
    if (!event || (!isRegistered(draft) && draft.deregistrations.length > 0)) continue;
    const state: VersionState = {
      version: draft.version,
      tag: event.tag,
      commit: draft.commit,
      registeredAt: event.time,
      active: isActive(draft),
      registered: isRegistered(draft),
      stages: stagesOf.get(draft) ?? [],
      author: event.author,
      message: event.message,
      pattern: event.pattern,
    };
    const semver = state.registered ? parseVersion(draft.version) : null;
    if (semver) states.push({ state, semver, order });
    else unregistered.set(draft.commit, { ...state, stages: [...(unregistered.get(draft.commit)?.stages ?? []), ...state.stages] });
  }
  // Equal precedence (build metadata, or one name at two commits): what still holds, then what came last.
  states.sort((a, b) => compare(b.semver, a.semver) || Number(b.state.active) - Number(a.state.active) || b.order - a.order);
  return [...states.map(({ state }) => state), ...[...unregistered.values()].sort((a, b) => (a.commit < b.commit ? 1 : -1))];
}

/** All events, oldest first. Within one second and kind GTO's order is what its nested sorting and reversing leaves. */
function inOrder(deprecations: readonly TagEvent[], drafts: readonly Draft[]): TagEvent[] {
  const all = [...deprecations];
  for (const draft of drafts) {
    const stages = [...draft.stages.values()].flatMap((stage) => newestFirst([...stage.assignments, ...stage.unassignments]));
    all.push(...newestFirst([...draft.registrations, ...draft.deregistrations, ...stages]));
  }
  return newestFirst(all).sort((a, b) => a.time - b.time || PRIORITY[a.event] - PRIORITY[b.event]);
}

function newestFirst(events: TagEvent[]): TagEvent[] {
  return events.sort((a, b) => a.time - b.time).reverse();
}

function obtain<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

function newDraft(version: string, commit: string): Draft {
  return { version, commit, registrations: [], deregistrations: [], stages: new Map() };
}

function isRegistered(draft: Draft): boolean {
  return draft.registrations.length > 0;
}

function isActive(draft: Draft): boolean {
  if (draft.registrations.length + draft.deregistrations.length === 0) return true;
  return lastTime(draft.registrations) > lastTime(draft.deregistrations);
}

function lastTime(events: readonly TagEvent[]): number {
  return events.reduce((last, event) => Math.max(last, event.time), Number.NEGATIVE_INFINITY);
}
