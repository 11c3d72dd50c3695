import type { EventKind } from '../../report/schemas/versions';
import { assignedVersions, bySemVer } from '../actions/plan/consequences';
import type { ArtifactState, TagEvent } from '../tags/state';
import { deleteTags, modelwright, redate } from './commands';
import type { NamedTag, Subject } from './subject';

/** What is wrong with a model's tags taken together. */
export function checkEvents(subject: Subject): void {
  for (const state of subject.states.values()) {
    checkShared(subject, state);
    checkMoved(subject, state);
    checkTies(subject, state);
    checkEffects(subject, state);
    checkStages(subject, state);
  }
  checkPatterns(subject);
}

/** Two versions on one commit. GTO counts those that were deregistered too. */
function checkShared({ findings }: Subject, state: ArtifactState): void {
  const own = state.events.filter((event) => event.pattern === 'gto');
  const staged = new Set(own.filter((event) => event.stage !== undefined).map((event) => event.commit));
  for (const [commit, events] of groups(
    own.filter((event) => event.stage === undefined && event.version !== undefined),
    (event) => event.commit,
  )) {
    const versions = [...new Set(events.map((event) => event.version!))].sort(bySemVer);
    if (versions.length < 2) continue;
    const crash = staged.has(commit);
    const message = `${versions.join(' and ')} are on one commit (${commit.slice(0, 10)})${
      crash
        ? ': with a stage tag there GTO ends with an error (ManyVersions).'
        : ': once a stage is assigned there, GTO ends with an error.'
    }`;
    // Kept is the one in a stage, else the greatest.
    const kept = state.versions.find(({ version, stages }) => versions.includes(version) && stages.length > 0)?.version ?? versions[0];
    const tags = events.filter((event) => event.version !== kept).map((event) => event.tag);
    findings.add(crash ? 'error' : 'warning', 'version.shared', state.name, message, deleteTags(...tags));
  }
}

/** One version on two commits. */
function checkMoved({ findings }: Subject, state: ArtifactState): void {
  const registrations = state.events.filter((event) => event.event === 'registration' && event.pattern === 'gto');
  for (const [version, events] of groups(registrations, (event) => event.version!)) {
    if (new Set(events.map((event) => event.commit)).size < 2) continue;
    const message = `${version} is registered on more than one commit: ${events.map((event) => event.tag).join(', ')}.`;
    findings.add('warning', 'version.moved', state.name, message, deleteTags(...events.slice(0, -1).map((event) => event.tag)));
  }
}

/** Tags of one second that undo or replace each other: then GTO's precedence decides, not what was done last. */
function checkTies({ findings }: Subject, state: ArtifactState): void {
  for (const [time, events] of groups(state.events, (event) => event.time)) {
    if (events.length < 2) continue;
    for (const tied of [...byStage(events), ...byVersion(events), ...deprecated(events)]) {
      const { stage, version } = tied[0]!;
      const about = (event: TagEvent) => (stage === undefined ? event.version === version : event.stage === stage);
      const later = state.events.some((event) => event.time > time && about(event));
      // Numbers go up, so the greatest was made last, whatever counts as last.
      const last = tied.reduce((one, other) => (other.counter > one.counter ? other : one));
      const message = `${tied.map((event) => event.tag).join(' and ')} are of one second: GTO goes by its own precedence, not by which was made last.`;
      const remedy = later ? 'Nothing needs to be done: later tags decide.' : redate(last.tag, last.commit);
      findings.add(later ? 'info' : 'warning', 'tag.tie', state.name, message, remedy);
    }
  }
}

function byStage(events: readonly TagEvent[]): TagEvent[][] {
  const staged = events.filter((event) => event.stage !== undefined);
  return [...groups(staged, (event) => event.stage).values()].filter((tied) => {
    const [first] = tied;
    return tied.some((event) => event.commit !== first!.commit || event.event !== first!.event);
  });
}

function byVersion(events: readonly TagEvent[]): TagEvent[][] {
  const registered = events.filter((event) => event.stage === undefined && event.version !== undefined);
  const key = (event: TagEvent) => `${event.version} ${event.commit}`;
  return [...groups(registered, key).values()].filter((tied) => tied.some((event) => event.event !== tied[0]!.event));
}

function deprecated(events: readonly TagEvent[]): TagEvent[][] {
  const deprecation = events.find((event) => event.event === 'deprecation');
  const other = events.findLast((event) => event.event !== 'deprecation');
  return deprecation && other ? [[deprecation, other]] : [];
}

