import * as l10n from '@vscode/l10n';
import type { Report } from '../../../src/report/report';
import type { RunResult } from '../../../src/report/schemas/run';
import { count, duration, figure, joined, num, percent, shorten } from '../../kit/format';

/** Classes that the sentence of a batch names. */
const MOST_NAMED = 3;

/** The name people call an input by: the file's name without its folders, a literal as it is. */
export function sourceName(source: string): string {
  return source.split(/[\\/]/).pop() || source;
}

/** Whether the scores of `top` are shares of one: probabilities, or logits made into some. */
export function areProbabilities(scores: NonNullable<RunResult['scores']>): boolean {
  return scores.kind === 'probability' || scores.activation !== undefined;
}

/** A score as the panel shows it. */
export function scoreText(scores: RunResult['scores'], score: number): string {
  return scores && areProbabilities(scores) ? percent(score) : figure(score);
}

/** What a run says, in a sentence. */
export function runSentence(result: RunResult): string {
  if (result.rows) return rowsSentence(result.rows, result.scores);
  const source = mainSource(result);
  const best = result.top?.[0];
  if (result.scores?.notNumbers) return noClassSentence(result.scores, source);
  if (best && result.scores) {
    if (mayBeNoClasses(result.scores)) {
      const { output, columns = result.top?.length ?? 1 } = result.scores;
      const value = figure(num(best.score));
      return l10n.t('The largest of the {0} values of {1} is {2}, at index {3}.', count(columns), shorten(output, 60), value, best.index);
    }
    const score = num(best.score);
    const label = shorten(best.label, 80);
    if (areProbabilities(result.scores)) {
      return source ? l10n.t('{0} is {1}, {2}.', source, label, percent(score)) : l10n.t('{0}, {1}.', label, percent(score));
    }
    return source ? l10n.t('{0} is {1}, score {2}.', source, label, figure(score)) : l10n.t('{0}, score {1}.', label, figure(score));
  }
  if (result.sequence) return sequenceSentence(result.sequence, source);
  const available = result.outputs.filter((output) => output.unavailable === undefined);
  const only = available.length === 1 ? available[0] : undefined;
  const value = only?.values?.length === 1 ? only.values[0] : undefined;
  if (only && value !== undefined) return l10n.t('{0} is {1}.', only.name, typeof value === 'number' ? figure(value) : String(value));
  return available.length === 1 ? l10n.t('The run gave 1 output.') : l10n.t('The run gave {0} outputs.', count(available.length));
}

/** Scores that are guessed from an output's shape alone, and have no names: the columns may be no classes at all. */
export function mayBeNoClasses({ guessed, kind, named }: NonNullable<RunResult['scores']>): boolean {
  return guessed && kind === 'value' && named === false;
}

/** An entry of the manifest that had no part in the run. */
export function unmatchedText(kind: 'input' | 'output', name: string): string {
  return kind === 'input'
    ? l10n.t('The manifest describes an input "{0}", which the model does not have.', shorten(name, 60))
    : l10n.t('The manifest describes an output "{0}", which the model does not have.', shorten(name, 60));
}

function noClassSentence(
  { notNumbers = 0, columns = notNumbers, output }: NonNullable<RunResult['scores']>,
  source: string | undefined,
): string {
  const [nan, all, name] = [count(notNumbers), count(columns), shorten(output, 60)];
  return source
    ? l10n.t('{0} gets no class: {1} of {2} scores of {3} are not a number.', source, nan, all, name)
    : l10n.t('No class: {0} of {1} scores of {2} are not a number.', nan, all, name);
}

