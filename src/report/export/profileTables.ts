import * as l10n from '@vscode/l10n';
import type { BenchmarkResult } from '../schemas/benchmark';
import type { ReportTable } from './table';

/** A profile's rows: by operator, by node, and what both rest on. None without a profile. */
export function profileTables({ operators, nodes, profile, roof }: BenchmarkResult): ReportTable[] {
  if (!operators || !nodes || !profile || !roof) return [];
  return [
    {
      title: l10n.t('Operators'),
      columns: [l10n.t('operator'), l10n.t('nodes'), l10n.t('calls'), l10n.t('ms'), l10n.t('share'), l10n.t('GFLOP/s')],
      rows: operators.map(({ op, nodes: count, calls, ms, share, gflops }) => [op, count, calls, ms, share, gflops ?? '']),
    },
    {
      title: l10n.t('Nodes'),
      columns: [
        l10n.t('node'),
        l10n.t('operator'),
        l10n.t('output'),
        l10n.t('executed as'),
        l10n.t('found'),
        l10n.t('covers'),
        l10n.t('provider'),
        l10n.t('calls'),
        l10n.t('ms'),
        l10n.t('share'),
        l10n.t('P10, ms'),
        l10n.t('P90, ms'),
        l10n.t('inputs'),
        l10n.t('outputs'),
        l10n.t('FLOP'),
        l10n.t('bytes'),
        l10n.t('GFLOP/s'),
        l10n.t('GB/s'),
        l10n.t('FLOP/byte'),
        l10n.t('of the roof'),
        l10n.t('held up by'),
        l10n.t('slow for its kind'),
      ],
      rows: nodes.map((node) => [
        node.name,
        node.op,
        node.output ?? '',
        node.executedAs ?? '',
        node.matched,
        node.covers?.join(' ') ?? '',
        node.provider,
        node.calls,
        node.ms,
        node.share,
        ...node.spread,
        node.inputs ?? '',
        node.outputs ?? '',
        node.flop ?? '',
        node.bytes ?? '',
        node.gflops ?? '',
        node.gbytesPerSecond ?? '',
        node.intensity ?? '',
        node.efficiency ?? '',
        node.bound ?? '',
        node.slowForKind ?? '',
      ]),
    },
    {
      title: l10n.t('Profile'),
      columns: [l10n.t('figure'), l10n.t('value'), l10n.t('from'), l10n.t('to')],
      rows: [
        ...(['runs', 'counted', 'modelRunMs', 'nodesMs', 'gapMs', 'profiledOverUndisturbed'] as const).map((key) => [
          key,
          profile[key],
          '',
          '',
        ]),
        ['gflops', roof.gflops, ...roof.ci95.gflops],
        ['gbytesPerSecond', roof.gbytesPerSecond, ...roof.ci95.gbytesPerSecond],
        ...(roof.int8 ? [['int8 gops', roof.int8.gops, ...roof.int8.ci95]] : []),
      ],
    },
  ];
}