/** Tags that take back what was not there. */
function checkEffects({ findings }: Subject, state: ArtifactState): void {
  const done = new Set<string>();
  for (const event of state.events) {
    const key = (undone: EventKind) => `${undone} ${event.stage ?? event.version} ${event.commit}`;
    if (event.event === 'assignment' || event.event === 'registration') done.add(key(event.event));
    if (event.event === 'deregistration' && !done.has(key('registration'))) {
      const active = state.versions.find((version) => version.version === event.version && version.active);
      const message = `${event.version} was not registered on its commit, so it takes nothing back${active ? `; ${event.version} still holds` : ''}.`;
      findings.add(
        'warning',
        'tag.noEffect',
        event.tag,
        message,
        active ? modelwright('deregister', state.name, '--version', active.version) : deleteTags(event.tag),
      );
    }
    if (event.event !== 'unassignment') continue;
    if (event.version === undefined) {
      const message = 'Its commit carries no version: unassigning there has no effect in GTO.';
      findings.add('warning', 'tag.noEffect', event.tag, message, deleteTags(event.tag));
    } else if (!done.has(key('assignment'))) {
      const message = `${event.version} was not in ${event.stage}, so it takes nothing back.`;
      findings.add('warning', 'tag.noEffect', event.tag, message, deleteTags(event.tag));
    }
  }
}

function checkStages({ findings, settings }: Subject, state: ArtifactState): void {
  for (const [stage, version] of state.stages) {
    if (version === null) continue;
    if (settings.stages && !settings.stages.includes(stage)) {
      const message = `${version} is in ${stage}, which .gto does not list: GTO does not show it.`;
      findings.add('warning', 'stage.unknown', state.name, message, unassigned(state, stage, version));
    }
    const held = state.versions.find((one) => one.version === version);
    if (held?.registered && held.pattern !== 'gto') {
      const message = `${stage} holds ${version}, which only the tag ${held.tag} tells: gto show has the bare commit in its place.`;
      const remedy = modelwright('register', state.name, '--version', version, '--ref', held.tag);
      findings.add('warning', 'stage.pattern', state.name, message, remedy);
    }
    const others = [...assignedVersions(state, stage)].sort(bySemVer);
    if (others[0] === undefined || others[0] === version || !/^v/.test(version)) continue;
    const above = others.slice(0, others.indexOf(version));
    const message = `${stage} holds ${version}, which gto show tells; GTO's Python function find_versions_in_stage tells ${above[0]}, as it goes by version and ${above.join(', ')} ${
      above.length === 1 ? 'was' : 'were'
    } never unassigned.`;
    findings.add(
      'warning',
      'stage.which',
      state.name,
      message,
      modelwright('unassign', state.name, '--version', above[0]!, '--stage', stage),
    );
  }
}

/** A commit without a version is unassigned by deleting its tags only. */
function unassigned(state: ArtifactState, stage: string, version: string): string {
  if (/^v/.test(version)) return modelwright('unassign', state.name, '--version', version, '--stage', stage);
  return deleteTags(...state.events.filter((event) => event.stage === stage && event.commit === version).map((event) => event.tag));
}

/** A version that tags of two ways of naming tell. GTO's own goes before the others. */
function checkPatterns({ findings, own, others }: Subject): void {
  const registered = own.filter(({ name }) => name.event === 'registration');
  const key = ({ name }: NamedTag) => `${name.artifact} ${name.version}`;
  for (const all of groups([...registered, ...others], key).values()) {
    const extra = all.filter(({ name }) => name.pattern !== 'gto');
    if (all.length < 2 || extra.length === 0) continue;
    const [first] = all;
    const same = all.every(({ tag }) => tag.commit === first!.tag.commit);
    // GTO's tag for a version that had another one before: what putting it in a stage writes.
    if (same && first!.name.pattern === 'gto') continue;
    const rest = extra.filter((one) => one !== first).map(({ tag }) => tag.name);
    const message = `${first!.name.version} is told by ${all.map(({ tag }) => tag.name).join(' and ')}${
      same ? '' : ', which are on different commits'
    }; ${first!.tag.name} counts.`;
    findings.add(same ? 'info' : 'warning', 'version.patterns', first!.name.artifact, message, deleteTags(...rest));
  }
}

/** Values by a key, in the order of their first. */
export function groups<Value, Key>(values: Iterable<Value>, key: (value: Value) => Key): Map<Key, Value[]> {
  const found = new Map<Key, Value[]>();
  for (const value of values) {
    const name = key(value);
    const group = found.get(name);
    if (group) group.push(value);
    else found.set(name, [value]);
  }
  return found;
}
