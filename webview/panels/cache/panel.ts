import * as l10n from '@vscode/l10n';
import { html } from 'lit';
import type { CacheResult } from '../../../src/report/schemas/cache';
import type { Panel } from '../../app';
import { commands } from '../../kit/command';
import { bytes, count, joined, percent } from '../../kit/format';
import { tableSection } from '../../kit/section';
import { sentence } from '../../kit/sentence';
import type { TableSpec } from '../../kit/table';
import { type Tile, tiles } from '../../kit/tiles';

/** What the cache of old versions takes. */
export const cachePanel: Panel = {
  title: () => l10n.t('Cache of Old Versions'),
  draw(report, context) {
    const result = report.result as CacheResult;
    const emptied = result.cleared !== undefined || result.bytes === 0;
    return html`${sentence(cacheSentence(result), cacheEvidence(result))} ${tiles(cacheTiles(result))}
    ${tableSection('cache', l10n.t('Cache'), cacheTable(result), context)}
    ${commands('to-empty', l10n.t('To empty it'), emptied ? [] : ['modelwright cache --clear'], context)}`;
  },
};

function versionsText(versions: number): string {
  return versions === 1 ? l10n.t('1 version') : l10n.t('{0} versions', count(versions));
}

function cacheSentence({ bytes: taken, limitBytes, versions, cleared }: CacheResult): string {
  if (cleared) {
    return cleared.versions === 0 && cleared.bytes === 0
      ? l10n.t('There was nothing to remove.')
      : l10n.t('Removed {0}, {1}.', versionsText(cleared.versions), joined(bytes(cleared.bytes)));
  }
  if (versions === 0 && taken === 0) return l10n.t('The cache is empty.');
  return l10n.t('{0} in {1}, of at most {2}.', versionsText(versions), joined(bytes(taken)), joined(bytes(limitBytes)));
}

function cacheEvidence({ inUse }: CacheResult): string {
  const what = l10n.t('models as tags and commits have them, read for runs and comparisons; all of it can be read again');
  if (inUse === 0) return what;
  const kept = inUse === 1 ? l10n.t('1 version is in use and stays') : l10n.t('{0} versions are in use and stay', count(inUse));
  return `${kept} · ${what}`;
}

function cacheTiles({ bytes: taken, limitBytes, versions, inUse, cleared }: CacheResult): Tile[] {
  return [
    ...(cleared ? [{ label: l10n.t('Removed'), ...bytes(cleared.bytes), note: versionsText(cleared.versions) }] : []),
    { label: l10n.t('Takes'), ...bytes(taken), note: limitBytes > 0 ? l10n.t('{0} of the limit', percent(taken / limitBytes)) : undefined },
    { label: l10n.t('Limit'), ...bytes(limitBytes) },
    { label: l10n.t('Versions'), value: count(versions) },
    { label: l10n.t('In use'), value: count(inUse) },
  ];
}

function cacheTable(result: CacheResult): TableSpec {
  const { cleared } = result;
  const exactly = (value: number) => l10n.t('{0} bytes', count(value));
  return {
    name: 'cache',
    label: l10n.t('The cache in figures.'),
    columns: [{ title: l10n.t('what') }, { title: l10n.t('value') }],
    rows: [
      [l10n.t('folder'), result.folder],
      [l10n.t('takes'), exactly(result.bytes)],
      [l10n.t('at most'), exactly(result.limitBytes)],
      [l10n.t('versions'), count(result.versions)],
      [l10n.t('in use'), count(result.inUse)],
      ...(cleared
        ? [
            [l10n.t('removed'), exactly(cleared.bytes)],
            [l10n.t('versions removed'), count(cleared.versions)],
          ]
        : []),
    ],
  };
}
