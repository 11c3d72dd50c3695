import * as l10n from '@vscode/l10n';
import type { DiffNode, DiffResult, DiffTensor } from '../../../src/report/schemas/diff';
import { figure, num, shapeText } from '../../kit/format';
import type { TableSpec } from '../../kit/table';

type Change = DiffTensor['change'];

function changeName(change: Change): string {
  return { added: l10n.t('added'), removed: l10n.t('removed'), changed: l10n.t('changed') }[change];
}

/** Inputs and outputs that differ. */
export function interfaceTable({ inputs, outputs }: DiffResult): TableSpec {
  const rows = (direction: string, list: DiffResult['inputs']) =>
    list.map(({ name, change, before, after, moved }) => [
      direction,
      changeName(change),
      name,
      kindText(before, moved?.before),
      kindText(after, moved?.after),
    ]);
  return {
    name: 'io',
    label: l10n.t('Inputs and outputs that differ.'),
    columns: [
      { title: l10n.t('direction') },
      { title: l10n.t('change') },
      { title: l10n.t('name') },
      { title: l10n.t('before') },
      { title: l10n.t('after') },
    ],
    rows: [...rows(l10n.t('input'), inputs), ...rows(l10n.t('output'), outputs)],
  };
}

function kindText(info: { type: string; shape?: readonly (number | string)[] } | undefined, place?: number): string {
  if (!info) return '';
  const kind = info.shape ? `${info.type} ${shapeText(info.shape)}` : info.type;
  return place === undefined ? kind : l10n.t('{0}, position {1}', kind, place + 1);
}

/** Nodes on one side only or with other fields; the changed ones first. */
export function nodeTable({ nodes }: DiffResult): TableSpec {
  const rows = (change: Change, list: readonly DiffNode[]) =>
    list.map((node) => [changeName(change), node.op, node.name, node.graph ?? '', (node.fields ?? []).map(fieldText).join('; ')]);
  return {
    name: 'nodes',
    label: l10n.t('Nodes that differ.'),
    columns: [
      { title: l10n.t('change') },
      { title: l10n.t('operator') },
      { title: l10n.t('node') },
      { title: l10n.t('graph') },
      { title: l10n.t('what') },
    ],
    rows: [...rows('changed', nodes.changed), ...rows('added', nodes.added), ...rows('removed', nodes.removed)],
  };
}

function fieldText({ name, before, after }: { name: string; before?: unknown; after?: unknown }): string {
  return `${name}: ${valueText(before)} → ${valueText(after)}`;
}

function valueText(value: unknown): string {
  if (value === undefined) return l10n.t('not given');
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** Tensors on one side only or with other values, in the report's order: the most changed first. */
export function tensorTable({ tensors }: DiffResult): TableSpec {
  const number = (value: unknown) => (Number.isNaN(value) ? '' : figure(Number(value), 5));
  const kind = (tensor: { type: string; shape: readonly number[] }) => `${tensor.type} ${shapeText(tensor.shape)}`;
  return {
    name: 'tensors',
    label: l10n.t('Tensors that differ.'),
    columns: [
      { title: l10n.t('change') },
      { title: l10n.t('tensor') },
      { title: l10n.t('type and shape') },
      { title: l10n.t('L2 of the difference'), numeric: true, show: number },
      { title: l10n.t('relative'), numeric: true, show: number },
      { title: l10n.t('largest'), numeric: true, show: number },
      { title: l10n.t('cosine'), numeric: true, show: (value) => (Number.isNaN(value) ? '' : Number(Number(value).toFixed(8)).toString()) },
      { title: l10n.t('remarks') },
    ],
    rows: tensors.map((tensor) => [
      changeName(tensor.change),
      tensor.graph === undefined ? tensor.name : `${tensor.graph}/${tensor.name}`,
      tensor.before ? `${kind(tensor.before)} → ${kind(tensor)}` : kind(tensor),
      num(tensor.l2),
      num(tensor.relative),
      num(tensor.maxAbsDiff),
      tensor.cosine === null ? Number.NaN : num(tensor.cosine),
      remarks(tensor),
    ]),
  };
}

function remarks(tensor: DiffTensor): string {
  return [
    tensor.renamedFrom === undefined ? '' : l10n.t('was {0}', tensor.renamedFrom),
    tensor.nonFinite ? l10n.t('NaN or infinite: {0} before, {1} after', tensor.nonFinite.before, tensor.nonFinite.after) : '',
    tensor.problem ?? '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

/** What the file says about itself, where it differs. */
export function metadataTable({ opsets, metadata, irVersion }: DiffResult): TableSpec {
  const text = (value: unknown) => (value === undefined ? '' : valueText(value));
  return {
    name: 'metadata',
    label: l10n.t('Opsets and metadata that differ.'),
    columns: [{ title: l10n.t('what') }, { title: l10n.t('change') }, { title: l10n.t('before') }, { title: l10n.t('after') }],
    rows: [
      ...(irVersion.before === irVersion.after
        ? []
        : [[l10n.t('IR version'), changeName('changed'), String(irVersion.before), String(irVersion.after)]]),
      ...opsets.map((entry) => [l10n.t('opset {0}', entry.name), changeName(entry.change), text(entry.before), text(entry.after)]),
      ...metadata.map((entry) => [entry.name, changeName(entry.change), text(entry.before), text(entry.after)]),
    ],
  };
}
