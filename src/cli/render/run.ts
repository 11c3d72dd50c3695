import * as l10n from '@vscode/l10n';
import { percent } from '../../base/percent';
import type { RunInput, RunOutput, RunResult } from '../../report/schemas/run';
import { wrap } from '../help';
import { printable, type Style } from '../style';
import { bar, columns, cut, hanging, number, typeText } from './text';

const BAR = 24;
const SHOWN_VALUES = 8;

/** The classes with bars, then what went in and what came out. */
export function renderRun(result: RunResult, style: Style, width: number): string[] {
  return [
    ...classes(result, style, width),
    ...doubts(result).flatMap((line) => wrap(line, Math.max(30, width - 2)).map((part) => `  ${part}`)),
    ...rowClasses(result, style, width),
    '',
    style.bold(l10n.t('Inputs')),
    ...hanging(
      result.inputs.map((input) => inputRow(input, width)),
      width,
    ),
    '',
    style.bold(l10n.t('Outputs')),
    ...hanging(result.outputs.flatMap(outputRows), width),
    ...unmatched(result),
  ];
}

/** Entries of the manifest that had no part in the run. */
function unmatched({ unmatched = [] }: RunResult): string[] {
  if (unmatched.length === 0) return [];
  return [
    '',
    ...unmatched.map(({ kind, name }) =>
      kind === 'input'
        ? l10n.t('The manifest describes an input "{0}", which the model does not have.', printable(name))
        : l10n.t('The manifest describes an output "{0}", which the model does not have.', printable(name)),
    ),
  ];
}

function classes(result: RunResult, style: Style, width: number): string[] {
  const { top, scores } = result;
  if (!top || top.length === 0) return [];
  const probability = areShares(scores);
  const values = top.map((row) => row.score);
  // Classes without names have their index for one: once is enough.
  const named = top.some((row) => row.label !== String(row.index));
  const rows = top.map((row) => [
    `  ${row.index}`,
    ...(named ? [cut(printable(row.label), Math.max(12, width - BAR - 24))] : []),
    probability ? percent(row.score) : number(row.score),
    style.cyan(bar(probability ? row.score : lengthOf(row.score, values), BAR)),
  ]);
  return columns(rows, named ? [0, 2] : [0, 1]);
}

/** Whether scores are shares of one: probabilities, or logits made into some. */
function areShares(scores: RunResult['scores']): boolean {
  return scores?.kind === 'probability' || scores?.activation !== undefined;
}

/** A score's bar as a share of the longest, from zero or from the lowest score below it: a higher score is never shorter. */
function lengthOf(score: number, values: readonly number[]): number {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...finite), Math.max(...finite)];
  if (!Number.isFinite(score)) return score > 0 ? 1 : 0;
  return high > low ? (score - low) / (high - low) : 0;
}

/** What is to be known before the classes are believed. */
function doubts({ scores }: RunResult): string[] {
  if (!scores) return [];
  const output = printable(scores.output);
  return [
    ...(scores.contradicted ? [l10n.t('The manifest calls the scores of {0} probabilities; they are not within 0 and 1.', output)] : []),
    ...(mayBeNoClasses(scores) ? [l10n.t('Index and value of the largest of {0}: nothing says that they are classes.', output)] : []),
  ];
}

/** The best class of each row of a batch. */
function rowClasses({ rows, scores }: RunResult, style: Style, width: number): string[] {
  if (!rows) return [];
  const probability = areShares(scores);
  const lines = rows.list.map(({ row, source, top: [best] }) => [
    `  ${row}`,
    ...(source === undefined ? [] : [cut(printable(source), Math.max(16, Math.floor(width / 2)))]),
    best ? rowClass(best, scores, width) : l10n.t('a score is not a number'),
    best ? (probability ? percent(best.score) : number(best.score)) : '',
  ]);
  const left = rows.total - rows.list.length;
  return [
    '',
    style.bold(l10n.t('Rows')),
    ...columns(lines, [0, (lines[0]?.length ?? 1) - 1]),
    ...(left > 0 ? [`  ${l10n.t('{0} more rows are in the output alone: see --out', left)}`] : []),
  ];
}

/** The class of a row; where nothing says that there are classes, which of its values is the largest. */
function rowClass({ index, label }: { index: number; label: string }, scores: RunResult['scores'], width: number): string {
  if (scores && mayBeNoClasses(scores)) return l10n.t('index {0}', index);
  return cut(printable(label), Math.max(12, Math.floor(width / 3)));
}

/** A guess that rests on the shape alone, without names: the columns may be no classes at all. */
function mayBeNoClasses({ guessed, kind, named }: NonNullable<RunResult['scores']>): boolean {
  return guessed && kind === 'value' && named === false;
}

function inputRow(input: RunInput, width: number): string[] {
  return [
    `  ${printable(input.name)}`,
    typeText(input.type, input.shape),
    cut(printable(sources(input)), Math.max(24, Math.floor(width / 2))),
    printable(input.preprocessing ?? input.kind),
  ];
}

/** A batch given one by one is told by its first row and how many there are; rows of a file by which they are. */
function sources({ source, parts, rows }: RunInput): string {
  if (parts && parts.length > 1) return l10n.t('{0} and {1} more', source, parts.length - 1);
  if (!rows?.more) return source;
  const { first, count, total } = rows;
  if (count > 1) return l10n.t('{0}, {1} rows from {2}', source, count, first);
  return total === undefined ? l10n.t('{0}, row {1}', source, first) : l10n.t('{0}, row {1} of {2}', source, first, total);
}

/** An output, with a line more for each further file. */
function outputRows(output: RunOutput): string[][] {
  const more = [output.mapsFile, output.classesFile].filter((file) => file !== undefined);
  return [
    [`  ${printable(output.name)}`, typeText(output.type, output.shape), contents(output)],
    ...more.map((file) => ['', '', `→ ${printable(file)}`]),
  ];
}

/** The map of the first row, and how many others there are. */
function firstMap(map: Readonly<Record<string, number>>, rows: number): string {
  const entries = Object.entries(map);
  const shown = entries.slice(0, SHOWN_VALUES).map(([key, value]) => `${printable(key)}: ${number(value, 4)}`);
  const left = entries.length - shown.length;
  const text = left > 0 ? l10n.t('{0} and {1} more', shown.join(', '), left) : shown.join(', ');
  return rows > 1 ? l10n.t('{0} (the first of {1} rows)', text, rows) : text;
}

function contents(output: RunOutput): string {
  if (output.unavailable) return printable(output.unavailable);
  if (output.file) return `→ ${printable(output.file)}`;
  if (output.maps?.[0]) return firstMap(output.maps[0], output.rows ?? output.maps.length);
  if (output.values && output.values.length <= SHOWN_VALUES)
    return output.values.map((value) => (typeof value === 'number' ? number(value) : printable(String(value)))).join(', ');
  const summary = output.summary;
  return summary
    ? `${number(summary.min, 4)} … ${number(summary.max, 4)}, mean ${number(summary.mean, 4)}${summary.nan > 0 ? `, ${summary.nan} NaN` : ''}`
    : '';
}
