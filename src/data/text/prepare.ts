import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../base/errors';
import type { TextInput } from '../../manifest/schema';
import type { Tensor, ValueInfo } from '../../onnx/tensor';
import { mismatch } from '../describe';
import { fitTensor } from '../fit';
import type { PreparedInput } from '../request';
import { type Encoding, truncate } from './encoding';
import { loadTokenizer } from './load';

/** The inputs a text fills besides its ids, by their role. */
export interface TextCompanions {
  mask?: ValueInfo;
  typeIds?: ValueInfo;
  positions?: ValueInfo;
}

/** Which other inputs go with a text input: those the manifest names, else those with the usual names. */
export function textCompanions(
  spec: Pick<TextInput, 'mask' | 'typeIds' | 'positions'> | undefined,
  inputs: readonly ValueInfo[],
): TextCompanions {
  const find = (given: string | undefined, usual: RegExp) =>
    inputs.find((input) => (given === undefined ? usual.test(input.name) && /^(int|float|bool)/.test(input.type) : input.name === given));
  return {
    mask: find(spec?.mask, /^attention_?mask$/i),
    typeIds: find(spec?.typeIds, /^(token_?type_?ids|segment_ids)$/i),
    positions: find(spec?.positions, /^position_?ids$/i),
  };
}

/** A text as it was given. */
export interface GivenText {
  readonly text: string;
  readonly source: string;
  /** The file it was read from, absolute. */
  readonly path?: string;
}

/**
 * Texts as ids, each a row of its own, and with them its mask, segments and positions where the model has such inputs. They are cut to
 * `maxLength` and to a length that the model fixes, and filled up to the latter, else to the longest of them, as Hugging Face's
 * tokenizers do; the mask tells what was filled.
 * @returns for each text the ids first, then what goes with them
 * @throws UserError `text.*`, `input.*`, `file.*`
 */
export async function prepareTexts(
  input: ValueInfo,
  spec: TextInput,
  texts: readonly GivenText[],
  directory: string | undefined,
  companions: TextCompanions,
): Promise<PreparedInput[][]> {
  const tokenizer = await loadTokenizer(spec.tokenizer, directory);
  const fixed = typeof input.shape?.at(-1) === 'number' ? (input.shape.at(-1) as number) : undefined;
  const limit = Math.min(spec.maxLength ?? Number.POSITIVE_INFINITY, fixed ?? Number.POSITIVE_INFINITY);
  const encoded = texts.map((given) => {
    const whole = tokenizer.encode(given.text);
    const cut = truncate(whole, Number.isFinite(limit) ? limit : undefined);
    if (cut.tokens.length === 0 && fixed === undefined) {
      throw mismatch(input, given.source, l10n.t('an empty text'), l10n.t('Give a text of at least one token.'));
    }
    return { given, whole, cut };
  });
  const lengths = encoded.map(({ cut }) => cut.tokens.length);
  const length = fixed ?? Math.max(...lengths);
  const other = lengths.findIndex((one) => one !== lengths[0]);
  if (fixed === undefined && other > 0 && !companions.mask) throw noMask(input, lengths[0]!, lengths[other]!);
  return encoded.map(({ given, whole, cut }) => {
    const parts = [l10n.t('tokenizer {0}, {1} tokens', basename(spec.tokenizer), cut.tokens.length)];
    if (whole.tokens.length > cut.tokens.length) parts.push(l10n.t('cut from {0}', whole.tokens.length));
    if (length > cut.tokens.length) parts.push(l10n.t('filled up to {0}', length));
    const [ids, ...others] = layOut(input, given, cut, length, companions);
    return [{ ...ids!, preprocessing: parts.join(', '), tokens: [...cut.tokens] }, ...others];
  });
}

/** The inputs that one text makes, filled up to a length. */
function layOut(input: ValueInfo, given: GivenText, encoding: Encoding, length: number, companions: TextCompanions): PreparedInput[] {
  const { tokens, typeIds, padId, padTypeId = 0, padLeft } = encoding;
  const shift = padLeft ? length - tokens.length : 0;
  const filled = (at: (i: number) => number, padding: number) =>
    Array.from({ length }, (_, i) => (i >= shift && i - shift < tokens.length ? at(i - shift) : padding));
  const make = (target: ValueInfo | undefined, values: () => readonly number[]): PreparedInput[] =>
    target === undefined
      ? []
      : [
          {
            name: target.name,
            type: target.type,
            kind: 'text',
            source: given.source,
            ...(given.path === undefined ? {} : { path: given.path }),
            tensor: fitTensor(row(values(), target), target, given.source),
          },
        ];
  return [
    ...make(input, () => filled((i) => tokens[i]!.id, padId)),
    ...make(companions.mask, () => filled(() => 1, 0)),
    ...make(companions.typeIds, () => filled((i) => typeIds?.[i] ?? 0, padTypeId)),
    // Positions go on through padding behind, as models count them; what stands in front has position 1, as in Hugging Face's generation.
    ...make(companions.positions, () => (padLeft ? filled((i) => i, 1) : Array.from({ length }, (_, i) => i))),
  ];
}

function noMask(input: ValueInfo, first: number, other: number): UserError {
  return new UserError(
    'text.lengths',
    l10n.t(
      'The texts for the input "{0}" have {1} and {2} tokens, and the model has no mask that would tell what is filled up.',
      input.name,
      first,
      other,
    ),
    {
      where: input.name,
      remedy: l10n.t(
        'Give texts of as many tokens each, or run them one by one. If an input is the mask, name it in the manifest as "mask".',
      ),
    },
  );
}

function row(values: readonly number[], input: ValueInfo): Tensor {
  const dims = input.shape?.length === 1 ? [values.length] : [1, values.length];
  return { type: 'float64', dims, data: Float64Array.from(values) };
}
