import * as l10n from '@vscode/l10n';
import type { DerivedFrom, Version, VersionsResult } from '../../../src/report/schemas/versions';
import { bytes, joined } from '../../kit/format';
import type { TableSpec } from '../../kit/table';
import type { Cell, Column } from '../../kit/tableText';
import { day, eventName, metricFormat, metricOf, metricTitle, moment, nameText, originText, versionName } from './text';

const when = (value: Cell) => (value === undefined ? '' : day(String(value)));
const blank = (show: (value: number) => string) => (value: Cell) => (value === undefined ? '' : show(Number(value)));

/** Every version, greatest first. */
export function versionTable(result: VersionsResult): TableSpec {
  const metrics = columnMetrics(result);
  return {
    name: 'versions',
    label: l10n.t('Versions of the model.'),
    columns: [
      { title: l10n.t('version') },
      { title: l10n.t('stages') },
      { title: l10n.t('registered'), show: when },
      { title: l10n.t('size'), numeric: true, show: blank((value) => joined(bytes(value))) },
      ...metrics.map((name): Column => ({ title: metricTitle(name), numeric: true, show: blank(metricFormat(name)) })),
      ...(metrics.length > 0 ? [{ title: l10n.t('metrics') }] : []),
      { title: l10n.t('state') },
      { title: l10n.t('author') },
      { title: l10n.t('message') },
      { title: l10n.t('commit') },
      { title: l10n.t('path') },
    ],
    rows: result.versions.map((version) => [
      versionName(version.version),
      version.stages.join(', '),
      version.registeredAt,
      version.bytes,
      ...metrics.map((name) => metricOf(version, name)?.value),
      ...(metrics.length > 0 ? [originsText(version, metrics)] : []),
      stateText(version),
      version.author,
      version.message,
      version.commit.slice(0, 7),
      version.path ?? l10n.t('not found at this commit'),
    ]),
  };
}

/** The headline and the first latency: what there is room for. The trends have every metric. */
function columnMetrics({ headline, versions }: VersionsResult): string[] {
  const latency = versions.flatMap(({ metrics = [] }) => metrics).find(({ name }) => /^benchmark\..*Milliseconds$/.test(name))?.name;
  return [...new Set([headline, latency].filter((name) => name !== undefined))];
}

function originsText(version: Version, names: readonly string[]): string {
  const origins = names.flatMap((name) => metricOf(version, name) ?? []).map(originText);
  return [...new Set(origins)].join(', ');
}

function stateText({ active, storage, pattern, metricsNote }: Version): string {
  const notes = {
    large: l10n.t('metrics file too large'),
    invalid: l10n.t('metrics file cannot be read'),
    missing: l10n.t('metrics file not fetched'),
    cut: l10n.t('more metrics than are read'),
    other: l10n.t('metrics stale: of another file'),
  };
  return [
    active ? undefined : l10n.t('deregistered'),
    storage === 'lfs' ? 'Git LFS' : storage === 'dvc' ? 'DVC' : undefined,
    pattern === undefined ? undefined : l10n.t('tagged as {0}', pattern),
    metricsNote && notes[metricsNote.code],
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

/** Every tag, newest first. */
export function eventTable({ events }: VersionsResult): TableSpec {
  return {
    name: 'events',
    label: l10n.t('What happened to the model.'),
    columns: [
      { title: l10n.t('date'), show: (value) => moment(String(value)) },
      { title: l10n.t('event') },
      { title: l10n.t('version') },
      { title: l10n.t('stage') },
      { title: l10n.t('author') },
      { title: l10n.t('message') },
      { title: l10n.t('tag') },
    ],
    rows: events.map(({ at, event, version, stage, author, message, tag, commit }) => [
      at,
      eventName(event),
      versionName(version ?? (event === 'deprecation' ? '' : commit)),
      stage ?? '',
      author,
      message,
      tag,
    ]),
  };
}

/** The versions, and the file in the work tree, that say what they were derived from. */
export function lineageTable({ versions, workingCopy }: VersionsResult): TableSpec {
  const derived = [
    ...(workingCopy?.derivedFrom ? [{ name: l10n.t('working copy'), from: workingCopy.derivedFrom }] : []),
    ...versions.flatMap(({ version, derivedFrom }) => (derivedFrom ? [{ name: versionName(version), from: derivedFrom }] : [])),
  ];
  return {
    name: 'lineage',
    label: l10n.t('Which model each version was derived from.'),
    columns: [
      { title: l10n.t('version') },
      { title: l10n.t('derived from') },
      { title: l10n.t('recipe') },
      { title: l10n.t('SHA-256 of the source') },
    ],
    rows: derived.map(({ name, from }) => [name, sourceText(from), from.recipe ?? '', from.sha256]),
  };
}

/** A version of this model or another, a file of the work tree, or both. */
function sourceText({ version, model, file }: DerivedFrom): string {
  const named =
    version === undefined ? undefined : model === undefined ? versionName(version) : `${nameText(model)}@${versionName(version)}`;
  const place = file === undefined ? undefined : l10n.t('{0} in the work tree', file);
  return [named, place].filter((part) => part !== undefined).join(', ') || l10n.t('a model that was not found here');
}
