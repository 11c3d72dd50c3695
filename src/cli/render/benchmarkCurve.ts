import * as l10n from '@vscode/l10n';
import type { BenchmarkResult } from '../../report/schemas/benchmark';
import type { Curve, CurvePoint } from '../../report/schemas/benchmark/curve';
import type { Style } from '../style';
import { bytes, columns, number } from './text';

/** What was varied, a row a value; nothing for one request after the other. */
export function renderCurve({ curve, server }: BenchmarkResult, style: Style): string[] {
  if (!curve) return [];
  const titles = { batch: l10n.t('batch'), rate: l10n.t('requests/s'), processes: l10n.t('processes') };
  const numeric = curve.axis === 'processes' ? [0, 1, 2, 3, 4, 5, 6] : [0, 1, 2, 3, 4, 5];
  const rows = curve.points.map((point) => [
    `  ${number(point.x)}`,
    ...(curve.axis === 'processes' ? [String(point.threads ?? '')] : []),
    number(point.throughput, 4),
    number(point.p50, 4),
    number(point.p99, 4),
    String(point.runs),
    bytes(point.peakRssBytes),
    remark(curve, point),
  ]);
  const head = [
    `  ${titles[curve.axis]}`,
    ...(curve.axis === 'processes' ? [l10n.t('threads')] : []),
    l10n.t('rows/s'),
    l10n.t('P50, ms'),
    l10n.t('P99, ms'),
    l10n.t('runs'),
    l10n.t('memory'),
    '',
  ];
  const [first, ...others] = columns([head, ...rows], numeric);
  return [
    style.bold(server ? l10n.t('By rate, P99 within {0} ms', number(server.boundMs, 4)) : l10n.t('Throughput and latency')),
    style.dim(first!),
    ...others,
    `  ${endText(curve)}`,
    '',
  ];
}

function remark({ axis, best }: Curve, { x, held, overloaded, confirm }: CurvePoint): string {
  if (axis !== 'rate') return x === best ? l10n.t('best') : '';
  const how = overloaded ? l10n.t('cannot keep up') : held ? l10n.t('holds') : l10n.t('does not hold');
  return confirm ? l10n.t('{0}, at full length', how) : how;
}

/** Why there are no more points. */
function endText({ ended, failure, seconds, axis }: Curve): string {
  const each = l10n.t('{0} s each.', number(seconds));
  switch (ended) {
    case 'flat':
      return l10n.t('{0} Throughput no longer grew.', each);
    case 'memory':
      return l10n.t('{0} The next would not have fitted into memory.', each);
    case 'time':
      return l10n.t('{0} The next would have taken too long.', each);
    case 'fixed':
      return l10n.t('{0} The model takes no other batch.', each);
    case 'failed':
      return l10n.t('{0} {1} failed: {2}', each, failure ? number(failure.x) : '', failure?.message ?? '');
    case 'cancelled':
      return l10n.t('{0} Stopped before its end.', each);
    case 'cores':
      return l10n.t('{0} There are no more cores.', each);
    case 'limit':
      return l10n.t('{0} No larger batch is tried.', each);
    case 'found':
    case 'list':
      return axis === 'rate' ? l10n.t('{0} Latencies count from the scheduled arrival.', each) : each;
  }
}
