import { basename } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { TextInput } from '../../manifest/schema';
import type { Tensor, ValueInfo } from '../../onnx/tensor';
import { mismatch } from '../describe';
import { fitTensor } from '../fit';
import type { PreparedInput } from '../request';
import { truncate } from './encoding';
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

/**
 * A text as ids, and with them its mask, segments and positions where the model has such inputs. It is cut to `maxLength`
 * and to a length that the model fixes, and filled up to the latter.
 * @throws UserError `text.*`, `input.*`, `file.*`
 */
export async function prepareText(
  input: ValueInfo,
  spec: TextInput,
  text: string,
  source: string,
  directory: string | undefined,
  companions: TextCompanions,
): Promise<PreparedInput[]> {
  const tokenizer = await loadTokenizer(spec.tokenizer, directory);
  const fixed = typeof input.shape?.at(-1) === 'number' ? (input.shape.at(-1) as number) : undefined;
  const limit = Math.min(spec.maxLength ?? Number.POSITIVE_INFINITY, fixed ?? Number.POSITIVE_INFINITY);
  const whole = tokenizer.encode(text);
  const { tokens, typeIds, padId } = truncate(whole, Number.isFinite(limit) ? limit : undefined);
  if (tokens.length === 0 && fixed === undefined) {
    throw mismatch(input, source, l10n.t('an empty text'), l10n.t('Give a text of at least one token.'));
  }
  const length = fixed ?? tokens.length;
  const real = tokens.length;
  const filled = (at: (i: number) => number, padding: number) => Array.from({ length }, (_, i) => (i < real ? at(i) : padding));
  const make = (target: ValueInfo, values: readonly number[]): PreparedInput => ({
    name: target.name,
    type: target.type,
    kind: 'text',
    source,
    tensor: fitTensor(row(values, target), target, source),
  });
  const parts = [l10n.t('tokenizer {0}, {1} tokens', basename(spec.tokenizer), real)];
  if (whole.tokens.length > real) parts.push(l10n.t('cut from {0}', whole.tokens.length));
  if (length > real) parts.push(l10n.t('filled up to {0}', length));
  const ids = make(
    input,
    filled((i) => tokens[i]!.id, padId),
  );
  const prepared: PreparedInput[] = [{ ...ids, preprocessing: parts.join(', '), tokens: [...tokens] }];
  if (companions.mask)
    prepared.push(
      make(
        companions.mask,
        filled(() => 1, 0),
      ),
    );
  if (companions.typeIds)
    prepared.push(
      make(
        companions.typeIds,
        filled((i) => typeIds?.[i] ?? 0, 0),
      ),
    );
  // Positions go on through the padding, as models count them.
  if (companions.positions)
    prepared.push(
      make(
        companions.positions,
        Array.from({ length }, (_, i) => i),
      ),
    );
  return prepared;
}

function row(values: readonly number[], input: ValueInfo): Tensor {
  const dims = input.shape?.length === 1 ? [values.length] : [1, values.length];
  return { type: 'float64', dims, data: Float64Array.from(values) };
}
