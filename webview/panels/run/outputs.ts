import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { RunOutput } from '../../../src/report/schemas/run';
import type { PanelContext } from '../../context';
import { count, exact, figure, num, shapeText } from '../../kit/format';
import { type PlotSpec, plot } from '../../kit/plot';
import { note } from '../../kit/states';
import { table } from '../../kit/table';
import type { Cell } from '../../kit/tableText';
import { LISTED, labelPlot, spreads, summaryPlot } from './plots';

/** One output: its values, how they spread, its maps, or why there is nothing. */
export function outputSection(output: RunOutput, index: number, context: PanelContext): TemplateResult {
  return html`<article class="card" aria-label=${output.name}>
    <h3><span class="name" title=${output.name}>${output.name}</span> <span class="type">${output.type} ${extent(output)}</span></h3>
    ${output.unavailable === undefined ? content(output, index, context) : note(output.unavailable)}
  </article>`;
}

/** A tensor's shape; of maps how many rows there are. */
function extent({ shape, maps: list, rows, unavailable }: RunOutput): string {
  const total = rows ?? list?.length;
  if (total !== undefined) return total === 1 ? l10n.t('1 row') : l10n.t('{0} rows', count(total));
  return unavailable === undefined || shape ? shapeText(shape) : '';
}

function content(output: RunOutput, index: number, context: PanelContext): TemplateResult {
  const spread = spreadOf(output, index);
  const single = output.values?.length === 1 ? output.values[0] : undefined;
  const listed = output.values !== undefined && output.values.length < LISTED;
  return html`
    ${single !== undefined ? html`<p class="single">${exact(single)}</p>` : nothing}
    ${[output.file, output.mapsFile, output.classesFile].map((file) => (file ? html`<p class="from">${l10n.t('written to {0}', file)}</p>` : nothing))}
    ${output.summary && !spread && !listed ? summaryLine(output.summary, isInteger(output.type)) : nothing} ${spread ? plot(spread, context) : nothing}
    ${output.maps ? maps(output, output.maps, index, context) : nothing}
    ${output.values && single === undefined ? values(output, output.values, index, spread !== undefined, context) : nothing}
    ${output.values || output.maps || output.file || output.summary ? nothing : note(l10n.t('Its values are too many for a report; give the run a folder for its output to keep them.'))}
  `;
}

/** How the values spread, or of labels how often each occurs; few values are listed instead. */
function spreadOf({ name, type, shape, summary, values: list }: RunOutput, index: number): PlotSpec | undefined {
  if (!summary || (list && list.length < LISTED)) return undefined;
  if (spreads(type, shape)) return summaryPlot(name, `output${index}`, summary);
  return isInteger(type) && list && list.length >= LISTED ? labelPlot(name, `output${index}`, list) : undefined;
}

function isInteger(type: string): boolean {
  return /^u?int\d+$/.test(type);
}

/** @param integer the mean of labels or indices says nothing */
function summaryLine(summary: NonNullable<RunOutput['summary']>, integer: boolean): TemplateResult {
  const nan = summary.nan > 0 ? ` · ${l10n.t('{0} not a number', count(summary.nan))}` : '';
  const [min, max] = [num(summary.min), num(summary.max)];
  if (min === max) return html`<p class="from">${l10n.t('every value is {0}', figure(min))}${nan}</p>`;
  if (integer) return html`<p class="from">${l10n.t('from {0} to {1}', figure(min), figure(max))}</p>`;
  return html`<p class="from">${l10n.t('from {0} to {1}, mean {2}', figure(min), figure(max), figure(num(summary.mean)))}${nan}</p>`;
}

/** Values in row-major order with their index in each dimension; folded where there is a plot or they are many. */
function values(
  output: RunOutput,
  list: NonNullable<RunOutput['values']>,
  index: number,
  drawn: boolean,
  context: PanelContext,
): TemplateResult {
  const shape = output.shape ?? [list.length];
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const isText = output.type === 'string';
  const spec = {
    name: `values.${index}`,
    label: l10n.t('Values of {0}.', output.name),
    columns: [
      ...shape.map((_, axis) => ({ title: `d${axis}`, numeric: true })),
      { title: l10n.t('value'), numeric: !isText, show: (value: Cell) => (isText ? String(value) : exact(value ?? '')) },
    ],
    rows: list.map((value, i) => [...shape.map((size, axis) => Math.floor(i / (strides[axis] || 1)) % Math.max(1, size)), value]),
  };
  if (list.length < LISTED) return table(spec, context);
  return html`<details ?open=${!drawn}><summary>${l10n.t('Values')}</summary>${table(spec, context)}</details>`;
}

function maps(output: RunOutput, list: NonNullable<RunOutput['maps']>, index: number, context: PanelContext): TemplateResult {
  const labels = [...new Set(list.flatMap((map) => Object.keys(map)))];
  const rows = output.rows ?? list.length;
  const left = l10n.t(
    'Of {0} rows the first {1} are listed; give the run a folder for its output to have them all.',
    count(rows),
    count(list.length),
  );
  return html`${table(
    {
      name: `maps.${index}`,
      label: l10n.t('Maps of {0}: a row each, a column for each label.', output.name),
      columns: [
        { title: l10n.t('row'), numeric: true },
        ...labels.map((label) => ({ title: label, numeric: true, show: (value: Cell) => (value === undefined ? '' : exact(value)) })),
      ],
      rows: list.map((map, i) => [i, ...labels.map((label) => (Object.hasOwn(map, label) ? map[label] : undefined))]),
    },
    context,
  )}${rows > list.length ? note(left) : nothing}`;
}
