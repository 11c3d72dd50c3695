import * as l10n from '@vscode/l10n';
import type { StageSpan, Version, VersionsResult } from '../../../src/report/schemas/versions';
import { count } from '../../kit/format';
import type { VerdictPart } from '../../kit/sentence';
import { day, isRegistered, metricFormat, metricOf, metricTitle, nameText, versionName } from './text';

/** Stages named in the sentence; the tiles and the timeline have the rest. */
const MAX_STAGES = 2;

/** The stages that hold a version, what serves people first. */
export function filledStages({ stages }: Pick<VersionsResult, 'stages'>): { stage: string; version: string }[] {
  const filled = Object.entries(stages).flatMap(([stage, version]) => (version === null ? [] : { stage, version }));
  return filled.sort((a, b) => Number(isProduction(b.stage)) - Number(isProduction(a.stage)));
}

function isProduction(stage: string): boolean {
  return /^(prod|production|live|release)$/i.test(stage);
}

/** The stretch of time in which a stage has held its version until now. */
export function currentSpan({ spans = [] }: Pick<VersionsResult, 'spans'>, stage: string): StageSpan | undefined {
  return spans.findLast((span) => span.stage === stage && span.to === undefined);
}

/** The version to speak of: that in production, else in the first stage, else the greatest active one. */
export function mainVersion(result: VersionsResult): Version | undefined {
  const [first] = filledStages(result);
  return (
    result.versions.find(({ version }) => version === first?.version) ??
    result.versions.find((version) => version.active && isRegistered(version)) ??
    result.versions[0]
  );
}

/** Which version serves, since when, how many there are, and how good it is. */
export function versionsSentence(result: VersionsResult): VerdictPart[] {
  const name = nameText(result.name);
  const registered = result.versions.filter(isRegistered);
  if (registered.length === 0 && filledStages(result).length === 0) return [{ text: l10n.t('{0} has no version yet.', name) }];
  const quality = qualityText(result);
  const stages = filledStages(result)
    .slice(0, MAX_STAGES)
    .map(({ stage, version }, i) => [stageText(result, stage, version), ...(i === 0 ? quality : [])].join(', '));
  const parts = [
    ...(stages.length > 0 ? stages : [l10n.t('no version in a stage')]),
    registered.length === 1 ? l10n.t('1 version') : l10n.t('{0} versions', count(registered.length)),
    ...(stages.length > 0 ? [] : quality),
  ];
  const text = `${l10n.t('{0}: {1}', name, parts.join('; '))}.`;
  return result.deprecated ? [{ text: l10n.t('Deprecated.'), tone: 'bad' }, { text: ` ${text}` }] : [{ text }];
}

function stageText(result: VersionsResult, stage: string, version: string): string {
  const since = currentSpan(result, stage)?.from;
  const where = [versionName(version), nameText(stage)] as const;
  return since === undefined ? l10n.t('{0} in {1}', ...where) : l10n.t('{0} in {1} since {2}', ...where, day(since));
}

function qualityText(result: VersionsResult): string[] {
  const main = mainVersion(result);
  const metric = main && result.headline !== undefined ? metricOf(main, result.headline) : undefined;
  if (!metric) return [];
  const figure = l10n.t('{0} {1}', metricTitle(metric.name), metricFormat(metric.name)(metric.value));
  const text = filledStages(result).length > 0 ? figure : l10n.t('{0} in {1}', figure, versionName(main?.version ?? ''));
  if (metric.stale) return [l10n.t('{0} (stale)', text)];
  return [metric.origin === 'measured' ? l10n.t('{0} (measured here)', text) : text];
}

/** What the sentence rests on. */
export function versionsEvidence(result: VersionsResult): string {
  const main = mainVersion(result);
  const metric = main && result.headline !== undefined ? metricOf(main, result.headline) : undefined;
  const interval = metric && metric.low !== undefined && metric.high !== undefined;
  const format = metricFormat(metric?.name ?? '');
  return [
    interval ? l10n.t('{0} between {1} and {2}', metricTitle(metric.name), format(metric.low ?? 0), format(metric.high ?? 0)) : undefined,
    metric?.dataset === undefined ? undefined : l10n.t('on data set {0}', nameText(metric.dataset)),
    copyText(result),
    l10n.t('versions and stages are git tags'),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/** The work tree's file to the versions. */
export function copyText({ workingCopy }: VersionsResult): string | undefined {
  if (!workingCopy) return undefined;
  const version = versionName(workingCopy.version ?? '');
  return {
    clean: l10n.t('the working copy is {0}', version),
    changed: l10n.t('the working copy was changed since {0}', version),
    unregistered: l10n.t('the working copy is no version yet'),
    missing: l10n.t('the file is not in the work tree'),
  }[workingCopy.state];
}
