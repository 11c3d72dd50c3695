import * as l10n from '@vscode/l10n';
import type { TemplateResult } from 'lit';
import type { NodeTimeRow } from '../../../src/report/schemas/benchmark/profile';
import { bars } from '../../kit/bars';
import type { FlameSpec } from '../../kit/flameView';
import { count, figure, num, percent } from '../../kit/format';
import type { PlotSpec } from '../../kit/plot';
import { roofline } from '../../kit/roofline';
import type { TableSpec } from '../../kit/table';
import type { Cell } from '../../kit/tableText';
import { boundText, matchedText, type Profiled } from './profileFacts';
import { ms } from './verdict';

/** Operators with a bar of their own. */
const BARS = 10;
/** Operators with a colour of their own in the timeline; the same in panel.css. */
export const TONES = 4;
/** Points of the roofline, by time, and those that have a name. */
const POINTS = 300;
const NAMED = 5;

const figures = (value: Cell) => (value === undefined || value === '' ? '' : figure(num(value as number), 4));
const shares = (value: Cell) => (value === undefined || value === '' ? '' : percent(num(value as number)));

/** Time by operator. */
export function operatorsPlot({ operators, nodes }: Profiled): PlotSpec {
  const [first] = operators;
  const shown = operators.slice(0, operators.length > BARS + 1 ? BARS : BARS + 1);
  const rest = operators.slice(shown.length);
  const restMs = rest.reduce((sum, { ms: own }) => sum + num(own), 0);
  const restShare = rest.reduce((sum, { share }) => sum + num(share), 0);
  const text = (share: number, calls: number) =>
    calls === 1 ? l10n.t('{0}, 1 call', percent(share)) : l10n.t('{0}, {1} calls', percent(share), figure(calls, 4));
  return {
    name: 'operators',
    title:
      num(first?.share) > 0.5
        ? l10n.t('{0} takes most of the time', first?.op ?? '')
        : l10n.t('{0} takes the largest part', first?.op ?? ''),
    how: l10n.t('Milliseconds in a run, share of the nodes’ time, calls in a run.'),
    label: l10n.t('Bars of the time of {0} operators in {1} nodes.', count(operators.length), count(nodes.length)),
    draw: bars(
      [
        ...shown.map(({ op, ms: own, share, calls }) => ({ label: op, value: num(own), text: text(num(share), num(calls)) })),
        ...(rest.length > 0 ? [{ label: l10n.t('{0} others', count(rest.length)), value: restMs, text: percent(restShare) }] : []),
      ],
      { axis: l10n.t('ms in a run') },
    ),
    table: {
      name: 'operators',
      label: l10n.t('Time by operator.'),
      columns: [
        { title: l10n.t('operator') },
        { title: l10n.t('ms'), numeric: true, show: figures },
        { title: l10n.t('share'), numeric: true, show: shares },
        { title: l10n.t('nodes'), numeric: true },
        { title: l10n.t('calls'), numeric: true, show: figures },
        { title: l10n.t('GFLOP/s'), numeric: true, show: figures },
      ],
      rows: operators.map((one) => [one.op, num(one.ms), num(one.share), one.nodes, num(one.calls), optional(one.gflops)]),
    },
  };
}

/** One run, call by call. @param selected node that stands out */
export function timelinePlot({ operators, nodes, profile }: Profiled, selected: number | undefined, legend: TemplateResult): FlameSpec {
  const { timeline } = profile;
  const node = (event: number) => nodes[timeline.node[event] ?? -1];
  const name = (event: number) => node(event)?.name ?? '';
  const start = timeline.start.map(num);
  const durations = timeline.duration.map(num);
  const tones = new Map(operators.slice(0, TONES).map(({ op }, tone) => [op, tone]));
  const longest = durations.reduce((best, value, event) => (value > (durations[best] ?? 0) && !node(event)?.totalMs ? event : best), 0);
  return {
    name: 'timeline',
    title: durations.length === 0 ? l10n.t('One run') : l10n.t('One run; {0} takes longest', name(longest)),
    how: [
      l10n.t('A bar a call, bodies of If, Loop and Scan below theirs; zoom with + and −, or Ctrl and the wheel.'),
      timeline.left === 0 ? '' : l10n.t('The {0} shortest calls are left out.', count(timeline.left)),
    ].join(' '),
    label: l10n.t(
      'Timeline of {0} calls in {1}. Plus and minus zoom, Ctrl with the arrow keys moves.',
      count(durations.length),
      ms(timeline.ms),
    ),
    options: {
      start,
      duration: durations,
      depth: timeline.depth,
      label: name,
      text: (event) =>
        l10n.t('{0} ({1}): {2}, from {3}', name(event), node(event)?.op ?? '', ms(durations[event] ?? 0), ms(start[event] ?? 0)),
      several: (many, total, most) =>
        l10n.t('{0} calls, {1} together; longest {2}: {3}', count(many), ms(total), name(most), ms(durations[most] ?? 0)),
      tone: (event) => tones.get(node(event)?.op ?? '') ?? TONES,
      ...(selected === undefined ? {} : { strong: (event: number) => timeline.node[event] === selected }),
      whole: { label: l10n.t('run'), ms: num(timeline.ms) },
      axis: l10n.t('ms from the start of the run'),
    },
    legend,
    table: {
      name: 'timeline',
      label: l10n.t('Calls of one run.'),
      columns: [
        { title: l10n.t('node') },
        { title: l10n.t('operator') },
        { title: l10n.t('start, ms'), numeric: true, show: figures },
        { title: l10n.t('ms'), numeric: true, show: figures },
        { title: l10n.t('level'), numeric: true },
      ],
      rows: start.map((at, event) => [name(event), node(event)?.op ?? '', at, durations[event] ?? 0, timeline.depth[event] ?? 0]),
    },
  };
}

