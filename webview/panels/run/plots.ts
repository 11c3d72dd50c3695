import * as l10n from '@vscode/l10n';
import type { RunOutput, RunResult } from '../../../src/report/schemas/run';
import { bars } from '../../kit/bars';
import { count, exact, figure, num, shorten } from '../../kit/format';
import { histogram } from '../../kit/histogram';
import { line } from '../../kit/line';
import type { PlotSpec } from '../../kit/plot';
import { areProbabilities, mayBeNoClasses, scoreText } from './verdict';

/** Classes drawn as bars; the table has all the report has. */
const MAX_BARS = 10;

/** The classes by falling score. */
export function topPlot(result: RunResult, top: NonNullable<RunResult['top']>): PlotSpec {
  const { scores } = result;
  const share = scores !== undefined && areProbabilities(scores);
  const first = top[0];
  const shown = top.slice(0, MAX_BARS);
  const text = (score: number) => scoreText(scores, score);
  return {
    name: 'top-classes',
    title: titleOf(shown.length, scores !== undefined && mayBeNoClasses(scores), result.rows?.total),
    how: share
      ? l10n.t('Longer is more probable; the scale ends at certainty.')
      : shown.some((entry) => num(entry.score) < 0)
        ? l10n.t('Further right is a higher score; negative ones reach left of zero. There is no fixed scale.')
        : l10n.t('Longer is a higher score; scores of this kind have no fixed scale.'),
    label: first
      ? l10n.t('Bars of class scores; the highest is {0} with {1}.', first.label, text(num(first.score)))
      : l10n.t('Bars of class scores.'),
    draw: bars(
      shown.map((entry, i) => ({
        label: entry.label,
        value: share ? num(entry.score) * 100 : num(entry.score),
        text: text(num(entry.score)),
        strong: i === 0,
      })),
      share
        ? { axis: l10n.t('probability, %'), max: 100 }
        : { axis: scores ? l10n.t('score, {0}', shorten(scores.output, 32)) : l10n.t('score') },
    ),
    table: {
      name: 'top',
      label: l10n.t('Classes by score.'),
      columns: [
        { title: l10n.t('rank'), numeric: true },
        { title: l10n.t('class') },
        { title: l10n.t('index'), numeric: true },
        { title: share ? l10n.t('probability') : l10n.t('score'), numeric: true, show: (value) => exact(value ?? '') },
      ],
      rows: top.map((entry, i) => [i + 1, entry.label, entry.index, entry.score]),
    },
  };
}

/** @param rows of a batch, of which the first is drawn */
function titleOf(shown: number, unsure: boolean, rows: number | undefined): string {
  if (rows !== undefined) {
    if (unsure) return l10n.t('The {0} largest values of the first of {1} rows', shown, count(rows));
    return l10n.t('The {0} best classes of the first of {1} rows', shown, count(rows));
  }
  if (unsure) return shown === 1 ? l10n.t('The largest value') : l10n.t('The {0} largest values', shown);
  return shown === 1 ? l10n.t('The one class') : l10n.t('The {0} best classes', shown);
}

/** One number a frame. */
export function sequencePlot(sequence: NonNullable<RunResult['sequence']>): PlotSpec {
  const values = sequence.values.map(num);
  const seconds = sequence.secondsPerFrame;
  const inUnit = values.every((value) => !Number.isFinite(value) || (value >= 0 && value <= 1));
  const finite = values.filter(Number.isFinite);
  return {
    name: `sequence-${sequence.output}`,
    title: l10n.t('{0} over {1} frames', shorten(sequence.output, 48), count(sequence.frames)),
    how: seconds
      ? l10n.t('One value every {0} ms, the state carried from frame to frame.', figure(seconds * 1000))
      : l10n.t('One value a frame, the state carried from frame to frame.'),
    label: l10n.t('Line of {0} values from {1} to {2}.', count(values.length), figure(Math.min(...finite)), figure(Math.max(...finite))),
    draw: line({
      values,
      step: seconds ?? 1,
      xAxis: seconds ? l10n.t('time, s') : l10n.t('frame'),
      yAxis: sequence.output,
      range: inUnit ? [0, 1] : undefined,
      xUnit: seconds ? 's' : undefined,
    }),
    table: {
      name: 'sequence',
      label: l10n.t('Values by frame.'),
      columns: [
        { title: l10n.t('frame'), numeric: true },
        ...(seconds ? [{ title: l10n.t('time, s'), numeric: true, show: (value: unknown) => figure(Number(value)) }] : []),
        { title: sequence.output, numeric: true, show: (value) => exact(value ?? '') },
      ],
      rows: sequence.values.map((value, i) => (seconds ? [i, i * seconds, value] : [i, value])),
    },
  };
}

