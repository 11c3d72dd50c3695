import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { InputRequest } from '../../data/request';
import type { Manifest } from '../../manifest/schema';
import type { ValueInfo } from '../../onnx/tensor';
import type { RunParameters } from './parameters';

/** The part of a request for inputs that the parameters say. */
export function inputRequest(
  parameters: RunParameters,
  inputs: readonly ValueInfo[],
  manifest: Manifest | undefined,
  cwd: string,
  signal: AbortSignal,
): InputRequest {
  const { row, rows, seed, state, dims, frame, context } = parameters;
  const { layout, channels, scale, mean, std, resize, crop } = parameters;
  const states = Object.fromEntries(state.map((text) => pair(text, '--state', 'INPUT=OUTPUT')));
  return {
    inputs,
    sources: spread(parameters.input, inputs, new Set([...Object.keys(states), ...settled(manifest)])),
    imageOverrides: given({ layout, channels, scale, mean, std, resize, crop }),
    audioOverrides: given({ frame, context }),
    seed,
    states,
    dims: Object.fromEntries(dims.map(dimension)),
    cwd,
    signal,
    ...given({ row, rows }),
  };
}

/** A single value for all, such as `random`, is for every input that has none of its own. */
function spread(sources: readonly string[], inputs: readonly ValueInfo[], done: ReadonlySet<string>): readonly string[] {
  const names = inputs.map((input) => input.name);
  const isNamed = (source: string) => names.some((name) => source.startsWith(`${name}=`));
  const bare = sources.filter((source) => !isNamed(source));
  const [value] = bare;
  if (bare.length !== 1 || value === undefined || !/^(random(:\d+)?|zeros|ones)$/.test(value)) return sources;
  const named = sources.filter(isNamed);
  const open = names.filter((name) => !done.has(name) && !named.some((source) => source.startsWith(`${name}=`)));
  return [...named, ...open.map((name) => `${name}=${value}`)];
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