/** How fast nodes compute, below what the machine allows; undefined where no node's operations are counted. */
export function rooflinePlot({ nodes, roof }: Profiled, selected: number | undefined): PlotSpec | undefined {
  const all = [...nodes.keys()].filter((at) => num(nodes[at]?.intensity) > 0 && num(nodes[at]?.gflops) > 0);
  const order = all.sort((a, b) => num(nodes[b]?.ms) - num(nodes[a]?.ms));
  const shown = order.slice(0, POINTS);
  if (shown.length === 0) return undefined;
  const rows = shown.map((at) => nodes[at] as NodeTimeRow);
  const total = rows.reduce((sum, row) => sum + num(row.share), 0);
  const near = rows.reduce((sum, row) => sum + num(row.efficiency) * num(row.share), 0) / total;
  return {
    name: 'roofline',
    title: l10n.t('Products of matrices run at {0} of the roof', percent(near)),
    how: [
      l10n.t('Left of the ridge memory holds a node up, right of it computing; the larger, the more time. Hollow: slow for its kind.'),
      order.length > shown.length ? l10n.t('The {0} that take most.', count(shown.length)) : '',
    ].join(' '),
    label: l10n.t('{0} nodes by operations a byte and operations a second.', count(shown.length)),
    draw: roofline({
      points: rows.map((row, rank) => ({
        intensity: num(row.intensity),
        gflops: num(row.gflops),
        weight: num(row.ms),
        label: row.name,
        named: rank < NAMED || row.slowForKind !== undefined,
        odd: row.slowForKind !== undefined,
        strong: shown[rank] === selected,
        text: l10n.t(
          '{0} ({1}): {2} GFLOP/s at {3} FLOP a byte, {4} of the roof, {5} of the time',
          row.name,
          row.op,
          figure(num(row.gflops), 3),
          figure(num(row.intensity), 3),
          percent(num(row.efficiency)),
          percent(num(row.share)),
        ),
      })),
      peaks: [
        { gflops: num(roof.gflops), label: l10n.t('{0} GFLOP/s', figure(num(roof.gflops), 3)) },
        ...(roof.int8 ? [{ gflops: num(roof.int8.gops), label: l10n.t('8-bit: {0} GOP/s', figure(num(roof.int8.gops), 3)) }] : []),
      ],
      bandwidth: { gbytesPerSecond: num(roof.gbytesPerSecond), label: l10n.t('{0} GB/s', figure(num(roof.gbytesPerSecond), 3)) },
      xAxis: l10n.t('operations a byte'),
      yAxis: l10n.t('GFLOP/s'),
    }),
    table: {
      name: 'roofline',
      label: l10n.t('Nodes whose operations are counted.'),
      columns: [
        { title: l10n.t('node') },
        { title: l10n.t('FLOP a byte'), numeric: true, show: figures },
        { title: l10n.t('GFLOP/s'), numeric: true, show: figures },
        { title: l10n.t('of the roof'), numeric: true, show: shares },
        { title: l10n.t('ms'), numeric: true, show: figures },
      ],
      rows: order.map((at) => {
        const row = nodes[at] as NodeTimeRow;
        return [row.name, num(row.intensity), num(row.gflops), num(row.efficiency), num(row.ms)];
      }),
    },
  };
}

/** Every node, the one that takes most first. @param order indices of the nodes */
export function nodesTable({ nodes }: Profiled, order: readonly number[]): TableSpec {
  return {
    name: 'nodes',
    label: l10n.t('Nodes that were executed. Choose a row to see it in the plots.'),
    columns: [
      { title: l10n.t('node') },
      { title: l10n.t('operator') },
      { title: l10n.t('ms'), numeric: true, show: figures },
      { title: l10n.t('share'), numeric: true, show: shares },
      { title: l10n.t('calls'), numeric: true, show: figures },
      { title: l10n.t('P10–P90, ms') },
      { title: l10n.t('held up by') },
      { title: l10n.t('of the roof'), numeric: true, show: shares },
      { title: l10n.t('slow for its kind, times'), numeric: true, show: figures },
      { title: l10n.t('GFLOP/s'), numeric: true, show: figures },
      { title: l10n.t('GB/s'), numeric: true, show: figures },
      { title: l10n.t('FLOP a byte'), numeric: true, show: figures },
      { title: l10n.t('with its body, ms'), numeric: true, show: figures },
      { title: l10n.t('in the model') },
      { title: l10n.t('stands for') },
      { title: l10n.t('makes') },
      { title: l10n.t('inputs') },
      { title: l10n.t('outputs') },
      { title: l10n.t('executed as') },
      { title: l10n.t('provider') },
      { title: l10n.t('place in the run'), numeric: true },
    ],
    rows: order.map((at) => row(nodes[at] as NodeTimeRow, at)),
  };
}

function row(node: NodeTimeRow, at: number): Cell[] {
  return [
    node.name,
    node.op,
    num(node.ms),
    num(node.share),
    num(node.calls),
    `${figure(num(node.spread[0]), 3)}–${figure(num(node.spread[1]), 3)}`,
    boundText(node.bound),
    optional(node.efficiency),
    optional(node.slowForKind),
    optional(node.gflops),
    optional(node.gbytesPerSecond),
    optional(node.intensity),
    optional(node.totalMs),
    matchedText(node),
    node.covers?.join(', ') ?? '',
    node.output ?? '',
    node.inputs ?? '',
    node.outputs ?? '',
    node.executedAs ?? '',
    node.provider,
    at + 1,
  ];
}

function optional(value: number | string | undefined): number | undefined {
  return value === undefined ? undefined : num(value);
}
