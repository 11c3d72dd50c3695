import type { ClassNames } from '../../manifest/classes';
import { numericValues } from '../../measure/numeric';
import { isDistribution, largest, sigmoid, softmax } from '../../measure/scores';
import type { Tensor } from '../../onnx/tensor';
import type { RunResult } from '../../report/schemas/run';
import type { RunManifest } from './manifest';

/** Scores of classes, one row of an output. */
export interface Scored {
  readonly top: NonNullable<RunResult['top']>;
  readonly scores: NonNullable<RunResult['scores']>;
}

/** An output that may hold scores, and what is known of its classes. */
export interface Candidate {
  readonly name: string;
  readonly tensor: Tensor;
  /** Names by index. */
  readonly labels?: ClassNames;
}

/** More columns than this are hardly classes when nobody says so. */
const MOST_GUESSED = 100_000;

/**
 * The classes of the first row, by falling score: of the output that the manifest gives scores or classes (one of
 * probabilities or logits first: a label may have classes too), else of the first that looks like scores (float, `[N, K]`
 * but for trailing ones). K ≥ 2; undefined where there is none.
 * @param count how many classes
 */
export function classify(candidates: readonly Candidate[], known: RunManifest, count: number): Scored | undefined {
  const { manifest, givenClasses } = known;
  const declaration = (name: string) => manifest?.outputs?.[name];
  const isDeclared = ({ name }: Candidate) => declaration(name)?.scores !== undefined || declaration(name)?.classes !== undefined;
  const mayGuess = givenClasses !== undefined || [undefined, 'classification', 'multilabel'].includes(manifest?.task);
  const scored = candidates.filter(({ tensor }) => tensor.type !== 'string' && columnsOf(tensor) >= 2);
  const declared = scored.filter(isDeclared);
  const areScores = ({ name }: Candidate) => ['probability', 'logit'].includes(declaration(name)?.scores ?? '');
  const guess = () => scored.find(({ labels, tensor }) => labels !== undefined || looksLikeScores(tensor));
  const candidate = declared.find(areScores) ?? declared[0] ?? (mayGuess ? guess() : undefined);
  const row = candidate && firstRow(candidate.tensor);
  if (!candidate || !row) return undefined;
  const kind = declaration(candidate.name)?.scores;
  const activation = kind !== 'logit' ? undefined : manifest?.task === 'multilabel' ? ('sigmoid' as const) : ('softmax' as const);
  const scores = activation === 'softmax' ? softmax(row) : activation === 'sigmoid' ? sigmoid(row) : row;
  const shown = activation ? 'probability' : (kind ?? (isDistribution(row) ? 'probability' : 'value'));
  const label = (index: number) => (givenClasses ?? candidate.labels)?.get(index) ?? String(index);
  return {
    top: largest(scores, count).map((index) => ({ index, label: label(index), score: scores[index]! })),
    scores: { output: candidate.name, kind: shown, guessed: kind === undefined, ...(activation ? { activation } : {}) },
  };
}

function looksLikeScores({ type, dims }: Tensor): boolean {
  const plain = withoutTrailingOnes(dims);
  const columns = plain.at(-1) ?? 0;
  return /^b?float/.test(type) && dims.length >= 2 && plain.length <= 2 && columns >= 2 && columns <= MOST_GUESSED;
}

/** The scores of the first row: the output's last axis that is not 1, along with everything behind it. */
function firstRow(tensor: Tensor): ArrayLike<number> | undefined {
  const values = numericValues(tensor);
  return values && Array.prototype.slice.call(values, 0, columnsOf(tensor));
}

function columnsOf({ dims }: Tensor): number {
  return withoutTrailingOnes(dims).at(-1) ?? 0;
}

function withoutTrailingOnes(dims: readonly number[]): readonly number[] {
  let end = dims.length;
  while (end > 1 && dims[end - 1] === 1) end--;
  return dims.slice(0, end);
}
