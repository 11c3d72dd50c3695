import * as l10n from '@vscode/l10n';
import { UserError } from '../base/errors';
import { suggest } from '../base/suggest';
import type { ValueInfo } from '../onnx/tensor';
import { sourceName } from './describe';
import type { InputRequest, PreparedInput } from './request';

/**
 * Refuses sizes for dimensions that no input has: a slip would go unnoticed, since every dimension has a size without it.
 * @throws UserError `dims.unknown`
 */
export function checkDims({ dims = {}, inputs }: Pick<InputRequest, 'dims' | 'inputs'>): void {
  const known = [...new Set(inputs.flatMap(({ shape = [] }) => shape.filter((dim) => typeof dim === 'string' && dim !== '')))] as string[];
  for (const name of Object.keys(dims)) {
    if (known.includes(name)) continue;
    const near = suggest(name, known);
    const others =
      known.length === 0
        ? l10n.t('Its inputs have no dimension with a name: leave --dims out.')
        : l10n.t('They are {0}.', known.map((dim) => `"${dim}"`).join(', '));
    throw new UserError('dims.unknown', l10n.t('No input of the model has a dimension "{0}".', name), {
      where: '--dims',
      remedy: near ? l10n.t('Did you mean "{0}"?', near) : others,
    });
  }
}

/**
 * Refuses settings that had no part in making any input: whoever gives one expects something of it.
 * @throws UserError `rows.unused`, `image.unused`, `audio.unused`, `seed.unused`, `dims.contradicted`
 */
export function checkUsed(request: InputRequest, prepared: readonly PreparedInput[]): void {
  const given = mainSource(prepared);
  const isOf = (kind: PreparedInput['kind']) => prepared.some((input) => input.kind === kind);
  const rows = [...(request.row === undefined ? [] : ['--row']), ...(request.rows === undefined ? [] : ['--rows'])];
  if (rows.length > 0 && !prepared.some(({ rows: taken }) => taken)) {
    const reason = given ? l10n.t('{0} has no rows to choose from', given) : l10n.t('no file with rows is given');
    throw unused('rows', rows, reason, l10n.t('Leave it out, or give a file with rows: .csv, .json, .npy, .npz, .pb or IDX.'));
  }
  const image = flagsOf(request.imageOverrides);
  if (image.length > 0 && !isOf('image')) {
    const reason = given ? l10n.t('{0} is not prepared as a picture', given) : l10n.t('no picture is given');
    throw unused('image', image, reason, l10n.t('Leave that out, or give a picture: .png, .jpg or .webp.'));
  }
  const audio = flagsOf(request.audioOverrides);
  if (audio.length > 0 && !isOf('audio')) {
    const reason = given ? l10n.t('{0} is no sound', given) : l10n.t('no sound is given');
    throw unused('audio', audio, reason, l10n.t('Leave that out, or give a sound: .wav.'));
  }
  // The default is no request.
  if (request.seed !== undefined && request.seed !== 0 && !isOf('random')) {
    throw unused('seed', ['--seed'], l10n.t('no input is random'), l10n.t('Leave it out, or give an input as random.'));
  }
  for (const input of prepared) checkSizes(request, input);
}

/** A size that was asked for and is another one in what was given. */
function checkSizes({ dims = {}, inputs }: InputRequest, { name, kind, source, tensor }: PreparedInput): void {
  const { shape = [] } = inputs.find((input) => input.name === name) as ValueInfo;
  // What follows from another input has its size, whatever the dimension is called.
  if (!tensor || kind === 'derived' || tensor.dims.length !== shape.length) return;
  for (const [axis, dim] of shape.entries()) {
    if (typeof dim !== 'string' || !Object.hasOwn(dims, dim) || dims[dim] === tensor.dims[axis]) continue;
    throw new UserError(
      'dims.contradicted',
      l10n.t('--dims says that {0} is {1}; {2} makes it {3}.', dim, dims[dim]!, sourceName(source), tensor.dims[axis]!),
      { where: '--dims', remedy: l10n.t('Leave --dims out: it is for values that are made up. Or give one of that size.') },
    );
  }
}

function flagsOf(settings: object = {}): string[] {
  return Object.keys(settings).map((key) => `--${key}`);
}

/** What was given for the input that a person would speak of. */
function mainSource(prepared: readonly PreparedInput[]): string | undefined {
  const main = prepared.find(({ kind }) => kind !== 'constant' && kind !== 'state' && kind !== 'derived' && kind !== 'random');
  return main && sourceName(main.source);
}

function unused(what: string, flags: readonly string[], reason: string, remedy: string): UserError {
  const message =
    flags.length === 1 ? l10n.t('{0} does not apply: {1}.', flags[0]!, reason) : l10n.t('{0} do not apply: {1}.', flags.join(', '), reason);
  return new UserError(`${what}.unused`, message, { where: flags[0], remedy });
}
