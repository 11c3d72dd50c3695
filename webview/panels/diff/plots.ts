import * as l10n from '@vscode/l10n';
import type { DiffResult } from '../../../src/report/schemas/diff';
import { bars } from '../../kit/bars';
import { count, shorten } from '../../kit/format';
import type { PlotSpec } from '../../kit/plot';

/** Operators drawn one by one; the table has the rest. */
const MAX_OPERATORS = 16;

/** Of which operators there are more, and of which fewer. */
export function operatorPlot({ operatorCounts }: DiffResult): PlotSpec {
  const list = Object.entries(operatorCounts).map(([name, { before, after }]) => ({ name, before, after, difference: after - before }));
  list.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
  const shown = list.slice(0, MAX_OPERATORS).sort((a, b) => b.difference - a.difference);
  const left = list.length - shown.length;
  const how = l10n.t('Nodes after minus before, by operator; subgraphs and function bodies included.');
  return {
    name: 'operators',
    title: operatorTitle(list),
    how: left > 0 ? `${how} ${l10n.t('{0} more operators are in the numbers below.', count(left))}` : how,
    label: l10n.t('Bars of how many more or fewer nodes there are, of {0} operators.', count(list.length)),
    draw: bars(
      shown.map(({ name, before, after, difference }) => ({
        label: name,
        value: difference,
        text: l10n.t('{0} ({1} → {2})', `${difference < 0 ? '−' : '+'}${count(Math.abs(difference))}`, count(before), count(after)),
      })),
      { axis: l10n.t('nodes') },
    ),
    table: {
      name: 'operators',
      label: l10n.t('Nodes by operator, before and after.'),
      columns: [
        { title: l10n.t('operator') },
        { title: l10n.t('before'), numeric: true },
        { title: l10n.t('after'), numeric: true },
        { title: l10n.t('difference'), numeric: true },
      ],
      rows: list.map(({ name, before, after, difference }) => [name, before, after, difference]),
    },
  };
}

function operatorTitle(list: readonly { name: string; difference: number }[]): string {
  const [first] = list;
  if (!first) return l10n.t('Operators');
  const name = shorten(first.name, 40);
  const more = Math.abs(first.difference);
  if (first.difference > 0) return more === 1 ? l10n.t('One more {0}', name) : l10n.t('{0} more {1}', count(more), name);
  return more === 1 ? l10n.t('One {0} fewer', name) : l10n.t('{0} fewer {1}', count(more), name);
}
