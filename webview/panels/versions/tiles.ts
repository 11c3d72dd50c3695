import * as l10n from '@vscode/l10n';
import type { Version, VersionsResult } from '../../../src/report/schemas/versions';
import { bytes, count, joined, shorten } from '../../kit/format';
import type { Tile } from '../../kit/tiles';
import {
  capitalized,
  day,
  intervalText,
  isRegistered,
  metricFormat,
  metricOf,
  metricTitle,
  nameText,
  originText,
  versionName,
} from './text';
import { currentSpan, filledStages, mainVersion } from './verdict';

/** Stages that have a tile. */
const MAX_STAGES = 2;
/** Characters of a path under a figure. */
const MAX_PATH = 48;

/** Stages first, then how many versions there are, and figures of the version in question. */
export function versionTiles(result: VersionsResult): Tile[] {
  const main = mainVersion(result);
  return [
    ...filledStages(result)
      .slice(0, MAX_STAGES)
      .map(({ stage, version }): Tile => {
        const since = currentSpan(result, stage)?.from;
        return {
          label: nameText(stage),
          value: versionName(version),
          note: since === undefined ? undefined : l10n.t('since {0}', day(since)),
        };
      }),
    versionsTile(result),
    ...(main ? [metricTile(result, main), sizeTile(result, main)] : []),
    copyTile(result),
  ].filter((tile) => tile !== undefined);
}

function versionsTile({ versions }: VersionsResult): Tile {
  const registered = versions.filter(isRegistered);
  const latest = registered.find((version) => version.active);
  return {
    label: l10n.t('Versions'),
    value: count(registered.length),
    note: latest && l10n.t('latest {0}, {1}', versionName(latest.version), day(latest.registeredAt)),
  };
}

function metricTile({ headline }: VersionsResult, main: Version): Tile | undefined {
  const metric = headline === undefined ? undefined : metricOf(main, headline);
  if (!metric) return undefined;
  const show = metricFormat(metric.name);
  const [value = '', ...unit] = show(metric.value).split(' ');
  const notes = [intervalText(metric, show), metric.origin === 'measured' || metric.stale ? originText(metric) : undefined];
  return {
    label: l10n.t('{0} of {1}', capitalized(metricTitle(metric.name)), versionName(main.version)),
    value,
    unit: unit.join(' ') || undefined,
    note: notes.filter((part) => part).join(', ') || undefined,
  };
}

function sizeTile({ versions }: VersionsResult, main: Version): Tile | undefined {
  if (main.bytes === undefined) return undefined;
  const before = versions[versions.indexOf(main) + 1];
  return {
    label: l10n.t('Size of {0}', versionName(main.version)),
    ...bytes(main.bytes),
    note: before?.bytes === undefined ? undefined : l10n.t('{0} in {1}', joined(bytes(before.bytes)), versionName(before.version)),
  };
}

function copyTile({ workingCopy }: VersionsResult): Tile | undefined {
  if (!workingCopy) return undefined;
  const { state, version, path } = workingCopy;
  const value = {
    clean: versionName(version ?? ''),
    changed: l10n.t('changed since {0}', versionName(version ?? '')),
    unregistered: l10n.t('no version yet'),
    missing: l10n.t('not there'),
  }[state];
  const stale = workingCopy.metricsNote?.code === 'other' ? l10n.t('its metrics are stale: of another file') : undefined;
  return { label: l10n.t('Working copy'), value, note: stale ?? shorten(path, MAX_PATH) };
}
