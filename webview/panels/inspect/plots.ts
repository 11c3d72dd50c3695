import * as l10n from '@vscode/l10n';
import type { InspectResult } from '../../../src/report/schemas/inspect';
import { bars } from '../../kit/bars';
import { amount, bytes, count, joined, shorten } from '../../kit/format';
import type { PlotSpec } from '../../kit/plot';

/** Operators drawn one by one; the rest share a bar. */
const MAX_OPERATORS = 12;

/** Which operators the model is made of. */
export function operatorPlot(operators: InspectResult['operators']): PlotSpec {
  const ordered = Object.entries(operators).sort((a, b) => b[1] - a[1]);
  const shown = ordered.length > MAX_OPERATORS ? ordered.slice(0, MAX_OPERATORS - 1) : ordered;
  const rest = ordered.slice(shown.length);
  const list = shown.map(([label, value]) => ({ label, value, text: count(value) }));
  if (rest.length > 0) {
    const value = rest.reduce((sum, [, n]) => sum + n, 0);
    list.push({ label: l10n.t('{0} other operators', rest.length), value, text: count(value) });
  }
  return {
    name: 'operators',
    title: mostFrequent(ordered),
    how: l10n.t('Nodes of each operator, subgraphs and function bodies included.'),
    label: l10n.t('Bars of node counts by operator; {0} operators.', ordered.length),
    draw: bars(list, { axis: l10n.t('nodes') }),
    table: {
      name: 'operators',
      label: l10n.t('Nodes by operator.'),
      columns: [{ title: l10n.t('operator') }, { title: l10n.t('nodes'), numeric: true }],
      rows: ordered,
    },
  };
}

/** The operator there is most of, or those that share the place. @param ordered by falling count */
function mostFrequent(ordered: readonly (readonly [string, number])[]): string {
  const [first, second] = ordered;
  const leaders = ordered.filter(([, n]) => n === first?.[1]).length;
  if (!first) return l10n.t('Operators');
  if (leaders === 1) return l10n.t('{0} is the most frequent operator', shorten(first[0], 48));
  if (leaders === 2 && second) return l10n.t('{0} and {1} are the most frequent operators', shorten(first[0], 32), shorten(second[0], 32));
  return l10n.t('{0} operators are equally frequent', leaders);
}

/** What the weights are stored as. */
export function weightPlot(weights: InspectResult['weights']): PlotSpec {
  const ordered = [...weights].sort((a, b) => b.bytes - a.bytes);
  const total = ordered.reduce((sum, weight) => sum + weight.bytes, 0);
  const first = ordered[0];
  const share = first && total > 0 ? Math.round((first.bytes / total) * 100) : 0;
  const title = (type: string) => {
    if (ordered.length === 1) return l10n.t('All weights are {0}', type);
    return share === 100 ? l10n.t('Nearly all weights are {0}', type) : l10n.t('{0} % of the weights are {1}', share, type);
  };
  const unit = [
    { name: 'GB', size: 1e9 },
    { name: 'MB', size: 1e6 },
    { name: 'kB', size: 1e3 },
  ].find(({ size }) => (first?.bytes ?? 0) >= size) ?? { name: l10n.t('bytes'), size: 1 };
  return {
    name: 'weights',
    title: first ? title(first.type) : l10n.t('Weights by type'),
    how: l10n.t('Size of the weights stored in each element type.'),
    label: l10n.t('Bars of weight sizes by element type, {0} in all.', joined(bytes(total))),
    draw: bars(
      ordered.map((weight) => ({ label: weight.type, value: weight.bytes / unit.size, text: joined(bytes(weight.bytes)) })),
      { axis: l10n.t('size, {0}', unit.name) },
    ),
    table: {
      name: 'weights',
      label: l10n.t('Weights by element type.'),
      columns: [
        { title: l10n.t('type') },
        { title: l10n.t('tensors'), numeric: true, show: (value) => count(Number(value)) },
        { title: l10n.t('elements'), numeric: true, show: (value) => joined(amount(Number(value))) },
        { title: l10n.t('size'), numeric: true, show: (value) => joined(bytes(Number(value))) },
      ],
      rows: ordered.map((weight) => [weight.type, weight.tensors, weight.elements, weight.bytes]),
    },
  };
}
