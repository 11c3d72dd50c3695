import * as l10n from '@vscode/l10n';
import type { Report } from '../report';
import type { BenchmarkResult } from '../schemas/benchmark';
import type { CompareResult } from '../schemas/compare';
import type { DiffResult } from '../schemas/diff';
import type { InspectResult } from '../schemas/inspect';
import type { RunResult } from '../schemas/run';
import { benchmarkTables } from './benchmarkTables';
import { compareTables } from './compareTables';
import { registryTables } from './registryTables';
import type { ReportTable } from './table';

/** The tables of a report; of a kind without its own, one with the envelope. Empty tables are left out. */
export function reportTables(report: Report): ReportTable[] {
  const tables = tablesOf(report).filter((table) => table.rows.length > 0);
  return tables.length > 0 ? tables : [envelopeTable(report)];
}

function tablesOf(report: Report): ReportTable[] {
  switch (report.kind) {
    case 'run':
      return runTables(report.result as RunResult);
    case 'inspect':
      return inspectTables(report.result as InspectResult);
    case 'benchmark':
      return benchmarkTables(report.result as BenchmarkResult);
    case 'compare':
      return compareTables(report.result as CompareResult);
    case 'diff':
      return diffTables(report.result as DiffResult);
    default:
      return registryTables(report);
  }
}

function runTables(result: RunResult): ReportTable[] {
  const tables: ReportTable[] = [
    {
      title: l10n.t('Top classes'),
      columns: [l10n.t('rank'), l10n.t('index'), l10n.t('class'), result.scores?.kind ?? l10n.t('score')],
      rows: (result.top ?? []).map((entry, i) => [i + 1, entry.index, entry.label, entry.score]),
    },
  ];
  if (result.rows) {
    tables.push({
      title: l10n.t('Rows'),
      columns: [l10n.t('row'), l10n.t('input'), l10n.t('rank'), l10n.t('index'), l10n.t('class'), result.scores?.kind ?? l10n.t('score')],
      rows: result.rows.list.flatMap(({ row, source, top }) =>
        top.map((entry, i) => [row, source, i + 1, entry.index, entry.label, entry.score]),
      ),
    });
  }
  if (result.sequence) {
    const { values, secondsPerFrame } = result.sequence;
    tables.push({
      title: result.sequence.output,
      columns: secondsPerFrame ? [l10n.t('frame'), l10n.t('seconds'), l10n.t('value')] : [l10n.t('frame'), l10n.t('value')],
      rows: values.map((value, i) => (secondsPerFrame ? [i, i * secondsPerFrame, value] : [i, value])),
    });
  }
  for (const output of result.outputs) {
    if (output.values) tables.push(valueTable(output.name, output.shape ?? [], output.values));
    if (output.maps) {
      const labels = [...new Set(output.maps.flatMap((map) => Object.keys(map)))];
      tables.push({
        title: output.name,
        columns: [l10n.t('row'), ...labels],
        rows: output.maps.map((map, i) => [i, ...labels.map((label) => map[label])]),
      });
    }
  }
  return tables;
}

/** Values with an index column per dimension, row-major. */
function valueTable(title: string, shape: readonly number[], values: readonly unknown[]): ReportTable {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  return {
    title,
    columns: [...shape.map((_, axis) => `d${axis}`), l10n.t('value')],
    rows: values.map((value, i) => [...shape.map((size, axis) => Math.floor(i / (strides[axis] ?? 1)) % size), value]),
  };
}

function inspectTables(result: InspectResult): ReportTable[] {
  const shape = (dims: readonly (number | string)[] | undefined) => (dims ? dims.join(' × ') : '');
  return [
    {
      title: l10n.t('Findings'),
      columns: ['severity', 'code', 'where', 'message', 'remedy'],
      rows: result.findings.map((finding) => [finding.severity, finding.code, finding.where, finding.message, finding.remedy]),
    },
    {
      title: l10n.t('Operators'),
      columns: ['operator', 'count'],
      rows: Object.entries(result.operators).sort((a, b) => b[1] - a[1]),
    },
    {
      title: l10n.t('Inputs and outputs'),
      columns: ['direction', 'name', 'type', 'shape'],
      rows: [
        ...result.inputs.map((value) => ['input', value.name, value.type, shape(value.shape)]),
        ...result.outputs.map((value) => ['output', value.name, value.type, shape(value.shape)]),
      ],
    },
    {
      title: l10n.t('Weights by type'),
      columns: ['type', 'tensors', 'elements', 'bytes'],
      rows: result.weights.map((weight) => [weight.type, weight.tensors, weight.elements, weight.bytes]),
    },
    {
      title: l10n.t('Largest tensors'),
      columns: ['name', 'type', 'shape', 'bytes', 'external'],
      rows: result.tensors.map((tensor) => [tensor.name, tensor.type, shape(tensor.shape), tensor.bytes, tensor.external]),
    },
    { title: l10n.t('Metadata'), columns: ['key', 'value'], rows: Object.entries(result.metadata) },
  ];
}

function diffTables(result: DiffResult): ReportTable[] {
  const text = (value: unknown) => (value === undefined || typeof value === 'string' ? value : JSON.stringify(value));
  const kind = (info: { type: string; shape?: readonly (number | string)[] } | undefined) =>
    info && (info.shape ? `${info.type} ${info.shape.join(' × ')}` : info.type);
  return [
    {
      title: l10n.t('Inputs and outputs'),
      columns: ['direction', 'change', 'name', 'before', 'after'],
      rows: [
        ...result.inputs.map((entry) => ['input', entry.change, entry.name, kind(entry.before), kind(entry.after)]),
        ...result.outputs.map((entry) => ['output', entry.change, entry.name, kind(entry.before), kind(entry.after)]),
      ],
    },
    {
      title: l10n.t('Operators'),
      columns: ['operator', 'before', 'after'],
      rows: Object.entries(result.operatorCounts).map(([name, { before, after }]) => [name, before, after]),
    },
    {
      title: l10n.t('Nodes'),
      columns: ['change', 'operator', 'name', 'graph', 'field', 'before', 'after'],
      rows: (['changed', 'added', 'removed'] as const).flatMap((change) =>
        result.nodes[change].flatMap((node) =>
          (node.fields ?? [undefined]).map((field) => [
            change,
            node.op,
            node.name,
            node.graph,
            field?.name,
            text(field?.before),
            text(field?.after),
          ]),
        ),
      ),
    },
    {
      title: l10n.t('Tensors'),
      columns: ['change', 'name', 'graph', 'type', 'shape', 'l2', 'relative', 'maxAbsDiff', 'cosine', 'remarks'],
      rows: result.tensors.map((tensor) => [
        tensor.change,
        tensor.name,
        tensor.graph,
        tensor.type,
        tensor.shape.join(' × '),
        tensor.l2,
        tensor.relative,
        tensor.maxAbsDiff,
        tensor.cosine,
        tensor.problem ?? tensor.renamedFrom,
      ]),
    },
    {
      title: l10n.t('Metadata'),
      columns: ['what', 'change', 'before', 'after'],
      rows: [...result.opsets, ...result.metadata].map((entry) => [entry.name, entry.change, text(entry.before), text(entry.after)]),
    },
  ];
}

function envelopeTable(report: Report): ReportTable {
  return {
    title: report.kind,
    columns: ['field', 'value'],
    rows: [
      ['kind', report.kind],
      ['id', report.id],
      ['createdAt', report.createdAt],
      ['durationMs', report.durationMs],
      ['model', report.model?.path],
      ['sha256', report.model?.sha256],
      ['verdict', report.verdict],
    ],
  };
}
