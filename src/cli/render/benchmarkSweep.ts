import * as l10n from '@vscode/l10n';
import type { BenchmarkResult } from '../../report/schemas/benchmark';
import type { Best, Sweep, SweepSetting } from '../../report/schemas/benchmark/sweep';
import type { Style } from '../style';
import { bytes, columns, number } from './text';

/** Every setting of a sweep, a row each, the best first; nothing where there was none. */
export function renderSweep({ sweep, best, applied }: BenchmarkResult, style: Style): string[] {
  if (!sweep || !best) return [];
  const places = sweep.settings.map((_, index) => index).sort((a, b) => scoreOf(sweep, a) - scoreOf(sweep, b));
  const head = [
    `  ${l10n.t('threads')}`,
    l10n.t('optimization'),
    l10n.t('provider'),
    l10n.t('batch'),
    l10n.t('P50, ms'),
    '',
    l10n.t('rows/s'),
    l10n.t('times'),
    l10n.t('runs'),
    l10n.t('memory'),
    '',
  ];
  const [first, ...others] = columns([head, ...places.map((index) => row(sweep.settings[index]!, index, best))], [0, 3, 4, 6, 7, 8, 9]);
  const { rounds, seed, plannedSeconds, tookSeconds, reopened } = sweep;
  return [
    style.bold(l10n.t('Settings')),
    style.dim(first!),
    ...others,
    `  ${l10n.t('Rounds in random order (seed {1}): {0}. It took {2} s; {3} s were planned.', rounds, seed, number(tookSeconds, 3), number(plannedSeconds, 3))}`,
    ...(reopened > 0
      ? [
          `  ${l10n.t('{0} settings did not fit into memory beside the others: their processes were started anew for each visit.', reopened)}`,
        ]
      : []),
    ...(applied ? [`  ${appliedText(applied)}`] : []),
    '',
  ];
}

function scoreOf({ settings, objective }: Sweep, index: number): number {
  const { p50, throughput } = settings[index]!;
  if (p50 === undefined || throughput === undefined) return Number.POSITIVE_INFINITY;
  return objective === 'latency' ? p50 : -throughput;
}

function row(
  { settings, default: usual, p50, ci95, throughput, times, runs, peakRssBytes, error }: SweepSetting,
  index: number,
  best: Best,
): string[] {
  const { threads, optimization, provider, batch } = settings;
  const [low, high] = ci95?.p50 ?? [];
  return [
    `  ${threads ?? l10n.t('own')}`,
    optimization,
    provider,
    String(batch),
    p50 === undefined ? '' : number(p50, 4),
    low === undefined || high === undefined ? '' : `[${number(low, 4)}, ${number(high, 4)}]`,
    throughput === undefined ? '' : number(throughput, 4),
    times ? number(times.ratio, 3) : '',
    String(runs),
    peakRssBytes === undefined ? '' : bytes(peakRssBytes),
    [
      ...(usual ? [l10n.t("the runtime's defaults")] : []),
      ...(index === best.recommended ? [l10n.t('recommended')] : []),
      ...(index === best.best ? [l10n.t('best')] : best.equals.includes(index) ? [l10n.t('no difference shown')] : []),
      ...(error ? [l10n.t('failed: {0}', error.message)] : []),
    ].join(', '),
  ];
}

function appliedText({ path, state, error, inherited }: NonNullable<BenchmarkResult['applied']>): string {
  const shared = inherited ? ` ${l10n.t('Other models that share this manifest go by it too.')}` : '';
  switch (state) {
    case 'created':
      return l10n.t('Written into {0}, which is new.', path);
    case 'changed':
      return l10n.t('Written into {0}.', path) + shared;
    case 'same':
      return l10n.t('{0} says so already.', path);
    case 'unneeded':
      return l10n.t('Nothing was written: the runtime does by itself what is best.');
    case 'failed':
      return l10n.t('Not written into {0}: {1}', path, error?.message ?? '');
  }
}
