import * as l10n from '@vscode/l10n';
import { percent } from '../../base/percent';
import type { BenchmarkResult } from '../../report/schemas/benchmark';
import type { NodeTimeRow } from '../../report/schemas/benchmark/profile';
import { printable, type Style } from '../style';
import { columns, cut, number } from './text';

/** Rows of each table; the report has all. */
const MOST = 10;
/** Longest name that is shown whole. */
const NAME = 48;

/** Where a run's time goes: by operator, by node, and how far that is from what the machine can do. Nothing without a profile. */
export function renderProfile({ operators, nodes, profile, roof }: BenchmarkResult, style: Style): string[] {
  if (!operators || !nodes || !profile || !roof) return [];
  const slowest = [...nodes].sort((a, b) => b.ms - a.ms).slice(0, MOST);
  const figure = (value: number) => number(value, 3);
  const optional = (value: number | undefined) => (value === undefined ? '' : figure(value));
  return [
    '',
    style.bold(l10n.t('Operators, of a run')),
    ...columns(
      [
        [`  ${l10n.t('operator')}`, l10n.t('calls'), l10n.t('ms'), l10n.t('share'), l10n.t('GFLOP/s')],
        ...operators
          .slice(0, MOST)
          .map(({ op, calls, ms, share, gflops }) => [
            `  ${printable(op)}`,
            number(calls, 3),
            figure(ms),
            percent(share),
            optional(gflops),
          ]),
      ],
      [1, 2, 3, 4],
    ),
    ...more(operators.length),
    '',
    style.bold(l10n.t('Nodes, of a run')),
    ...columns(
      [
        [`  ${l10n.t('node')}`, l10n.t('operator'), l10n.t('ms'), l10n.t('share'), l10n.t('of the roof'), l10n.t('held up by')],
        ...slowest.map((node) => [
          `  ${cut(printable(node.name), NAME)}`,
          printable(node.op),
          figure(node.ms),
          percent(node.share),
          node.efficiency === undefined ? '' : percent(node.efficiency),
          heldUpBy(node),
        ]),
      ],
      [2, 3, 4],
    ),
    ...more(nodes.length),
    '',
    ...columns([
      [l10n.t('Profiled'), l10n.t('{0} runs, of which the {1} that took least count', profile.runs, profile.counted)],
      [
        l10n.t('A run'),
        l10n.t('{0} ms: nodes {1}, the runtime’s own {2}', figure(profile.modelRunMs), figure(profile.nodesMs), figure(profile.gapMs)),
      ],
      [l10n.t('Profiler'), l10n.t('{0} times the undisturbed run', figure(profile.profiledOverUndisturbed))],
      [l10n.t('Roof'), l10n.t('{0} GFLOP/s, {1} GB/s', figure(roof.gflops), figure(roof.gbytesPerSecond))],
      ...(roof.int8 ? [[l10n.t('Roof, 8-bit'), l10n.t('{0} G operations/s', figure(roof.int8.gops))]] : []),
      ...unmatched(profile.matched),
      ...(profile.full ? [[l10n.t('Cut short'), l10n.t('the profiler stops at a million events')]] : []),
    ]),
  ];
}

function more(all: number): string[] {
  return all > MOST ? [`  ${l10n.t('… {0} more', (all - MOST).toLocaleString('en'))}`] : [];
}

function unmatched(matched: NonNullable<BenchmarkResult['profile']>['matched']): string[][] {
  const found = matched.find(({ kind }) => kind === 'unmatched');
  return found
    ? [[l10n.t('Unmatched'), l10n.t('{0} nodes are none of the model’s: {1} of the time', found.nodes, percent(found.share))]]
    : [];
}

function heldUpBy({ bound, slowForKind }: NodeTimeRow): string {
  const slow = slowForKind === undefined ? '' : l10n.t('slow for its kind');
  const by = bound === undefined ? '' : { memory: l10n.t('memory'), compute: l10n.t('computing'), overhead: l10n.t('overhead') }[bound];
  return [by, slow].filter((part) => part !== '').join(', ');
}