/** Values up to which they are listed, not drawn: so few make no distribution. */
export const LISTED = 16;

/** Whether a tensor of this type and shape is one to draw a histogram of: many numbers of one measure, no names of things. */
export function spreads(type: string, shape: readonly number[] | undefined): boolean {
  const elements = shape?.reduce((product, size) => product * size, 1) ?? 0;
  // Wide integers are labels, indices and identifiers; narrow ones are quantized values, pictures or bytes of sound.
  return elements >= LISTED && !/^u?int(32|64)$/.test(type);
}

/** How often each value of a tensor of labels occurs, the most frequent first; undefined where they are too many to be labels. */
export function labelPlot(name: string, key: string, values: NonNullable<RunOutput['values']>): PlotSpec | undefined {
  const counts = new Map<string, number>();
  for (const value of values) {
    const label = exact(value);
    counts.set(label, (counts.get(label) ?? 0) + 1);
    if (counts.size > LISTED) return undefined;
  }
  const ranked = [...counts].sort(([, a], [, b]) => b - a);
  const [most] = ranked;
  if (!most) return undefined;
  return {
    name: `labels-${key}`,
    title: l10n.t('{0} occurs most often, {1} of {2} times', shorten(most[0], 40), count(most[1]), count(values.length)),
    how: l10n.t('How many elements have each value.'),
    label: l10n.t('Bars of how often each value of {0} occurs; {1} does most often.', name, most[0]),
    draw: bars(
      ranked.map(([label, times], i) => ({ label, value: times, text: count(times), strong: i === 0 })),
      { axis: l10n.t('elements') },
    ),
    table: {
      name: `labels.${key}`,
      label: l10n.t('Elements by value.'),
      columns: [{ title: l10n.t('value') }, { title: l10n.t('elements'), numeric: true }],
      rows: ranked,
    },
  };
}

/** How the values of one tensor spread; undefined where there is nothing to draw. */
export function summaryPlot(name: string, key: string, summary: NonNullable<RunOutput['summary']>): PlotSpec | undefined {
  const counts = summary.histogram;
  const [min, max, mean] = [num(summary.min), num(summary.max), num(summary.mean)];
  if (!counts || counts.length < 2 || max <= min || !Number.isFinite(min) || !Number.isFinite(max)) return undefined;
  const width = (max - min) / counts.length;
  const total = counts.reduce((sum, n) => sum + n, 0);
  return {
    name: `values-${key}`,
    title: l10n.t('From {0} to {1}, mean {2}', figure(min), figure(max), figure(mean)),
    how: [
      l10n.t('How many of its {0} values lie in each of {1} equal steps.', count(total), counts.length),
      summary.nan > 0 ? (summary.nan === 1 ? l10n.t('1 is not a number.') : l10n.t('{0} are not numbers.', count(summary.nan))) : '',
    ].join(' '),
    label: l10n.t(
      'Histogram of the {0} values of {1} from {2} to {3}, mean {4}.',
      count(total),
      name,
      figure(min),
      figure(max),
      figure(mean),
    ),
    draw: histogram({ counts, min, max, axis: l10n.t('value'), lines: [{ value: mean, text: l10n.t('mean {0}', figure(mean, 3)) }] }),
    table: {
      name: `histogram.${key}`,
      label: l10n.t('Counts by value.'),
      columns: [
        { title: l10n.t('from'), numeric: true, show: (value) => figure(Number(value)) },
        { title: l10n.t('to'), numeric: true, show: (value) => figure(Number(value)) },
        { title: l10n.t('values'), numeric: true },
      ],
      rows: counts.map((n, i) => [min + i * width, min + (i + 1) * width, n]),
    },
  };
}
