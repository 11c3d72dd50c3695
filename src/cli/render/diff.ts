import * as l10n from '@vscode/l10n';
import type { DiffNode, DiffResult, DiffTensor } from '../../report/schemas/diff';
import { printable, type Style } from '../style';
import { bytes, columns, cut, number, typeText } from './text';

/** Entries of each list; `--json` has them all. */
const SHOWN = 20;

/** Figures before and after, then interface, nodes and tensors with a sign each. */
export function renderDiff(result: DiffResult, style: Style, width: number): string[] {
  if (result.same) return [];
  const signs = { added: style.green('+'), removed: style.red('−'), changed: style.yellow('~') };
  const facts = [
    [l10n.t('Size'), `${bytes(result.bytes.before)} → ${bytes(result.bytes.after)}`],
    [l10n.t('Parameters'), `${result.parameters.before.toLocaleString('en')} → ${result.parameters.after.toLocaleString('en')}`],
    ...result.opsets.map(({ name, before, after }) => [l10n.t('Opset {0}', printable(name)), `${before ?? '–'} → ${after ?? '–'}`]),
    [l10n.t('Suggested version'), result.suggestedBump],
  ];
  const section = (title: string, lines: readonly string[], total: number) => {
    if (total === 0) return [];
    const more = total > SHOWN ? [style.dim(`  ${l10n.t('and {0} more; --json lists them', total - SHOWN)}`)] : [];
    return ['', style.bold(title), ...lines, ...more];
  };
  const values = (list: DiffResult['inputs']) =>
    list.slice(0, SHOWN).map((entry) => `  ${signs[entry.change]} ${printable(entry.name)}  ${valueChange(entry)}`);
  const nodes = (['changed', 'added', 'removed'] as const).flatMap((change) => result.nodes[change].map((node) => ({ change, node })));
  const { counts } = result.nodes;
  return [
    ...columns(facts),
    ...result.bumpReasons.map(({ message }) => style.dim(`  ${printable(message)}`)),
    ...section(l10n.t('Inputs'), values(result.inputs), result.inputs.length),
    ...section(l10n.t('Outputs'), values(result.outputs), result.outputs.length),
    ...section(
      l10n.t('Nodes'),
      nodes.slice(0, SHOWN).map(({ change, node }) => `  ${signs[change]} ${cut(nodeText(node), Math.max(20, width - 4))}`),
      counts.added + counts.removed + counts.changed,
    ),
    ...section(
      l10n.t('Tensors'),
      tensorRows(result.tensors.slice(0, SHOWN)).map((line, i) => `  ${signs[result.tensors[i]!.change]} ${line}`),
      result.tensorCounts.added + result.tensorCounts.removed + result.tensorCounts.changed,
    ),
    ...section(
      l10n.t('Metadata'),
      result.metadata
        .slice(0, SHOWN)
        .map((entry) => `  ${signs[entry.change]} ${cut(`${printable(entry.name)}  ${fieldChange(entry)}`, Math.max(20, width - 4))}`),
      result.metadata.length,
    ),
  ];
}

function valueChange({ before, after, moved }: DiffResult['inputs'][number]): string {
  const [was, is] = [before && typeText(before.type, before.shape), after && typeText(after.type, after.shape)];
  const place = moved ? ` ${l10n.t('(position {0}, was {1})', moved.after + 1, moved.before + 1)}` : '';
  return `${was === undefined || is === undefined || was === is ? (is ?? was) : `${was} → ${is}`}${place}`;
}

function nodeText(node: DiffNode): string {
  const place = node.graph === undefined ? '' : ` ${l10n.t('in {0}', printable(node.graph))}`;
  const fields = (node.fields ?? []).map((field) => `${printable(field.name)} ${fieldChange(field)}`);
  return `${printable(node.op)} ${printable(node.name)}${place}${fields.length > 0 ? `: ${fields.join(', ')}` : ''}`;
}

function fieldChange({ before, after }: { before?: unknown; after?: unknown }): string {
  const text = (value: unknown) => (value === undefined ? '–' : printable(typeof value === 'string' ? value : JSON.stringify(value)));
  return `${text(before)} → ${text(after)}`;
}

function tensorRows(tensors: readonly DiffTensor[]): string[] {
  return columns(
    tensors.map((tensor) => [
      printable(tensor.name),
      tensor.before
        ? `${typeText(tensor.before.type, tensor.before.shape)} → ${typeText(tensor.type, tensor.shape)}`
        : typeText(tensor.type, tensor.shape),
      tensor.problem === undefined ? measures(tensor) : printable(tensor.problem),
    ]),
  );
}

function measures({ l2, maxAbsDiff, cosine, nonFinite }: DiffTensor): string {
  if (l2 === undefined || maxAbsDiff === undefined) return '';
  const parts = [`L2 ${number(l2, 4)}`, l10n.t('largest {0}', number(maxAbsDiff, 4))];
  if (typeof cosine === 'number') parts.push(l10n.t('cosine {0}', cosine > 0.99 && cosine < 1 ? cosine.toFixed(6) : number(cosine, 4)));
  if (nonFinite) parts.push(l10n.t('NaN or infinite: {0} → {1}', nonFinite.before, nonFinite.after));
  return parts.join(', ');
}
