import { basename } from 'node:path';
import { percent } from '../../base/percent';
import type { PreparedInput } from '../../data/request';
import type { RunResult } from '../../report/schemas/run';

/** One English sentence: what went in, what came out, how long it took. */
export function runVerdict(result: RunResult, prepared: readonly PreparedInput[]): string {
  return `${subject(prepared)}${rowsOf(result)}: ${[finding(result), milliseconds(result.milliseconds)].filter(Boolean).join(', ')}`;
}

/** The file that was run, or that it was chance, or the literal. */
function subject(prepared: readonly PreparedInput[]): string {
  const first = (...kinds: PreparedInput['kind'][]) => prepared.find(({ kind }) => kinds.includes(kind));
  const file = first('image', 'text', 'table', 'tensor', 'audio');
  if (file)
    return file.parts
      ? file.parts
          .map(({ source }) => basename(source))
          .slice(0, 3)
          .join(', ') + (file.parts.length > 3 ? ', …' : '')
      : `${basename(file.source)}${chosenRow(file)}`;
  if (first('random')) return 'Random input';
  const literal = first('constant')?.source ?? 'Run';
  return literal.length > 40 ? `${literal.slice(0, 39)}…` : literal;
}

/** Of a file with more rows which one was taken, counted from 0 as `--row` does. */
function chosenRow({ rows }: PreparedInput): string {
  return rows?.more && rows.count === 1 ? `, row ${rows.first}` : '';
}

/** Classes are those of the first row: where there are more, that is said. */
function rowsOf({ rows }: RunResult): string {
  return rows ? ` (first of ${rows.total.toLocaleString('en')} rows)` : '';
}

function finding(result: RunResult): string {
  if (result.sequence) return sequence(result.sequence);
  if (result.scores) return classFinding(result.scores, result.top?.[0]);
  const output = result.outputs.find(({ unavailable }) => unavailable === undefined) ?? result.outputs[0];
  if (!output) return '';
  const [value] = output.values ?? [];
  if (output.values?.length === 1 && value !== undefined)
    return `${output.name} = ${typeof value === 'number' ? Number(value.toPrecision(6)) : value}`;
  return `${output.name} ${output.type}[${output.shape?.join(',') ?? '?'}]`;
}

function classFinding(scores: NonNullable<RunResult['scores']>, best: NonNullable<RunResult['top']>[number] | undefined): string {
  const { kind, guessed, named, columns, output, notNumbers, contradicted } = scores;
  if (!best) return `no class: ${notNumbers} of ${columns} scores of ${output} are not a number`;
  const score = kind === 'probability' ? percent(best.score) : String(Number(best.score.toPrecision(4)));
  // A guess that rests on the shape alone may be no classification at all.
  if (guessed && kind === 'value' && named === false)
    return `largest of the ${columns} values of ${output}: ${score} at index ${best.index}`;
  // ImageNet's labels are lists of synonyms: the first is enough here.
  const label = best.label.split(',')[0]!;
  const doubt = contradicted ? ', though its manifest calls the scores probabilities' : '';
  return label === String(best.index) ? `class ${best.index} at ${score}${doubt}` : `${label} at ${score} (class ${best.index})${doubt}`;
}

function sequence({ frames, output, values }: NonNullable<RunResult['sequence']>): string {
  const count = frames === 1 ? '1 frame' : `${frames.toLocaleString('en')} frames`;
  if (values.length === 0) return count;
  const [low, high] = values.reduce<[number, number]>(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const short = (value: number) => Number(value.toPrecision(3));
  return `${count}, ${output} from ${short(low)} to ${short(high)} (mean ${short(mean)})`;
}

function milliseconds(value: number): string {
  return `${value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ms`;
}
