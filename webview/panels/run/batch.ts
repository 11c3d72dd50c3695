import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import type { RunResult } from '../../../src/report/schemas/run';
import type { PanelContext } from '../../context';
import { count, num } from '../../kit/format';
import { note } from '../../kit/states';
import { table } from '../../kit/table';
import type { Cell } from '../../kit/tableText';
import { areProbabilities, mayBeNoClasses, scoreText, sourceName } from './verdict';

type Rows = NonNullable<RunResult['rows']>;

/** The best class of each row of a batch, with the one behind it, and what the row was given as. */
export function batchSection(result: RunResult, { total, list }: Rows, context: PanelContext): TemplateResult {
  const share = result.scores !== undefined && areProbabilities(result.scores);
  const named = list.some(({ source }) => source !== undefined);
  const unsure = result.scores !== undefined && mayBeNoClasses(result.scores);
  const score = share ? l10n.t('probability') : unsure ? l10n.t('value') : l10n.t('score');
  const show = (value: Cell) => (value === undefined ? '' : scoreText(result.scores, Number(value)));
  const spec = {
    name: 'rows',
    label: unsure ? l10n.t('The largest value of each row.') : l10n.t('The best class of each row.'),
    columns: [
      { title: l10n.t('row'), numeric: true },
      ...(named ? [{ title: l10n.t('input') }] : []),
      { title: unsure ? l10n.t('index') : l10n.t('class') },
      { title: score, numeric: true, show },
      { title: l10n.t('second') },
      { title: score, numeric: true, show },
    ],
    rows: list.map(({ row, source, top: [best, second] }) => [
      row,
      ...(named ? [source === undefined ? undefined : sourceName(source)] : []),
      best ? best.label : unsure ? l10n.t('none: a value is not a number') : l10n.t('none: a score is not a number'),
      best && num(best.score),
      second?.label,
      second && num(second.score),
    ]),
  };
  return html`<section aria-labelledby="rows">
    <h2 id="rows">${l10n.t('Rows')}</h2>
    ${table(spec, context)}
    ${total > list.length ? note(l10n.t('Of {0} rows the first {1} are listed; give the run a folder for its output to have them all.', count(total), count(list.length))) : ''}
  </section>`;
}
