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

/** The rate of a sound where nobody says another: what speech models are made for. */
export const USUAL_RATE = 16_000;

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
    const companion = companionByName(name);
    if (companion) return companion;
  }
  if (isPicture(type) && shape && looksLikePicture(shape)) return 'image';
  if (isFloat(type) && shape?.length === 2 && (hasRate || /^(audio|wave(form)?|samples)$/i.test(name))) return 'audio';
  if (isFloat(type) && shape?.length === 2 && typeof shape[1] === 'number') return 'table';
  return 'tensor';
}

/** What goes with the ids of a text, by its usual name. */
function companionByName(name: string): 'mask' | 'typeIds' | 'positions' | undefined {
  if (/^attention_?mask$/i.test(name)) return 'mask';
  if (/^(token_?type_?ids|segment_ids)$/i.test(name)) return 'typeIds';
  return /^position_?ids$/i.test(name) ? 'positions' : undefined;
}

/**
 * What an input is by its name, where it steers a model rather than being what the model judges: such an input keeps its
 * usual value when all others are made up. Undefined for data. Masks may be floats or booleans here.
 * - `mask`: 1 where there is something to look at; `typeIds`: 0, the first segment; `positions`: 0, 1, …
 * - `memory`: what a recurrent model or a decoder remembers, which begins with zeros;
 * - `rate`: samples a second, {@link USUAL_RATE};
 * - `switch`: a single boolean such as `use_cache_branch` or `training_mode`, off.
 */
export function guessRole(input: ValueInfo): 'mask' | 'typeIds' | 'positions' | 'memory' | 'rate' | 'switch' | undefined {
  const { name, type, shape } = input;
  if (!/^(u?int|float|bfloat16|bool)/.test(type)) return undefined;
  const single = shape?.every((dim) => dim === 1);
  if (type === 'bool' && single) return 'switch';
  if (isRate(input)) return 'rate';
  if (looksLikeMemory(input)) return 'memory';
  // A mask of four axes is added to the scores: there 0 lets pass. It is none by this name's usual meaning.
  const companion = shape === undefined || shape.length <= 3 ? companionByName(name) : undefined;
  return companion ?? (/^cache_position$/i.test(name) ? 'positions' : undefined);
}

/** True for the scalar that tells a model how many samples a second its sound has. */
function isRate(input: ValueInfo): boolean {
  return /^(sr|sample_?rate|sampling_?rate)$/i.test(input.name) && (input.shape === undefined || input.shape.length <= 1);
}

/** True for a float that by its name is what a recurrent model or a decoder remembers: it begins with zeros. */
function looksLikeMemory({ name, type }: ValueInfo): boolean {
  return isFloat(type) && /^(past(_key_values?)?|cache|state|hidden(_state)?|initial_[hc]|[hc]_?[0x])([._/\d]|$)/i.test(name);
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
  /** Whether its columns have names, as a ZipMap's do. */
  readonly named?: boolean;
  /** What its values look like, where it has run: asked for where neither the manifest nor the operator says. */
  readonly look?: () => GuessedScores['kind'];
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
 * manifest decides where it names `scores` or `classes` (probabilities or logits first: a label may have classes too);
 * else the first output with named columns or of float `[N, K]` (K of at least 2; axes of 1 after K do not count), its kind
 * from the operator that made it or from its values.
 * @param classesGiven somebody named the classes, so that there are some whatever the manifest's task is
 */
export function guessScores(
  outputs: readonly ValueInfo[],
  manifest: Manifest | undefined,
  hints: ReadonlyMap<string, OutputHint> = new Map(),
  classesGiven = false,
): GuessedScores | undefined {
  const entries = manifest?.outputs ?? {};
  const spec = (output: ValueInfo) => (Object.hasOwn(entries, output.name) ? entries[output.name] : undefined);
  const possible = outputs.filter((output) => output.type !== 'string' && (columnsOf(output, hints) ?? 2) >= 2);
  const areScores = (output: ValueInfo) => spec(output)?.scores === 'probability' || spec(output)?.scores === 'logit';
  const hasClasses = (output: ValueInfo) => spec(output)?.classes !== undefined;
  const described =
    possible.find((output) => areScores(output) && hasClasses(output)) ??
    possible.find(areScores) ??
    possible.find((output) => hasClasses(output) || spec(output)?.scores !== undefined);
  const task = manifest?.task;
  const mayGuess = classesGiven || task === undefined || task === 'classification' || task === 'multilabel';
  const guess = () => possible.find((output) => hints.get(output.name)?.named || looksLikeScores(output, hints));
  const found = described ?? (mayGuess ? guess() : undefined);
  if (!found) return undefined;
  const scores = spec(found)?.scores;
  return { output: found.name, kind: scores ?? kindOf(hints.get(found.name)), guessed: scores === undefined };
}

function kindOf(hint: OutputHint | undefined): GuessedScores['kind'] {
  if (hint?.operator !== undefined && PROBABILITY_OPERATORS.includes(hint.operator)) return 'probability';
  return hint?.look?.() ?? 'logit';
}

/** The axes of an output that holds scores: its rows, then its classes. Axes of 1 behind those are left out. */
export function scoreAxes<T>(shape: readonly T[]): readonly T[] {
  let end = shape.length;
  while (end > 2 && shape[end - 1] === 1) end--;
  return shape.slice(0, end);
}

function axesOf(output: ValueInfo, hints: ReadonlyMap<string, OutputHint>): readonly (number | string)[] {
  return scoreAxes<number | string>(hints.get(output.name)?.dims ?? output.shape ?? []);
}

function columnsOf(output: ValueInfo, hints: ReadonlyMap<string, OutputHint>): number | undefined {
  const columns = axesOf(output, hints).at(-1);
  return typeof columns === 'number' ? columns : undefined;
}

function looksLikeScores(output: ValueInfo, hints: ReadonlyMap<string, OutputHint>): boolean {
  const columns = columnsOf(output, hints);
  return isFloat(output.type) && axesOf(output, hints).length === 2 && columns !== undefined && columns >= 2 && columns <= MAX_CLASSES;
}
