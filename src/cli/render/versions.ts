import * as l10n from '@vscode/l10n';
import type { RegistryEvent, Version, VersionsResult } from '../../report/schemas/versions';
import { printable, type Style } from '../style';
import { bytes, columns, cut } from './text';

const EVENTS = 10;

/** The work tree's state, the table of versions, and the last events. @param width columns */
export function renderVersions(result: VersionsResult, style: Style, width: number): string[] {
  const { versions, events } = result;
  const events10 = events.slice(0, EVENTS);
  return [
    ...(result.workingCopy ? [workingCopyText(result.workingCopy)] : []),
    ...(versions.length > 0 ? ['', ...columns(versions.map(versionRow), [3]).map((line) => cut(line, width))] : []),
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

function versionRow(version: Version): string[] {
  return [
    `  ${short(version.version)}${version.active ? '' : l10n.t(' (deregistered)')}`,
    version.stages.map(printable).join(', '),
    day(version.registeredAt),
    version.bytes === undefined ? '' : bytes(version.bytes),
    short(version.commit),
    printable(version.author),
    printable(version.message),
  ];
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
