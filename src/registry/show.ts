import type { Registry } from './registry';
import { foldArtifact } from './tags/fold';
import { isName } from './tags/grammar';
import type { ArtifactState } from './tags/state';

/** What `gto show --json` prints of an artifact. */
export interface ShownArtifact {
  /** The greatest active version; null where there is none. */
  version: string | null;
  /** Stage → version in it, or the commit that was assigned without one; null where nothing is in it. */
  stage: Record<string, string | null>;
  /** False: no tag names it, only `artifacts.yaml` does. */
  registered: boolean;
  active: boolean;
}

/**
 * The registry as `gto show --json` prints it: artifacts that GTO's tags name and those of `artifacts.yaml` at HEAD, deprecated ones
 * left out. GTO takes a commit that carries an artifact as a sign of its life: one that is younger than the deprecation, a version's or
 * HEAD while `artifacts.yaml` lists it there, brings the artifact back. {@link ArtifactState.deprecated} goes by tags alone.
 */
export async function showRegistry(registry: Registry): Promise<Record<string, ShownArtifact>> {
  const [states, settings, listed] = await Promise.all([registry.artifacts(), registry.settings(), registry.declarations.indexed('HEAD')]);
  const own = new Map<string, ArtifactState>();
  for (const [name, state] of states) {
    const events = state.events.filter((event) => event.pattern === 'gto');
    if (events.length > 0) own.set(name, events.length === state.events.length ? state : foldArtifact(name, events));
  }
  const used = new Set<string>();
  for (const state of own.values()) for (const [stage, version] of state.stages) if (version !== null) used.add(stage);
  const stages = settings.stages ?? [...used].sort();
  const head = (await registry.objects.info('HEAD^{commit}'))?.oid;
  const names = new Set([...own.keys(), ...listed.map((entry) => entry.name).filter(isName)]);
  const shown = new Map<string, ShownArtifact>();
  for (const name of names) {
    const state = own.get(name);
    if (state?.deprecated && !(await revived(registry, state, listed.some((entry) => entry.name === name) ? head : undefined))) continue;
    shown.set(name, {
      version: state?.latest ?? null,
      stage: Object.fromEntries(stages.map((stage) => [stage, state?.stages.get(stage) ?? null])),
      registered: state !== undefined,
      active: true,
    });
  }
  return Object.fromEntries(shown);
}

/** Whether a commit that carries the artifact is as young as its last deprecation. */
async function revived(registry: Registry, state: ArtifactState, head: string | undefined): Promise<boolean> {
  const deprecated = Math.max(...state.events.flatMap((event) => (event.event === 'deprecation' ? event.time : [])));
  const commits = new Set(state.events.flatMap((event) => (event.event === 'deprecation' ? [] : event.commit)));
  if (head !== undefined) commits.add(head);
  const times = await Promise.all([...commits].map((commit) => commitTime(registry, commit)));
  return times.some((time) => time !== undefined && time >= deprecated);
}

async function commitTime(registry: Registry, commit: string): Promise<number | undefined> {
  const text = (await registry.objects.read(commit, 1 << 20))?.toString('utf8');
  const found = text === undefined ? null : /^committer .*> (\d+) [+-]\d{4}$/m.exec(text);
  return found ? Number(found[1]) : undefined;
}
