import { join } from 'node:path';
import { isoTime, type TagEvent, type VersionState } from '../../registry/tags/state';
import type { IdentifiedArtifact } from '../../registry/versions/identifyArtifact';
import { type VersionFile, versionFiles } from '../../registry/versions/versionFiles';
import { workingCopy } from '../../registry/versions/workingCopy';
import type { RegistryEvent, StageSpan, Version, VersionsResult } from '../../report/schemas/versions';
import { versionDetails } from './details';
import { type Span, stageSpans } from './stageSpans';

/**
 * An artifact's versions, greatest first, and events, newest first, with where each version's file is and what the work tree's is to them.
 * @param cwd whose history of reports counts beside that of the repository
 * @throws UserError `git.*`, `file.*`
 */
export async function versionsOf(artifact: IdentifiedArtifact, cwd: string, signal?: AbortSignal): Promise<VersionsResult> {
  const { registry, name, path } = artifact;
  const state = await registry.find(name);
  const versions = state?.versions ?? [];
  const files = await versionFiles(registry, name, versions);
  const copy = path === undefined ? undefined : await workingCopy(registry, path, versions, files, signal);
  const names = versions.map(({ version }) => version);
  const own = copy && ['changed', 'unregistered'].includes(copy.state) ? join(registry.repository.root ?? '', copy.path) : undefined;
  const { versions: details, copy: copyDetails, ...rest } = await versionDetails(artifact, names, files, own, cwd, signal);
  const spans = stageSpans(state ?? { events: [] });
  return {
    name,
    deprecated: state?.deprecated ?? false,
    stages: Object.fromEntries(state?.stages ?? []),
    versions: versions.map((version, index) => ({ ...versionEntry(version, files[index]!), ...details[index] })),
    events: (state?.events ?? []).map(eventEntry).reverse(),
    ...(copy ? { workingCopy: { ...copy, ...copyDetails } } : {}),
    ...rest,
    ...(spans.length > 0 ? { spans: spans.map(spanEntry) } : {}),
  };
}

function versionEntry(state: VersionState, { path, located }: VersionFile): Version {
  return {
    version: state.version,
    tag: state.tag,
    commit: state.commit,
    stages: [...state.stages],
    registeredAt: isoTime(state.registeredAt),
    active: state.active,
    ...(path === undefined ? {} : { path }),
    ...(located?.bytes === undefined ? {} : { bytes: located.bytes }),
    ...(located === undefined ? {} : { storage: located.storage }),
    ...(located?.sha256 === undefined ? {} : { sha256: located.sha256 }),
    author: state.author,
    message: state.message,
    ...(state.pattern === 'gto' ? {} : { pattern: state.pattern }),
  };
}

function eventEntry(event: TagEvent): RegistryEvent {
  return {
    at: isoTime(event.time),
    event: event.event,
    ...(event.version === undefined ? {} : { version: event.version }),
    ...(event.stage === undefined ? {} : { stage: event.stage }),
    tag: event.tag,
    commit: event.commit,
    author: event.author,
    message: event.message,
  };
}

function spanEntry({ from, to, ...span }: Span): StageSpan {
  return { ...span, from: isoTime(from), ...(to === undefined ? {} : { to: isoTime(to) }) };
}
