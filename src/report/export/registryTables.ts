import * as l10n from '@vscode/l10n';
import { ACTION_KINDS } from '../actionKinds';
import type { Report } from '../report';
import type { ActionResult } from '../schemas/action';
import type { CacheResult } from '../schemas/cache';
import type { DoctorResult } from '../schemas/doctor';
import type { FetchResult } from '../schemas/fetch';
import type { ModelsResult } from '../schemas/models';
import type { PushResult } from '../schemas/push';
import type { RestoreResult } from '../schemas/restore';
import type { DerivedFrom, VersionsResult } from '../schemas/versions';
import type { ReportTable } from './table';

/** Tables of the jobs that work on a registry and its files; none of any other kind. */
export function registryTables({ kind, result }: Report): ReportTable[] {
  if ((ACTION_KINDS as readonly string[]).includes(kind)) return actionTables(result as ActionResult);
  switch (kind) {
    case 'versions':
      return versionsTables(result as VersionsResult);
    case 'models':
      return modelsTables(result as ModelsResult);
    case 'fetch':
      return [filesTable((result as FetchResult).files, ['file', 'role', 'bytes', 'state', 'storage', 'sha256'])];
    case 'restore':
      return [filesTable((result as RestoreResult).files, ['path', 'role', 'bytes', 'state', 'keptAs'])];
    case 'cache':
      return [cacheTable(result as CacheResult)];
    case 'push':
      return [pushTable(result as PushResult)];
    case 'doctor':
      return [doctorTable(result as DoctorResult)];
    default:
      return [];
  }
}

function versionsTables({ versions, events, spans = [], workingCopy }: VersionsResult): ReportTable[] {
  const copyMetrics = workingCopy?.metrics ? [{ version: '', metrics: workingCopy.metrics }] : [];
  return [
    {
      title: l10n.t('Versions'),
      columns: [
        'version',
        'tag',
        'commit',
        'stages',
        'registeredAt',
        'active',
        'path',
        'bytes',
        'sha256',
        'author',
        'message',
        'derivedFrom',
        'derivedFromVersion',
        'derivedFromFile',
      ],
      rows: versions.map((version) => [
        version.version,
        version.tag,
        version.commit,
        version.stages.join(' '),
        version.registeredAt,
        version.active,
        version.path,
        version.bytes,
        version.sha256,
        version.author,
        version.message,
        version.derivedFrom?.sha256,
        sourceVersion(version.derivedFrom),
        version.derivedFrom?.file,
      ]),
    },
    {
      title: l10n.t('Metrics'),
      columns: ['version', 'metric', 'value', 'low', 'high', 'origin', 'dataset', 'environment', 'stale'],
      rows: [...copyMetrics, ...versions].flatMap(({ version, metrics = [] }) =>
        metrics.map((metric) => [
          version,
          metric.name,
          metric.value,
          metric.low,
          metric.high,
          metric.origin,
          metric.dataset,
          metric.environment,
          metric.stale,
        ]),
      ),
    },
    {
      title: l10n.t('Stages'),
      columns: ['stage', 'version', 'from', 'to'],
      rows: spans.map(({ stage, version, from, to }) => [stage, version, from, to]),
    },
    {
      title: l10n.t('Events'),
      columns: ['at', 'event', 'version', 'stage', 'author', 'message', 'tag', 'commit'],
      rows: events.map((event) => [
        event.at,
        event.event,
        event.version,
        event.stage,
        event.author,
        event.message,
        event.tag,
        event.commit,
      ]),
    },
  ];
}

function modelsTables(result: ModelsResult): ReportTable[] {
  return [
    {
      title: l10n.t('Models'),
      columns: ['name', 'path', 'bytes', 'state', 'manifest', 'type', 'latest', 'latestAt', 'versions', 'stages', 'deprecated', 'fetch'],
      rows: result.models.map((model) => [
        model.name,
        model.path,
        model.bytes,
        model.state,
        model.manifest,
        model.type,
        model.latest,
        model.latestAt,
        model.versions,
        Object.entries(model.stages ?? {})
          .flatMap(([stage, version]) => (version === null ? [] : `${stage}=${version}`))
          .join(' '),
        model.deprecated,
        model.pointer?.command,
      ]),
    },
  ];
}

/** @param columns fields of a file */
function filesTable<Column extends string>(
  files: readonly { readonly [K in Column]?: unknown }[],
  columns: readonly Column[],
): ReportTable {
  return { title: l10n.t('Files'), columns, rows: files.map((file) => columns.map((column) => file[column])) };
}

function cacheTable({ cleared, ...now }: CacheResult): ReportTable {
  const removed = cleared ? { clearedBytes: cleared.bytes, clearedVersions: cleared.versions } : {};
  return { title: l10n.t('Cache'), columns: ['field', 'value'], rows: Object.entries({ ...now, ...removed }) };
}

function pushTable({ tags, differ, deletes = [], dryRun, remote }: PushResult): ReportTable {
  return {
    title: l10n.t('Tags'),
    columns: ['tag', 'remote', 'state'],
    rows: [
      ...tags.map((tag) => [tag, remote, dryRun ? 'lacking' : 'pushed']),
      ...differ.map((tag) => [tag, remote, 'differs']),
      ...deletes.map((tag) => [tag, remote, dryRun ? 'to delete' : 'deleted']),
    ],
  };
}

function doctorTable({ findings }: DoctorResult): ReportTable {
  return {
    title: l10n.t('Findings'),
    columns: ['severity', 'code', 'where', 'message', 'remedy'],
    rows: findings.map(({ severity, code, where, message, remedy }) => [severity, code, where, message, remedy]),
  };
}

function actionTables({ writes, deletes, commit, consequences, dryRun }: ActionResult): ReportTable[] {
  return [
    {
      title: l10n.t('Tags'),
      columns: ['tag', 'change', 'event', 'version', 'stage', 'commit', 'message', 'dryRun'],
      rows: [
        ...writes.map((write) => [write.tag, 'write', write.event, write.version, write.stage, write.commit, write.message, dryRun]),
        ...deletes.map((tag) => [tag, 'delete', undefined, undefined, undefined, undefined, undefined, dryRun]),
      ],
    },
    {
      title: l10n.t('Files'),
      columns: ['path', 'change'],
      rows: (commit?.files ?? []).map(({ path, change }) => [path, change]),
    },
    {
      title: l10n.t('Consequences'),
      columns: ['severity', 'code', 'message'],
      rows: consequences.map(({ severity, code, message }) => [severity, code, message]),
    },
  ];
}

/** `v1.0.0`, or of another model `squares@v1.0.0`. */
function sourceVersion(from: DerivedFrom | undefined): string | undefined {
  if (from?.version === undefined) return undefined;
  return from.model === undefined ? from.version : `${from.model}@${from.version}`;
}
