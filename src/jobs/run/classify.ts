import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { ClassNames } from '../../manifest/classes';
import { guessScores, type OutputHint, scoreAxes } from '../../manifest/guess';
import { numericValues } from '../../measure/numeric';
import { isDistribution, largest, sigmoid, softmax } from '../../measure/scores';
import type { Tensor } from '../../onnx/tensor';
import type { RunResult } from '../../report/schemas/run';
import type { RunManifest } from './manifest';

type Top = NonNullable<RunResult['top']>;

/** Scores of classes. */
export interface Scored {
  /** Of the first row; absent where a score of it is not a number: then no class is the best. */
  readonly top?: Top;
  readonly scores: NonNullable<RunResult['scores']>;
  /** Rows of scores; 1 where the output has no axis for them. */
  readonly rows: number;
  /** The classes of any row; none where a score is not a number. */
  topOf(row: number): Top;
}

/** An output that may hold scores, and what is known of its classes. */
export interface Candidate {
  readonly name: string;
  readonly tensor: Tensor;
  /** Names by index. */
  readonly labels?: ClassNames;
  /** The operator that makes it. */
  readonly operator?: string;
}

/** Rounding may carry a probability this far out of 0 to 1. */
const SLACK = 1e-3;

/**
 * The classes of each row, by falling score, of the output that {@link guessScores} finds; undefined where there is none.
 * @param count how many classes
 */
export function classify(candidates: readonly Candidate[], known: RunManifest, count: number): Scored | undefined {
  const { manifest, givenClasses } = known;
  const outputs = candidates.map(({ name, tensor }) => ({ name, type: tensor.type, shape: [...tensor.dims] }));
  const hints = new Map(candidates.map((candidate) => [candidate.name, hintOf(candidate)]));
  const found = guessScores(outputs, manifest, hints, givenClasses !== undefined);
  const candidate = candidates.find(({ name }) => name === found?.output);
  const values = candidate && numericValues(candidate.tensor);
  if (!found || !candidate || !values) return undefined;
  const columns = columnsOf(candidate.tensor);
  const axes = scoreAxes(candidate.tensor.dims);
  const names = givenClasses ?? candidate.labels;
  if (names) checkNames(names, columns, candidate.name);
  const declared = found.guessed ? undefined : found.kind;
  const activation = declared !== 'logit' ? undefined : manifest?.task === 'multilabel' ? ('sigmoid' as const) : ('softmax' as const);
  const scoresOf = (row: number) => {
    const own = rowOf(values, columns, row);
    return activation === 'softmax' ? softmax(own) : activation === 'sigmoid' ? sigmoid(own) : own;
  };
  const first = scoresOf(0);
  const notNumbers = countNaN(first);
  const isProbable = activation !== undefined || (found.kind === 'probability' && !isOutOfUnit(values));
  const topOf = (row: number): Top => {
    const scores = scoresOf(row);
    if (countNaN(scores) > 0) return [];
    return largest(scores, count).map((index) => ({ index, label: names?.get(index) ?? String(index), score: scores[index]! }));
  };
  return {
    ...(notNumbers > 0 ? {} : { top: topOf(0) }),
    scores: {
      output: candidate.name,
      kind: isProbable ? 'probability' : declared === 'logit' ? 'logit' : 'value',
      guessed: found.guessed,
      named: names !== undefined,
      columns,
      ...(activation ? { activation } : {}),
      ...(declared === 'probability' && !isProbable ? { contradicted: true } : {}),
      ...(notNumbers > 0 ? { notNumbers } : {}),
    },
    rows: axes.length === 2 ? axes[0]! : 1,
    topOf,
  };
}

function hintOf({ tensor, labels, operator }: Candidate): OutputHint {
  const look = () => (isDistribution(rowOf(numericValues(tensor) ?? [], columnsOf(tensor), 0)) ? 'probability' : 'value');
  // Of an operator that makes no probabilities by its name the values still tell.
  return { dims: tensor.dims, named: labels !== undefined, look, ...(operator === undefined ? {} : { operator }) };
}

/** One row of scores: the last axis but for trailing ones, along with everything behind it. */
function rowOf(values: ArrayLike<number>, columns: number, row: number): ArrayLike<number> {
  return Array.prototype.slice.call(values, row * columns, (row + 1) * columns);
}

function columnsOf({ dims }: Tensor): number {
  return scoreAxes(dims).at(-1) ?? 0;
}

function isOutOfUnit(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (values[i]! < -SLACK || values[i]! > 1 + SLACK) return true;
  return false;
}

function countNaN(values: ArrayLike<number>): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) count++;
  return count;
}

/** A list that names other classes than there are columns belongs to another model. One by index may leave some out. */
function checkNames(names: ClassNames, columns: number, output: string): void {
  let last = -1;
  for (const index of names.keys()) last = Math.max(last, index);
  const isList = last === names.size - 1;
  if (last < columns && !(isList && names.size !== columns)) return;
  throw new UserError(
    'classes.count',
    l10n.t('There are names for {0} classes, and the output "{1}" has {2} columns.', isList ? names.size : last + 1, output, columns),
    { where: output, remedy: l10n.t('Give the list of classes that this model was trained with: one name a column, in their order.') },
  );
}
