import * as l10n from '@vscode/l10n';
import { metricNamed } from '../../report/headline';
import { metricText } from '../../report/metricText';
import type { DerivedFrom, RegistryEvent, Version, VersionMetric, VersionsResult } from '../../report/schemas/versions';
import { printable, type Style } from '../style';
import { bytes, columns, cut } from './text';

const EVENTS = 10;
/** Stands behind a figure that is not committed. */
const MEASURED = ' *';
/** Stands behind a version that no tag of GTO's tells. */
const OTHER_PATTERN = ' †';
/** Tags named in a note. */
const TAGS = 6;

/** The work tree's state, the table of versions, and the last events. @param width columns */
export function renderVersions(result: VersionsResult, style: Style, width: number): string[] {
  const { versions, events } = result;
  const events10 = events.slice(0, EVENTS);
  return [
    ...(result.workingCopy ? [workingCopyText(result.workingCopy)] : []),
    ...(versions.length > 0
      ? [
          '',
          ...columns(
            versions.map((version) => versionRow(version, result.headline)),
            [3],
          ).map((line) => cut(line, width)),
        ]
      : []),
    ...notes(result).map((line) => style.dim(line)),
    ...(events10.length > 0
      ? ['', style.dim(l10n.t('Latest events:')), ...columns(events10.map(eventRow)).map((line) => cut(line, width))]
      : []),
    ...(events.length > EVENTS ? [style.dim(l10n.t('and {0} more; --json has all', events.length - EVENTS))] : []),
  ];
}

function workingCopyText({ path, state, version }: NonNullable<VersionsResult['workingCopy']>): string {
  const file = printable(path);
  switch (state) {
    case 'clean':
      return l10n.t('{0} in the work tree is {1}.', file, version ?? '');
    case 'changed':
      return l10n.t('{0} in the work tree was changed since {1}.', file, version ?? '');
    case 'unregistered':
      return l10n.t('{0} in the work tree is no version yet.', file);
    case 'missing':
      return l10n.t('{0} is not in the work tree.', file);
  }
}

function versionRow(version: Version, headline: string | undefined): string[] {
  const metric = metricNamed(version, headline);
  return [
    `  ${short(version.version)}${version.active ? '' : l10n.t(' (deregistered)')}${version.pattern === undefined ? '' : OTHER_PATTERN}`,
    version.stages.map(printable).join(', '),
    day(version.registeredAt),
    version.bytes === undefined ? '' : bytes(version.bytes),
    metric ? `${printable(metricText(metric))}${markOf(metric)}` : '',
    short(version.commit),
    printable(version.author),
    printable(version.message),
  ];
}

function markOf({ origin, stale }: VersionMetric): string {
  if (stale) return l10n.t(' (stale)');
  return origin === 'measured' ? MEASURED : '';
}

/** `v1.1.0 is derived from squares@v1.0.0 (models/squares.onnx): static int8`. */
function derivedText(what: string, { sha256, version, model, file, recipe }: DerivedFrom): string {
  const named = version === undefined ? undefined : model === undefined ? short(version) : printable(`${model}@${version}`);
  const place = file === undefined ? undefined : printable(file);
  const source = named !== undefined && place !== undefined ? `${named} (${place})` : (named ?? place ?? sha256.slice(0, 7));
  const derived = l10n.t('{0} is derived from {1}', what, source);
  return recipe === undefined ? derived : `${derived}: ${printable(recipe)}`;
}

/** What the table leaves open, a line each. */
function notes({ versions, headline, cardProblem, workingCopy }: VersionsResult): string[] {
  const others = versions.filter(({ pattern }) => pattern !== undefined);
  const measured = versions.some((version) => metricNamed(version, headline)?.origin === 'measured');
  const unread = versions.filter(({ metricsNote }) => metricsNote && !['cut', 'other'].includes(metricsNote.code));
  const stale = versions.filter(({ metricsNote }) => metricsNote?.code === 'other');
  const copyNote = workingCopy?.metricsNote;
  return [
    ...(others.length > 0 ? [otherPatternText(others)] : []),
    ...(measured ? [l10n.t('{0} measured on this machine; the others are committed with the version.', MEASURED.trim())] : []),
    ...(unread.length > 0
      ? [l10n.t('Metrics of {0} left out: {1}', unread.map(({ version }) => short(version)).join(', '), noteTexts(unread))]
      : []),
    ...(stale.length > 0 ? [staleText(stale)] : []),
    ...(copyNote?.code === 'other'
      ? [
          l10n.t(
            '{0} is stale: it was measured on another file than {1} is now.',
            printable(copyNote.path),
            printable(workingCopy?.path ?? ''),
          ),
        ]
      : []),
    ...(workingCopy?.derivedFrom ? [derivedText(l10n.t('The working copy'), workingCopy.derivedFrom)] : []),
    ...versions.flatMap(({ version, derivedFrom }) => (derivedFrom ? [derivedText(short(version), derivedFrom)] : [])),
    ...(cardProblem === undefined ? [] : [l10n.t('The manifest cannot be read: {0}', printable(cardProblem))]),
  ];
}

function staleText(versions: readonly Version[]): string {
  const names = versions.map(({ version }) => short(version)).join(', ');
  return l10n.t('Metrics of {0} are stale: they were measured on another file than the model of that version.', names);
}

/** That GTO does not know these: named are as many tags as a line has room for. */
function otherPatternText(versions: readonly Version[]): string {
  const tags = versions.slice(0, TAGS).map(({ tag }) => printable(tag));
  if (versions.length > TAGS) tags.push('…');
  return l10n.t('{0} told by a tag that GTO does not read: {1}', OTHER_PATTERN.trim(), tags.join(', '));
}

function noteTexts(versions: readonly Version[]): string {
  const words = {
    large: l10n.t('the file is too large'),
    invalid: l10n.t('the file is no JSON object'),
    missing: l10n.t('the file is not fetched'),
    cut: l10n.t('it has more than are read'),
    other: l10n.t('they are of another file'),
  };
  return [...new Set(versions.flatMap(({ metricsNote }) => (metricsNote ? words[metricsNote.code] : [])))].join(', ');
}

function eventRow(event: RegistryEvent): string[] {
  return [`  ${day(event.at)}`, event.event, event.version ?? short(event.commit), printable(event.stage ?? ''), printable(event.tag)];
}

function day(time: string): string {
  return time.slice(0, 10);
}

/** A commit by its first digits, a version whole. */
function short(name: string): string {
  return /^[0-9a-f]{40,}$/.test(name) ? name.slice(0, 7) : printable(name);
}