/** How often each class came first, the most frequent ones named. */
function rowsSentence({ total, list }: NonNullable<RunResult['rows']>, scores: RunResult['scores']): string {
  const best = list[0]?.top[0];
  if (scores && best && mayBeNoClasses(scores)) {
    const { output, columns = 0 } = scores;
    const [rows, all, value] = [count(total), count(columns), figure(num(best.score))];
    return l10n.t(
      '{0} rows; of the first the largest of the {1} values of {2} is {3}, at index {4}.',
      rows,
      all,
      shorten(output, 60),
      value,
      best.index,
    );
  }
  if (total > list.length) {
    return best
      ? l10n.t('{0} rows; the first is {1}.', count(total), classText(best))
      : l10n.t('{0} rows; the first gets no class: a score is not a number.', count(total));
  }
  const counts = new Map<string, number>();
  for (const { top } of list) if (top[0]) counts.set(classText(top[0]), (counts.get(classText(top[0])) ?? 0) + 1);
  const ranked = [...counts].sort(([, a], [, b]) => b - a);
  const none = list.filter(({ top }) => top.length === 0).length;
  const [only] = ranked;
  if (ranked.length === 1 && only && none === 0) {
    return total === 2 ? l10n.t('2 rows, both {0}.', only[0]) : l10n.t('{0} rows, all {1}.', count(total), only[0]);
  }
  const rest = Math.max(0, ranked.length - MOST_NAMED);
  const parts = [
    ...ranked.slice(0, MOST_NAMED).map(([label, times]) => timesText(label, times)),
    ...(rest === 0 ? [] : [rest === 1 ? l10n.t('1 other class') : l10n.t('{0} other classes', count(rest))]),
    ...(none === 0 ? [] : [l10n.t('{0} without a class', count(none))]),
  ];
  return l10n.t('{0} rows: {1}.', count(total), parts.join(', '));
}

/** A class by its name; one without a name as such, since a number alone reads as a figure. */
export function classText({ index, label }: NonNullable<RunResult['top']>[number]): string {
  return label === String(index) ? l10n.t('class {0}', index) : shorten(label, 40);
}

function timesText(label: string, times: number): string {
  if (times === 1) return l10n.t('{0} once', label);
  return times === 2 ? l10n.t('{0} twice', label) : l10n.t('{0} {1} times', label, count(times));
}

function sequenceSentence({ frames, output, values }: NonNullable<RunResult['sequence']>, source: string | undefined): string {
  const finite = values.map(num).filter(Number.isFinite);
  if (finite.length === 0) return l10n.t('{0} over {1} frames.', output, count(frames));
  const [low, high] = [Math.min(...finite), Math.max(...finite)].map((value) => (inUnit(value) ? value.toFixed(2) : figure(value, 3))) as [
    string,
    string,
  ];
  return source
    ? l10n.t('{0}: {1} goes from {2} to {3} over {4} frames.', source, output, low, high, count(frames))
    : l10n.t('{0} goes from {1} to {2} over {3} frames.', output, low, high, count(frames));
}

/** What the sentence rests on. */
export function runEvidence(report: Report, result: RunResult): string {
  const { scores } = result;
  return [
    scores ? l10n.t('output {0}', shorten(scores.output, 60)) : undefined,
    scores ? scoreKind(scores) : undefined,
    scores?.contradicted ? l10n.t('the manifest calls them probabilities, and they are not within 0 and 1') : undefined,
    scores?.guessed ? l10n.t('guessed from the values: the manifest does not say') : undefined,
    result.sequence
      ? l10n.t('{0} runs in {1}', count(result.sequence.frames), joined(duration(result.milliseconds)))
      : l10n.t('one run of {0}', joined(duration(result.milliseconds))),
    report.environment.runtime ? `ONNX Runtime ${report.environment.runtime}` : undefined,
  ]
    .filter((part) => part)
    .join(' · ');
}

/** Shares of one are read as hundredths; their exponents are noise. */
function inUnit(value: number): boolean {
  return value >= 0 && value <= 1;
}

function scoreKind(scores: NonNullable<RunResult['scores']>): string {
  if (scores.activation) return l10n.t('probabilities by {0} of its logits', scores.activation);
  switch (scores.kind) {
    case 'probability':
      return l10n.t('scores are probabilities');
    case 'logit':
      return l10n.t('scores are logits');
    case 'value':
      return l10n.t('scores are values of no stated kind');
  }
}

/** The source the sentence speaks of: the only one, or the picture, text or row among several. */
function mainSource(result: RunResult): string | undefined {
  const spoken = result.inputs.filter((input) => !['state', 'constant', 'random', 'derived'].includes(input.kind));
  const main = spoken.find((input) => input.kind === 'image') ?? spoken[0];
  return main ? chosenRows(sourceName(main.source), main.rows) : undefined;
}

/** A file, and which of its rows were taken where it has others, counted from 0 as `--row` does. */
export function chosenRows(source: string, rows: RunResult['inputs'][number]['rows']): string {
  if (!rows?.more) return source;
  const { first, count: taken, total } = rows;
  if (taken > 1) return l10n.t('{0}, {1} rows from {2}', source, count(taken), count(first));
  return total === undefined
    ? l10n.t('{0}, row {1}', source, count(first))
    : l10n.t('{0}, row {1} of {2}', source, count(first), count(total));
}
