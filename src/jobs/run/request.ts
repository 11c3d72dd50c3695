import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { InputRequest } from '../../data/request';
import type { ValueInfo } from '../../onnx/tensor';
import type { RunParameters } from './parameters';

/** The part of a request for inputs that the parameters say. */
export function inputRequest(parameters: RunParameters, inputs: readonly ValueInfo[], cwd: string, signal: AbortSignal): InputRequest {
  const { input, row, rows, seed, state, dims, frame, context } = parameters;
  const { layout, channels, scale, mean, std, resize, crop } = parameters;
  return {
    inputs,
    sources: input,
    imageOverrides: given({ layout, channels, scale, mean, std, resize, crop }),
    audioOverrides: given({ frame, context }),
    seed,
    states: Object.fromEntries(state.map((text) => pair(text, '--state', 'INPUT=OUTPUT'))),
    dims: Object.fromEntries(dims.map(dimension)),
    cwd,
    signal,
    ...given({ row, rows }),
  };
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
