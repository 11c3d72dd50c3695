import type { ValueInfo } from '../onnx/tensor';
import type { Manifest, ManifestInput } from './schema';

const FLOATS = ['float32', 'float16', 'float64', 'bfloat16'];
const isFloat = (type: string) => FLOATS.includes(type);
const isPicture = (type: string) => isFloat(type) || type === 'uint8';
const isDepth = (dim: unknown) => dim === 1 || dim === 3;
/** A side of a picture: left open, or at least of this size. */
const MIN_SIDE = 8;
const isSide = (dim: unknown) => typeof dim === 'string' || (typeof dim === 'number' && dim >= MIN_SIDE);

/** What kind an input seems to be. Only what the guess rests on: everything else is left to the defaults. */
export type GuessedKind = ManifestInput['kind'] | 'mask' | 'typeIds' | 'positions';

/**
 * The kinds of a model's inputs where no manifest says them, by name.
 * - four axes (or three) with 1 or 3 channels, first or last, of float or uint8: a picture;
 * - whole numbers called `input_ids` (or `tokens`, `ids`): text, with its `attention_mask`, `token_type_ids`, `position_ids`;
 * - a two-dimensional float beside a scalar called `sr` or `sample_rate`: sound;
 * - a float `[N, K]`: a table's row;
 * - everything else: a tensor.
 */
export function guessInputs(inputs: readonly ValueInfo[]): Map<string, GuessedKind> {
  const hasRate = inputs.some((input) => isRate(input));
  return new Map(inputs.map((input) => [input.name, guessInput(input, hasRate)]));
}

function guessInput(input: ValueInfo, hasRate: boolean): GuessedKind {
  const { name, type, shape } = input;
  if (type === 'int64' || type === 'int32') {
    if (/^(input_?ids|tokens|token_ids|ids)$/i.test(name)) return 'text';
    if (/^attention_?mask$/i.test(name)) return 'mask';
    if (/^(token_?type_?ids|segment_ids)$/i.test(name)) return 'typeIds';
    if (/^position_?ids$/i.test(name)) return 'positions';
  }
  if (isPicture(type) && shape && looksLikePicture(shape)) return 'image';
  if (isFloat(type) && shape?.length === 2 && (hasRate || /^(audio|wave(form)?|samples)$/i.test(name))) return 'audio';
  if (isFloat(type) && shape?.length === 2 && typeof shape[1] === 'number') return 'table';
  return 'tensor';
}

function isRate(input: ValueInfo): boolean {
  return /^(sr|sample_?rate|sampling_?rate)$/i.test(input.name) && (input.shape === undefined || input.shape.length <= 1);
}

function looksLikePicture(shape: readonly (number | string)[]): boolean {
  const axes = shape.length === 4 ? shape.slice(1) : shape;
  if (axes.length !== 3) return false;
  const [a, b, c] = axes;
  // Three axes without a batch are a picture only where both sides are known.
  const fixed = shape.length === 4 || axes.every((dim) => typeof dim === 'number');
  return fixed && ((isDepth(a) && isSide(b) && isSide(c)) || (isDepth(c) && isSide(a) && isSide(b)));
}

/** What the scores of a classification are. */
export interface GuessedScores {
  /** Output that holds them. */
  readonly output: string;
  readonly kind: 'probability' | 'logit' | 'value';
  /** False where the manifest says it. */
  readonly guessed: boolean;
}

/** What is known of an output beyond its declaration. */
export interface OutputHint {
  /** Operator that produces it, such as `Softmax`. */
  readonly operator?: string;
  /** Shape as run, where the declared one is open. */
  readonly dims?: readonly number[];
}

const PROBABILITY_OPERATORS = [
  'Softmax',
  'Sigmoid',
  'HardSigmoid',
  'Normalizer',
  'TreeEnsembleClassifier',
  'LinearClassifier',
  'SVMClassifier',
];

/** Most classes a guess takes for a classification: longer vectors are more often embeddings or features. */
const MAX_CLASSES = 100_000;

/**
 * The output that a classification's scores are in, and what they are; undefined where no output looks like one. The
 * manifest decides where it names `scores` or `classes`; else the first float `[N, K]` (K of at least 2; axes of 1 after
 * K do not count), its kind from the operator that made it.
 */
export function guessScores(
  outputs: readonly ValueInfo[],
  manifest: Manifest | undefined,
  hints: ReadonlyMap<string, OutputHint> = new Map(),
): GuessedScores | undefined {
  const described = outputs.filter((output) => {
    const spec = manifest?.outputs?.[output.name];
    return spec?.classes !== undefined || spec?.scores === 'probability' || spec?.scores === 'logit';
  });
  // A description with class names is surer than one without.
  const named = described.find((output) => manifest?.outputs?.[output.name]?.classes !== undefined) ?? described[0];
  if (named) {
    const scores = manifest?.outputs?.[named.name]?.scores;
    return { output: named.name, kind: scores ?? kindOf(hints.get(named.name)), guessed: scores === undefined };
  }
  const task = manifest?.task;
  if (task !== undefined && task !== 'classification' && task !== 'multilabel') return undefined;
  const found = outputs.find((output) => isScores(output, hints.get(output.name)));
  return found && { output: found.name, kind: kindOf(hints.get(found.name)), guessed: true };
}

function kindOf(hint: OutputHint | undefined): GuessedScores['kind'] {
  return hint?.operator !== undefined && PROBABILITY_OPERATORS.includes(hint.operator) ? 'probability' : 'logit';
}

function isScores(output: ValueInfo, hint: OutputHint | undefined): boolean {
  if (!isFloat(output.type)) return false;
  const shape = [...(hint?.dims ?? output.shape ?? [])];
  while (shape.length > 2 && shape.at(-1) === 1) shape.pop();
  const classes = shape.at(-1);
  return shape.length === 2 && typeof classes === 'number' && classes >= 2 && classes <= MAX_CLASSES;
}
