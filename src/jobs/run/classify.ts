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
  /** Of the first row. */
  readonly top: Top;
  readonly scores: NonNullable<RunResult['scores']>;
  /** Rows of scores; 1 where the output has no axis for them. */
  readonly rows: number;
  /** The classes of any row. */
  topOf(row: number): Top;
}

/** An output that may hold scores, and what is known of its classes. */
export interface Candidate {
  readonly name: string;
  readonly tensor: Tensor;
  /** Names by index. */
  readonly labels?: ClassNames;
}

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
  const activation = found.kind !== 'logit' ? undefined : manifest?.task === 'multilabel' ? ('sigmoid' as const) : ('softmax' as const);
  const label = (index: number) => (givenClasses ?? candidate.labels)?.get(index) ?? String(index);
  const topOf = (row: number): Top => {
    const own = rowOf(values, columns, row);
    const scores = activation === 'softmax' ? softmax(own) : activation === 'sigmoid' ? sigmoid(own) : own;
    return largest(scores, count).map((index) => ({ index, label: label(index), score: scores[index]! }));
  };
  return {
    top: topOf(0),
    scores: {
      output: candidate.name,
      kind: activation ? 'probability' : found.kind,
      guessed: found.guessed,
      ...(activation ? { activation } : {}),
    },
    rows: axes.length === 2 ? axes[0]! : 1,
    topOf,
  };
}

function hintOf({ tensor, labels }: Candidate): OutputHint {
  const look = () => (isDistribution(rowOf(numericValues(tensor) ?? [], columnsOf(tensor), 0)) ? 'probability' : 'value');
  return { dims: tensor.dims, named: labels !== undefined, look };
}

/** One row of scores: the last axis but for trailing ones, along with everything behind it. */
function rowOf(values: ArrayLike<number>, columns: number, row: number): ArrayLike<number> {
  return Array.prototype.slice.call(values, row * columns, (row + 1) * columns);
}

function columnsOf({ dims }: Tensor): number {
  return scoreAxes(dims).at(-1) ?? 0;
}
