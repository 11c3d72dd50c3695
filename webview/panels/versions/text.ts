import * as l10n from '@vscode/l10n';
import type { EventKind, Version, VersionMetric } from '../../../src/report/schemas/versions';
import { bytes, duration, figure, joined, percent, shorten } from '../../kit/format';

/** Name of the trend that every repository has. */
export const SIZE = 'bytes';
/** Characters of a name in a sentence. */
const MAX_NAME = 48;

/** A version's name; of one that no tag registers, its commit's first digits. */
export function versionName(version: string): string {
  return /^[0-9a-f]{40,}$/.test(version) ? version.slice(0, 7) : shorten(version, MAX_NAME);
}

/** A stage's or a model's name in a sentence. */
export function nameText(name: string): string {
  return shorten(name, MAX_NAME);
}

/** A day, in the reader's way of writing; of the calendar in UTC, as git's tags are shared. */
export function day(time: string): string {
  return new Date(time).toLocaleDateString(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
}

/** A time to the minute. */
export function moment(time: string): string {
  return `${new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })} UTC`;
}

export function eventName(event: EventKind): string {
  return {
    registration: l10n.t('registered'),
    deregistration: l10n.t('deregistered'),
    assignment: l10n.t('assigned'),
    unassignment: l10n.t('unassigned'),
    deprecation: l10n.t('deprecated'),
  }[event];
}

/** What a metric's last part is called: `evaluation.accuracy` → accuracy. */
export function metricTitle(name: string): string {
  if (name === SIZE) return l10n.t('size');
  const words = new Map([
    ['evaluation.accuracy', l10n.t('accuracy')],
    ['evaluation.macroF1', l10n.t('macro F1')],
    ['benchmark.p50Milliseconds', l10n.t('P50 latency')],
    ['benchmark.p90Milliseconds', l10n.t('P90 latency')],
    ['benchmark.p95Milliseconds', l10n.t('P95 latency')],
    ['benchmark.p99Milliseconds', l10n.t('P99 latency')],
    ['benchmark.p999Milliseconds', l10n.t('P99.9 latency')],
    ['benchmark.meanMilliseconds', l10n.t('mean latency')],
    ['benchmark.throughput', l10n.t('rows a second')],
    ['benchmark.highestRate', l10n.t('highest rate that holds')],
    ['benchmark.loadMilliseconds', l10n.t('loading')],
    ['benchmark.peakRssBytes', l10n.t('peak memory')],
  ]);
  return words.get(name) ?? shorten(name.replace(/^(evaluation|benchmark)\./, '').replaceAll('.', ' '), MAX_NAME);
}

/** Shares that are read in per cent. */
const SHARE = /(^|\.)(accuracy|balancedAccuracy|top\d+|precision|recall|specificity|sensitivity)(\.|$)/i;

/** How values of a metric are written. */
export function metricFormat(name: string): (value: number) => string {
  if (name === SIZE) return (value) => joined(bytes(value));
  if (/Milliseconds$/.test(name)) return (value) => joined(duration(value));
  if (/Bytes$/.test(name)) return (value) => joined(bytes(value));
  if (SHARE.test(name)) return (value) => (value >= 0 && value <= 1 ? percent(value) : figure(value));
  return (value) => figure(value);
}

/** What a metric's values lie between; undefined where that is not known. */
export function metricLimits(name: string, values: readonly number[]): readonly [number, number] | undefined {
  return SHARE.test(name) && values.every((value) => value >= 0 && value <= 1) ? [0, 1] : undefined;
}

/** As the beginning of a title. */
export function capitalized(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

/** `[96.3 %, 98.3 %]` */
export function intervalText({ low, high }: Pick<VersionMetric, 'low' | 'high'>, show: (value: number) => string): string | undefined {
  return low === undefined || high === undefined ? undefined : `[${show(low)}, ${show(high)}]`;
}

/** A metric of a version, one that is stale where there is no other; its size where that is asked for. */
export function metricOf(version: Pick<Version, 'metrics' | 'bytes'>, name: string): VersionMetric | undefined {
  const found = metricsNamed(version, name);
  return found.find(({ stale }) => !stale) ?? found[0];
}

/** All figures of a version by one name: one of each environment. */
export function metricsNamed(version: Pick<Version, 'metrics' | 'bytes'>, name: string): VersionMetric[] {
  if (name !== SIZE) return version.metrics?.filter((metric) => metric.name === name) ?? [];
  return version.bytes === undefined ? [] : [{ name, value: version.bytes, origin: 'committed' }];
}

/** Where a figure comes from, in words. */
export function originText({ origin, stale }: Pick<VersionMetric, 'origin' | 'stale'>): string {
  if (stale) return l10n.t('stale: of another file');
  return origin === 'measured' ? l10n.t('measured here') : l10n.t('committed');
}

/** Whether a tag registers it; a commit that only a stage names is none. */
export function isRegistered({ version }: Version): boolean {
  return version.startsWith('v');
}
