import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { guessInputs, guessRole, USUAL_RATE } from '../manifest/guess';
import type { AudioInput, ImageInput, Manifest } from '../manifest/schema';
import { elementCount, type ValueInfo } from '../onnx/tensor';
import { concreteShape } from './fit';
import type { InputRequest } from './request';
import { textCompanions } from './text/prepare';

/** Longest positions that are written out; no model's context is longer. */
const MAX_POSITIONS = 2 ** 20;

/** What a person says of inputs with flags, as they are read: every job that feeds a model takes these. */
export interface InputFlags
  extends Pick<AudioInput, 'frame' | 'context'>,
    Partial<Pick<ImageInput, 'layout' | 'channels' | 'scale' | 'mean' | 'std' | 'resize' | 'crop'>> {
  /** Each `[NAME=]VALUE`. */
  readonly input: readonly string[];
  readonly row?: number;
  readonly rows?: string;
  readonly seed: number;
  /** Each `INPUT=OUTPUT`. */
  readonly state: readonly string[];
  /** Each `NAME=SIZE`. */
  readonly dims: readonly string[];
}

/** What can be said against the flags before anything is read. @throws UserError `parameters.invalid` */
export function checkInputFlags({ state }: Pick<InputFlags, 'state'>): void {
  const inputs = state.map((text) => pair(text, '--state', 'INPUT=OUTPUT')[0]);
  const twice = inputs.find((name, i) => inputs.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new UserError('parameters.invalid', l10n.t('--state is given twice for the input "{0}".', twice), {
    where: '--state',
    remedy: l10n.t('Name one output that is fed back to it.'),
  });
}

/** The part of a request for inputs that the flags say. @throws UserError `parameters.invalid` */
export function inputRequest(
  parameters: InputFlags,
  inputs: readonly ValueInfo[],
  manifest: Manifest | undefined,
  cwd: string,
  signal: AbortSignal,
): InputRequest {
  const { row, rows, seed, state, dims, frame, context } = parameters;
  const { layout, channels, scale, mean, std, resize, crop } = parameters;
  const states = Object.fromEntries(state.map((text) => pair(text, '--state', 'INPUT=OUTPUT')));
  const sizes = Object.fromEntries(dims.map(dimension));
  return {
    inputs,
    sources: spread(parameters.input, inputs, new Set([...Object.keys(states), ...settled(manifest)]), sizes),
    imageOverrides: given({ layout, channels, scale, mean, std, resize, crop }),
    audioOverrides: given({ frame, context }),
    seed,
    states,
    dims: sizes,
    cwd,
    signal,
    ...given({ row, rows }),
  };
}

/**
 * A single value for all, such as `random`, is for every input that has none of its own; but what only steers a model keeps
 * its usual value: masks are 1, positions count up, memory begins with zeros.
 */
function spread(
  sources: readonly string[],
  inputs: readonly ValueInfo[],
  done: ReadonlySet<string>,
  dims: Readonly<Record<string, number>>,
): readonly string[] {
  const isNamed = (source: string) => inputs.some(({ name }) => source.startsWith(`${name}=`));
  const bare = sources.filter((source) => !isNamed(source));
  const [value] = bare;
  if (bare.length !== 1 || value === undefined || !/^(random(:\d+)?|zeros|ones)$/.test(value)) return sources;
  const named = sources.filter(isNamed);
  const isGiven = (name: string) => named.some((source) => source.startsWith(`${name}=`));
  const kinds = guessInputs(inputs);
  const ids = inputs.find(({ name }) => kinds.get(name) === 'text');
  const open = inputs.filter(({ name }) => !done.has(name) && !isGiven(name));
  return [
    ...named,
    ...open.flatMap((input) => {
      const usual = usualValue(input, ids && { given: isGiven(ids.name) }, value, dims);
      return usual === undefined ? [] : [`${input.name}=${usual}`];
    }),
  ];
}

/**
 * What an input gets where all get `value`; undefined where it follows from the ids of a text.
 * @param ids of a text, where the model has them, and whether a person gave them
 */
function usualValue(
  input: ValueInfo,
  ids: { readonly given: boolean } | undefined,
  value: string,
  dims: Readonly<Record<string, number>>,
): string | undefined {
  switch (guessRole(input)) {
    case 'mask':
      return ids?.given ? undefined : 'ones';
    case 'typeIds':
      return ids?.given ? undefined : 'zeros';
    case 'positions':
      return ids && followsIds(input) ? undefined : positions(input, dims);
    case 'memory':
    case 'switch':
      return 'zeros';
    case 'rate':
      return String(USUAL_RATE);
    default:
      return value;
  }
}

/** Whether the ids fill it: the others of its kind, such as `cache_position`, are known by name only. */
function followsIds(input: ValueInfo): boolean {
  return textCompanions(undefined, [input]).positions !== undefined;
}

/** 0, 1, … along the last axis, the same for every row, as JSON. */
function positions(input: ValueInfo, dims: Readonly<Record<string, number>>): string {
  const shape = concreteShape(input, dims);
  if (elementCount(shape) > MAX_POSITIONS) return 'zeros';
  const build = (axis: number): unknown =>
    Array.from({ length: shape[axis]! }, (_, index) => (axis === shape.length - 1 ? index : build(axis + 1)));
  return JSON.stringify(shape.length === 0 ? 0 : build(0));
}

/** Inputs that the manifest gives a value, or that come with another. */
function settled(manifest: Manifest | undefined): string[] {
  return Object.entries(manifest?.inputs ?? {}).flatMap(([name, input]) => {
    if (input.kind === 'state' || input.kind === 'constant') return [name];
    return input.kind === 'text' ? [input.mask, input.typeIds, input.positions].filter((other) => other !== undefined) : [];
  });
}

function given<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function dimension(text: string): [string, number] {
  const [name, size] = pair(text, '--dims', 'NAME=SIZE');
  const value = Number(size);
  if (!/^\d+$/.test(size) || !Number.isSafeInteger(value)) throw badPair(text, '--dims', 'NAME=SIZE');
  return [name, value];
}

/** `A=B` at the last `=`: an input's name may hold one, an output's or a size hardly. */
function pair(text: string, flag: string, form: string): [string, string] {
  const at = text.lastIndexOf('=');
  if (at <= 0 || at === text.length - 1) throw badPair(text, flag, form);
  return [text.slice(0, at), text.slice(at + 1)];
}

function badPair(text: string, flag: string, form: string): UserError {
  return new UserError('parameters.invalid', l10n.t('{0} wants {1}, got "{2}".', flag, form, text), { where: flag });
}
