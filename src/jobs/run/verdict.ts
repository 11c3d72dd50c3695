import { basename } from 'node:path';
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
  if (file) return basename(file.source);
  if (first('random')) return 'Random input';
  const literal = first('constant')?.source ?? 'Run';
  return literal.length > 40 ? `${literal.slice(0, 39)}…` : literal;
}

/** Classes are those of the first row: where there are more, that is said. */
function rowsOf(result: RunResult): string {
  const output = result.top && result.outputs.find(({ name }) => name === result.scores?.output);
  const [first = 1, ...rest] = output?.shape ?? [];
  // A lone row of scores may have no axis for rows, or trailing ones.
  const rows = output?.maps?.length ?? (rest.some((dim) => dim > 1) ? first : 1);
  return rows > 1 ? ` (first of ${rows.toLocaleString('en')} rows)` : '';
}

function finding(result: RunResult): string {
  if (result.sequence) return sequence(result.sequence);
  const best = result.top?.[0];
  if (best && result.scores) {
    const score = result.scores.kind === 'probability' ? `${(best.score * 100).toFixed(1)} %` : String(Number(best.score.toPrecision(4)));
    // ImageNet's labels are lists of synonyms: the first is enough here.
    const label = best.label.split(',')[0]!;
    return label === String(best.index) ? `class ${best.index} at ${score}` : `${label} at ${score} (class ${best.index})`;
  }
  const output = result.outputs.find(({ unavailable }) => unavailable === undefined) ?? result.outputs[0];
  if (!output) return '';
  const [value] = output.values ?? [];
  if (output.values?.length === 1 && value !== undefined)
    return `${output.name} = ${typeof value === 'number' ? Number(value.toPrecision(6)) : value}`;
  return `${output.name} ${output.type}[${output.shape?.join(',') ?? '?'}]`;
}

function sequence({ frames, output, values }: NonNullable<RunResult['sequence']>): string {
  const count = `${frames.toLocaleString('en')} frames`;
  if (values.length === 0) return count;
  const [low, high] = values.reduce<[number, number]>(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const short = (value: number) => Number(value.toPrecision(3));
  return `${count}, ${output} from ${short(low)} to ${short(high)} (mean ${short(mean)})`;
}

function milliseconds(value: number): string {
  return `${value < 100 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ms`;
}
